"""Which rules a document has where, what each must give, and what it means for the citizen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.definitions.places import VALUE_TYPES, Expected
from procedures.designer.documents import Document, Json, NoSuchPlace, find
from procedures.designer.rules.forms import RuleForm
from procedures.designer.words import called

_BOUNDS: Mapping[str, Expected] = {
    **dict.fromkeys(("integer", "decimal", "yen"), "number"),
    **dict.fromkeys(("date", "birth_date", "year_month"), "date"),
    "time": "time",
}


@dataclass(frozen=True, slots=True)
class RulePlace:
    """`meaning`, `always`, `never`: sentences for a condition, or for a calculation only the first.

    `removal`: the button that takes the rule away; "" where there must be one. `nothing`: what holds without a rule.
    """

    place: str
    field: str
    expected: Expected
    title: str
    owner: str
    meaning: str
    always: str = ""
    never: str = ""
    removal: str = ""
    nothing: str = ""

    @property
    def removable(self) -> bool:
        return bool(self.removal)

    def is_unmade(self, value: Json) -> bool:
        """Whether a condition that there must be is still the stand-in of a new part, which never holds."""
        return value is False and self.expected == "boolean" and not self.removable

    def says(self, form: RuleForm) -> str:
        """What the rule of a form means here; "" while something is missing."""
        constant = form.said.constant if form.said else None
        if isinstance(constant, bool):
            return self.always if constant else self.never
        return self.meaning % {"rule": form.words} if form.words else ""


def rule_place(document: Document, place: str, field: str) -> RulePlace:
    """The rule `field` of a part. Raises NoSuchPlace where the part is not there or has no such rule."""
    part = find(document, place)
    kind = _kind_of(place)
    words = _words(kind, field, part if isinstance(part, dict) else {})
    if words is None or not isinstance(part, dict):
        raise NoSuchPlace(f"{place}/{field}")
    expected, title, more = words
    return RulePlace(place, field, expected, title, called(document, place), **more)


def _kind_of(place: str) -> str:
    """What stands at a place: `items`, `pages`, `checks`, `values`, `eligibility`, `lines`, `exemptions`, `stages`."""
    segments = place.split("/")
    return segments[-2] if len(segments) > 1 else ""


_Words = tuple[Expected, str, dict[str, str]]


def _words(kind: str, field: str, part: Mapping[str, Json]) -> _Words | None:
    if kind == "items":
        return _of_item(field, part)
    if kind == "values" and field == "value":
        expected = VALUE_TYPES.get(str(part.get("type", "")))
        return (expected, _("計算のしかた"), {"meaning": _("計算：%(rule)s")}) if expected else None
    if (kind, field) == ("lines", "quantity"):
        more = {"meaning": _("手数料に%(rule)sを掛ける"), "removal": _("数を1に戻す"), "nothing": _("数は1です。")}
        return "number", _("手数料の数"), more
    return _condition(kind) if field == "when" else None


def _condition(kind: str) -> _Words | None:
    unmade = _("条件をまだ決めていません。")
    found = {
        "pages": (_("このページを表示する条件"), _shown()),
        "items": (_("表示する条件"), _shown()),
        "checks": (
            _("正しくない組み合わせ"),
            {
                "meaning": _("%(rule)s「正しくない」と知らせる"),
                "always": _("いつも「正しくない」と知らせる"),
                "never": _("知らせない"),
                "nothing": unmade,
            },
        ),
        "eligibility": (
            _("受け付けない条件"),
            {
                "meaning": _("%(rule)s申請できない"),
                "always": _("だれも申請できない"),
                "never": _("止めない"),
                "nothing": unmade,
            },
        ),
        "lines": (
            _("手数料がかかる条件"),
            {
                "meaning": _("%(rule)sこの手数料がかかる"),
                "always": _("いつもこの手数料がかかる"),
                "never": _("この手数料はかからない"),
                "removal": _("条件をなくす"),
                "nothing": _("条件はありません。いつもかかります。"),
            },
        ),
        "exemptions": (
            _("減免する条件"),
            {
                "meaning": _("%(rule)s減免する"),
                "always": _("いつも減免する"),
                "never": _("減免しない"),
                "nothing": unmade,
            },
        ),
        "stages": (
            _("この段階を行う条件"),
            _done(),
        ),
    }.get(kind)
    return ("boolean", *found) if found else None


def _shown() -> dict[str, str]:
    return {
        "meaning": _("%(rule)s表示する"),
        "always": _("いつも表示する"),
        "never": _("表示しない"),
        "removal": _("条件をなくす"),
        "nothing": _("条件はありません。いつも表示します。"),
    }


def _done() -> dict[str, str]:
    return {
        "meaning": _("%(rule)sこの段階を行う"),
        "always": _("いつもこの段階を行う"),
        "never": _("この段階は行わない"),
        "removal": _("条件をなくす"),
        "nothing": _("条件はありません。いつも行います。"),
    }


def _of_item(field: str, part: Mapping[str, Json]) -> _Words | None:
    if field == "when":
        return _condition("items")
    if field == "required":
        more = {
            "meaning": _("%(rule)s必須にする"),
            "always": _("いつも必須にする"),
            "never": _("必須にしない"),
            "removal": _("必須にしない"),
            "nothing": _("条件はありません。必須ではありません。"),
        }
        return "boolean", _("必須にする条件"), more
    if field == "formula":
        expected = VALUE_TYPES.get(str(part.get("format", "integer"))) if field in part else None
        return (expected, _("計算のしかた"), {"meaning": _("計算：%(rule)s")}) if expected else None
    bound = _BOUNDS.get(str(part.get("type", "")))
    if bound is None or field not in {"min", "max"}:
        return None
    least = field == "min"
    more = {
        "meaning": _("%(rule)sから入力できる") if least else _("%(rule)sまで入力できる"),
        "removal": _("下限をなくす") if least else _("上限をなくす"),
        "nothing": _("下限はありません。") if least else _("上限はありません。"),
    }
    return bound, (_("入力できる下限") if least else _("入力できる上限")), more
