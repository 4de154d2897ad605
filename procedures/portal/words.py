"""Words that depend on the kind of a procedure, on its identification level, and on the state of an application."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.tags.messages import BadgeKind
from procedures.applications.models import Application, State
from procedures.applications.models.application import Outcome
from procedures.definitions import Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """What a citizen does with a procedure of one kind: the noun, and the verbs on its buttons."""

    noun: Promise
    start: Promise
    send: Promise
    sent: Promise
    withdraw: Promise


KINDS: dict[str, KindWords] = {
    "application": KindWords(
        noun=gettext_lazy("申請"),
        start=gettext_lazy("申請を始める"),
        send=gettext_lazy("申請する"),
        sent=gettext_lazy("申請を受け付けました"),
        withdraw=gettext_lazy("申請を取り下げる"),
    ),
    "notification": KindWords(
        noun=gettext_lazy("届出"),
        start=gettext_lazy("届出を始める"),
        send=gettext_lazy("届け出る"),
        sent=gettext_lazy("届出を受け付けました"),
        withdraw=gettext_lazy("届出を取り下げる"),
    ),
    "issuance": KindWords(
        noun=gettext_lazy("請求"),
        start=gettext_lazy("請求を始める"),
        send=gettext_lazy("請求する"),
        sent=gettext_lazy("請求を受け付けました"),
        withdraw=gettext_lazy("請求を取り下げる"),
    ),
    "report": KindWords(
        noun=gettext_lazy("連絡"),
        start=gettext_lazy("連絡を始める"),
        send=gettext_lazy("連絡する"),
        sent=gettext_lazy("連絡を受け付けました"),
        withdraw=gettext_lazy("連絡を取り下げる"),
    ),
}


def short_identification(level: int) -> str:
    """For lists: what has to be at hand."""
    if level >= 2:
        return _("マイナンバーカードで本人確認（準備中）")
    return _("登録なしで手続できます")


def identification(level: int) -> str:
    """The identification level in words, and honestly what is not asked for yet."""
    if level == 0:
        return _("本人確認はありません。名前を書かずに送ることもできます。")
    if level == 1:
        return _("本人確認の書類はいりません。送る前に、メールアドレスに届く確認コードを入力します。")
    card = _("暗証番号4けた") if level == 2 else _("署名用の暗証番号6〜16文字")
    return _(
        "この手続の本人確認は、今後マイナンバーカード（%(card)s）で行います。"
        "いまは準備中のため、カードがなくても送れます。担当の課が内容を確認します。"
    ) % {"card": card}


def days_in_short(definition: Definition) -> str:
    period = definition.standard_period
    return _("めやす%(days)d開庁日") % {"days": period.business_days} if period else ""


_STATES: dict[State, tuple[Promise, BadgeKind]] = {
    State.RECEIVED: (gettext_lazy("受け付けました"), "accent"),
    State.IN_REVIEW: (gettext_lazy("担当の課が確認しています"), "accent"),
    State.CORRECTION: (gettext_lazy("修正をお願いしています"), "warn"),
    State.DECIDED: (gettext_lazy("認められました"), "ok"),
    State.COMPLETED: (gettext_lazy("完了しました"), "ok"),
    State.WITHDRAWN: (gettext_lazy("取り下げました"), "mute"),
}


@dataclass(frozen=True, slots=True)
class StateWords:
    label: str
    badge: BadgeKind


def state_words(application: Application) -> StateWords:
    """The state of an application for its applicant, and the colour of its badge."""
    if application.outcome == Outcome.REFUSED:
        return StateWords(_("認められませんでした"), "mute")
    label, badge = _STATES[State(application.state)]
    return StateWords(str(label), badge)


def masked(email: str) -> str:
    """h***@example.jp: enough to know one's own address, too little for anybody else."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""
