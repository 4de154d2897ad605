"""What a citizen does with a procedure of one kind, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


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
