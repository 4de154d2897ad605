"""What may come of a sign-in, chosen on the page: a success with these attributes, or an error answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from identity.sandbox.provider.people import Person

# The real service publishes no codes; identity.methods.card reads these and treats any other as a plain failure.
_ERRORS: Mapping[str, tuple[str, str]] = {
    "cancel": ("access_denied", "cancelled"),
    "pin-locked": ("access_denied", "pin_locked"),
    "revoked": ("access_denied", "certificate_revoked"),
    "expired": ("access_denied", "certificate_expired"),
    "no-certificate": ("access_denied", "certificate_missing"),
}
LABELS: Mapping[str, str | Promise] = {
    "success": _("成功"),
    "cancel": _("取消（本人がやめた）"),
    "pin-locked": _("暗証番号がロックされた"),
    "revoked": _("電子証明書が失効している"),
    "expired": _("電子証明書の有効期限が切れている"),
    "no-certificate": _("署名用電子証明書が入っていない"),
    "substitutes": _("代替文字がある"),
    "elsewhere": _("市外に住んでいる"),
    "child": _("15歳未満"),
    "abroad": _("国外へ転出した"),
    "moved": _("引っ越した（住所が前回と違う）"),
    "new-card": _("カードを更新した（利用者の符号が変わる）"),
    "rotated": _("サービスの鍵が入れ替わった"),
}
_SUBSTITUTES = str.maketrans("𠮷邉﨑髙", "吉辺崎高")


@dataclass(frozen=True, slots=True)
class Chosen:
    """`card`: which of a person's cards; another one has another subject."""

    person: Person
    card: str = "1"
    substitutes: bool = False


def error_of(outcome: str) -> tuple[str, str] | None:
    """The error and description to answer with; None for a success."""
    return _ERRORS.get(outcome)


def choose(person: Person, outcome: str, today: date) -> Chosen:
    """The person as the outcome makes them."""
    others = {
        "elsewhere": replace(person, address="岩手県盛岡市内丸12番2号"),
        "moved": replace(person, address="秋田県秋田市八橋運動公園1番10号"),
        "abroad": replace(person, address="国外転出者　秋田県秋田市"),
        "child": replace(person, code=f"{person.code}-child", birth=f"{today.year - 10}0401"),
        # A character that the card cannot hold is told with another in its place.
        "substitutes": replace(person, name=person.name.translate(_SUBSTITUTES)),
    }
    return Chosen(
        others.get(outcome, person),
        card="2" if outcome == "new-card" else "1",
        substitutes=outcome == "substitutes",
    )
