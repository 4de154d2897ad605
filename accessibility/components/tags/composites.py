"""Fields of several boxes, groups of fields, and lists of rows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accessibility.components.library import block_component, component, filled
from accessibility.components.tags.fields import described

ERAS = (
    {"value": "western", "label": _("西暦")},
    {"value": "reiwa", "label": _("令和")},
    {"value": "heisei", "label": _("平成")},
    {"value": "showa", "label": _("昭和")},
    {"value": "taisho", "label": _("大正")},
    {"value": "meiji", "label": _("明治")},
)

# The parts of an address and what browsers call them.
_ADDRESS = {
    "postcode": "postal-code",
    "prefecture": "address-level1",
    "city": "address-level2",
    "town": "address-line1",
    "street": "address-line2",
    "building": "address-line3",
}
# The same abroad.
_ABROAD = {"country": "country-name", "lines": "street-address", "abroad_postcode": "postal-code"}
_PLACES = ({"value": "japan", "label": _("日本の住所")}, {"value": "abroad", "label": _("海外の住所")})


def group_context(*, id: str, label: str, hint: str, error: str, required: bool | None) -> dict[str, object]:
    return {
        "id": id,
        "label": label,
        "hint": hint,
        "error": error,
        "required": required,
        "described_by": described(id, hint, error),
    }


def _parts(given: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    return filled(given, **dict.fromkeys(names, ""))


@component
def date_field(
    *,
    id: str,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    value: Mapping[str, str] | None = None,
    invalid: Collection[str] = (),
    required: bool | None = True,
    era: bool = False,
    day: bool = True,
    old: bool = False,
    autocomplete: Literal["", "bday"] = "",
) -> Mapping[str, object]:
    """Boxes for year, month and day, and a select of eras before them where `era` is set.

    Sends <name>-era, <name>-year, <name>-month, <name>-day; `value` has the keys era, year, month, day. `invalid`
    names the boxes at fault (all when there is an error and none is named). `day=False` asks for year and month. `old`
    adds a box for a day before 1873 as the 戸籍 writes it: <name>-text, key text.
    """
    at_fault = set(invalid) or ({"year", "month", "day"} if error else set())
    values = _parts(value or {}, ("era", "year", "month", "day", "text"))
    boxes = [
        {
            "part": part,
            "label": text,
            "value": values[part],
            "invalid": part in at_fault,
            "autocomplete": f"{autocomplete}-{part}" if autocomplete and not (era and part == "year") else "",
        }
        for part, text in (("year", _("年")), ("month", _("月")), ("day", _("日")))
        if day or part != "day"
    ]
    return {
        **group_context(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "boxes": boxes,
        "eras": [{**e, "selected": e["value"] == (values["era"] or "western")} for e in ERAS] if era else (),
        "era_invalid": "era" in at_fault,
        "old": _old_box(values["text"], invalid="text" in at_fault) if old else None,
    }


def _old_box(text: str, *, invalid: bool) -> dict[str, object]:
    """The error is the one of the whole field."""
    return {
        "part": "text",
        "label": _("明治5年12月2日以前の日付"),
        "hint": _("戸籍に書かれているとおりに入力してください。例）文久3年5月1日"),
        "value": text,
        "error": "",
        "invalid": invalid,
        "required": True,
        "autocomplete": "off",
        "inputmode": "",
        "width": "16",
        "rows": 0,
        "choices": (),
    }


def _box(
    part: str,
    label: str | Promise,
    *,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    autocomplete: str = "",
    required: bool = True,
    hint: str | Promise = "",
    width: str = "full",
    inputmode: str = "",
    choices: Sequence[Mapping[str, str | Promise]] = (),
    rows: int = 0,
) -> dict[str, object]:
    """A select with `choices`, several lines with `rows`."""
    return {
        "part": part,
        "invalid": bool(errors[part]),
        "label": label,
        "value": values[part],
        "error": errors[part],
        "autocomplete": autocomplete,
        "required": required,
        "hint": hint,
        "width": width,
        "inputmode": inputmode,
        "rows": rows,
        "choices": [{**choice, "selected": choice["value"] == values[part]} for choice in choices],
    }


def _mark_empty(boxes: Sequence[dict[str, object]], *, error: str) -> None:
    """An error of the whole that names no part is about the boxes that were left empty."""
    if error and not any(box["error"] for box in boxes):
        for box in boxes:
            box["invalid"] = box["required"] and not box["value"]


def boxes_of(
    parts: Sequence[str], value: Mapping[str, str] | None, errors: Mapping[str, str] | None
) -> Callable[..., dict[str, object]]:
    """A function that makes the box of a part, with what stands in it and what is wrong with it."""
    values, faults = _parts(value or {}, parts), _parts(errors or {}, parts)

    def box(part: str, label: str | Promise, **more: Any) -> dict[str, object]:
        return _box(part, label, values=values, errors=faults, **more)

    return box


@component
def name_field(
    *,
    id: str,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    value: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    required: bool | None = True,
    kana: bool = True,
    own: bool = True,
) -> Mapping[str, object]:
    """A person's 氏 and 名, with フリガナ unless `kana=False`.

    Sends <name>-family, -given, -family_kana, -given_kana; `value` and `errors` have those parts as keys, `error` is
    for the whole. `own` says that it is the visitor's own name, which the browser may fill in.
    """
    parts = ("family", "given", "family_kana", "given_kana")
    values, faults = _parts(value or {}, parts), _parts(errors or {}, parts)
    names = [
        _box("family", _("氏"), values=values, errors=faults, autocomplete="family-name" if own else "off"),
        _box("given", _("名"), values=values, errors=faults, autocomplete="given-name" if own else "off"),
    ]
    readings = [
        # No autocomplete token exists for a reading: browsers would fill in kanji.
        _box("family_kana", _("氏のフリガナ"), values=values, errors=faults, autocomplete="off"),
        _box("given_kana", _("名のフリガナ"), values=values, errors=faults, autocomplete="off"),
    ]
    _mark_empty([*names, *readings], error=error)
    return {
        **group_context(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "rows": [names, readings] if kana else [names],
    }


@component
def address_field(
    *,
    id: str,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    value: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    required: bool | None = True,
    own: bool = True,
    prefectures: Sequence[Mapping[str, str]] = (),
    cities: Sequence[Mapping[str, str]] = (),
    towns: Sequence[Mapping[str, str]] = (),
    lookup: bool = True,
    abroad: bool = False,
) -> Mapping[str, object]:
    """An address in Japan: postcode with 「住所を探す」, prefecture, city, 町字, 番地, 方書. `abroad`: or elsewhere.

    Sends <name>-postcode, -prefecture, -city, -town, -street, -building; the button sends _action=lookup:<name>, and
    the page comes back with what was found. A part with choices ({"value", "label"}) is a select, otherwise a box.
    `abroad` adds <name>-place (japan, abroad), -country, -lines, -abroad_postcode; the boxes of the place that is not
    chosen are not shown (by CSS alone).
    """
    tokens = {**_ADDRESS, **_ABROAD}
    any_box = boxes_of(("place", *tokens), value, errors)

    def box(part: str, label: str | Promise, **more: Any) -> dict[str, object]:
        return any_box(part, label, autocomplete=tokens[part] if own else "off", **more)

    postcode = box("postcode", _("郵便番号"), hint=_("例）010-0951"), width="8", inputmode="numeric")
    boxes = [
        box("prefecture", _("都道府県"), choices=prefectures, width="12"),
        box("city", _("市区町村"), choices=cities, width="16"),
        box("town", _("町名"), choices=towns, hint=_("例）山王一丁目")),
        box("street", _("番地"), hint=_("例）1番1号")),
        box("building", _("建物名・部屋番号"), required=False, hint=_("例）市役所荘203号室")),
    ]
    elsewhere = _elsewhere(box) if abroad else []
    is_abroad = abroad and (value or {}).get("place") == "abroad"
    _mark_empty(elsewhere if is_abroad else [postcode, *boxes], error=error)
    return {
        **group_context(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "lookup": lookup,
        "postcode": postcode,
        "boxes": boxes,
        "place": _place(id, name, (errors or {}).get("place", ""), is_abroad=is_abroad) if abroad else None,
        "elsewhere": elsewhere,
    }


def _elsewhere(box: Callable[..., dict[str, object]]) -> list[dict[str, object]]:
    example = _("現地の書き方で入力してください。例）110 Sejong-daero, Jung-gu, Seoul")
    return [
        box("country", _("国名"), hint=_("例）大韓民国")),
        box("lines", _("住所"), hint=example, rows=3),
        box("abroad_postcode", _("郵便番号"), required=False, hint=_("例）04524"), width="12"),
    ]


def _place(id: str, name: str, error: str, *, is_abroad: bool) -> dict[str, object]:
    return {
        "component": "radio_group",
        "id": f"{id}-place",
        "name": f"{name}-place",
        "label": _("住所のある所"),
        "choices": _PLACES,
        "value": "abroad" if is_abroad else "japan",
        "error": error,
        "required": None,
    }


@block_component
def fieldset(
    content: SafeString,
    *,
    legend: str,
    hint: str = "",
    error: str = "",
    id: str = "",
    required: bool | None = None,
    kind: Literal["", "box", "line"] = "",
    autofocus: bool = False,
) -> Mapping[str, object]:
    """A group of fields written in a template: `{% fieldset legend="…" %} … {% endfieldset %}`.

    `kind`: "box" with a frame, "line" with a line at its side, for groups within groups; their legends are small.
    `autofocus` (with `id`): the page is opened there.
    """
    context = group_context(id=id, label=legend, hint=hint, error=error, required=required)
    return {"content": content, "kind": kind, "autofocus": autofocus, **context}


@component
def group(
    *,
    id: str,
    label: str,
    items: Sequence[Mapping[str, Any]],
    hint: str = "",
    error: str = "",
    required: bool | None = None,
) -> Mapping[str, object]:
    """A group of fields driven by data; `items` are specs, nested as deep as needed."""
    return {**group_context(id=id, label=label, hint=hint, error=error, required=required), "items": items}


@component
def row_list(
    *,
    id: str,
    name: str,
    label: str,
    rows: Sequence[Mapping[str, Any]],
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    add_label: str = "",
    can_add: bool = True,
    can_remove: bool = True,
) -> Mapping[str, object]:
    """Rows that repeat (children, dogs). A row is {"title", "items": [specs]}.

    The buttons send _action=add:<name> and _action=remove:<name>:<index from 0>; the page comes back with the row
    added or removed and nothing else changed.
    """
    return {
        **group_context(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "rows": [filled(row, title="", items=()) for row in rows],
        "add_label": add_label or _("追加する"),
        "can_add": can_add,
        "can_remove": can_remove,
    }


@component
def text_block(*, text: str, level: int = 2, kind: Literal["", "info", "warn"] = "") -> Mapping[str, object]:
    """Explaining text between fields, in the safe Markdown subset; `level` is the first heading level."""
    return {"text": text, "level": level, "kind": kind}
