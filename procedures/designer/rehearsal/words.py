"""What was done in a trial, and who did it, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.designer.rehearsal.acts import Deed
from procedures.designer.rehearsal.refunds import Refunding
from procedures.designer.rehearsal.stage import APPLICANT, APPROVER, CLERK, PORTAL, SECOND
from procedures.workflow.transitions import Verb
from procedures.workflow.words import EVENTS

_REFUNDING = {
    Refunding.ASK: _("還付の起案"),
    Refunding.APPROVE: _("還付の承認"),
    Refunding.REFUSE: _("還付の不承認"),
    Refunding.TRANSFER: _("還付金の振込"),
}
WHO = {
    CLERK: _("担当者"),
    APPROVER: _("決裁者"),
    SECOND: _("別の決裁者"),
    PORTAL: _("システム"),
    APPLICANT: _("申請者"),
}


def words_of(deed: Deed) -> str:
    return str(_REFUNDING[deed] if isinstance(deed, Refunding) else EVENTS[deed])


PLAIN: dict[Deed, Promise] = {
    Verb.CLAIM: _("担当する"),
    Verb.COMPLETE: _("完了にする"),
    Verb.SETTLE: _("手数料が納められたことにする"),
    Verb.REMIND_FEE: _("納付の期限が近いことを知らせる"),
    Verb.FEE_OVERDUE: _("期限までに納められなかったことにする"),
    Refunding.APPROVE: _("還付を承認する"),
    Refunding.TRANSFER: _("還付金を振り込んだことにする"),
    Verb.RELEASE: _("担当を外す"),
}
"""Deeds of staff that need no words, with those of their button."""
