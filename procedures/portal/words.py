"""Words that depend on the identification level of a procedure, and on the state of an application."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.tags.messages import BadgeKind
from identity.access.assurance import Level
from procedures.applications.models import Application, FeeState, State
from procedures.applications.models.application import Outcome
from procedures.definitions import Definition
from procedures.workflow.levels import GBIZID, wanted_level


def short_identification(level: int) -> str:
    """For lists: what has to be at hand."""
    if level >= 2:
        return _("マイナンバーカードで本人確認")
    return _("登録なしで手続できます")


@dataclass(frozen=True, slots=True)
class Identification:
    """How surely the portal must know who sends: in a sentence, and what is to be at hand before one starts."""

    sentence: str
    at_hand: tuple[str, ...] = ()


def identification(definition: Definition) -> Identification:
    """The identification of a procedure in words. Why it is asked for stands in its `assurance.reason`."""
    level = wanted_level(definition)
    if level == Level.NONE:
        return Identification(_("本人確認はありません。名前を書かずに送ることもできます。"))
    if level == Level.CONTACT:
        return Identification(_("本人確認の書類はいりません。送る前に、メールアドレスに届く確認コードを入力します。"))
    card = (
        _("マイナンバーカード（または、スマートフォンに入れた電子証明書）"),
        _("カードを読めるスマートフォンと、その中の「マイナアプリ」（旧デジタル認証アプリ）"),
        _("利用者証明用の暗証番号（数字4けた）"),
    )
    if level == Level.CARD:
        return Identification(_("入力の途中で、マイナンバーカードを使って本人を確かめます。"), card)
    return Identification(
        _("入力の途中でマイナンバーカードを使って本人を確かめ、最後に、同じカードで内容に署名します。"),
        (*card, _("署名用の暗証番号（英数字6けたから16けた）")),
    )


_LEVELS = {
    Level.NONE: gettext_lazy("なし"),
    Level.CONTACT: gettext_lazy("連絡先の確認"),
    Level.CARD: gettext_lazy("マイナンバーカードで本人確認"),
    Level.SIGNATURE: gettext_lazy("マイナンバーカードで署名"),
}


def assurance_words(application: Application) -> str:
    """How the applicant was known when the application was sent last."""
    if application.assurance_method == GBIZID:
        return _("GビズIDで会社などを確認")
    return str(_LEVELS[Level(application.assurance_level)])


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
    if application.fee in {FeeState.DUE, FeeState.DUE_FIRST}:
        return StateWords(_("手数料の納付をお待ちしています"), "warn")
    if application.outcome == Outcome.REFUSED:
        return StateWords(_("認められませんでした"), "mute")
    label, badge = _STATES[State(application.state)]
    return StateWords(str(label), badge)


def masked(email: str) -> str:
    """h***@example.jp: enough to know one's own address, too little for anybody else."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""
