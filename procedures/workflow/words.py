"""What happened to an application, in words for staff."""

from django.utils.translation import gettext_lazy as _

from procedures.workflow.transitions import Verb

EVENTS = {
    Verb.SUBMIT: _("申請"),
    Verb.CLAIM: _("担当の開始"),
    Verb.RELEASE: _("担当を外した"),
    Verb.REQUEST_CORRECTION: _("修正の依頼"),
    Verb.RESUBMIT: _("修正の送信"),
    Verb.DECIDE: _("決定"),
    Verb.COMPLETE: _("完了"),
    Verb.WITHDRAW: _("取下げ"),
    Verb.NOTE: _("内部メモ"),
    Verb.FIX_FEE: _("手数料の確定"),
    Verb.SETTLE: _("手数料の納付"),
    Verb.REMIND_FEE: _("納付のお願いの再送"),
    Verb.FEE_OVERDUE: _("納付の期限切れ"),
    Verb.LAPSE: _("未納による取下げ"),
    Verb.UNSETTLE: _("納付の取消し"),
    Verb.REFUND: _("手数料の返金"),
    Verb.ISSUE_RECEIPT: _("領収書の発行"),
    Verb.ASK_PAYEE: _("返金の振込先のお願い"),
    Verb.ENTER_PAYEE: _("返金の振込先の入力"),
}
