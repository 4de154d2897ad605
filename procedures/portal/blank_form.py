"""A definition as an empty form on paper: what is asked, and the space to write it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.definitions import Definition, Page, Rule
from procedures.definitions.items import (
    ChoiceItem,
    ChoicesItem,
    ConsentItem,
    DeclarationItem,
    GroupItem,
    Item,
    ListItem,
    QuantitiesItem,
    RegisterFactsItem,
    ResultItem,
    TextBlockItem,
)

_ROWS_OF_A_LIST = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One question. `space`: line, lines, date, address, name or ticks (then with `ticks`); `depth` 1 in a group."""

    label: str
    hint: str = ""
    space: str = "line"
    ticks: tuple[str, ...] = ()
    note: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class BlankPage:
    title: str
    lines: tuple[Line, ...]


_SPACES = {
    "long_text": "lines",
    "date": "date",
    "birth_date": "date",
    "address": "address",
    "person_name": "name",
}


def blank_pages(definition: Definition) -> list[BlankPage]:
    return [BlankPage(str(page.title), tuple(_lines_of(page))) for page in definition.pages]


def _lines_of(page: Page) -> list[Line]:
    lines: list[Line] = []
    for item in page.items:
        lines.extend(_lines(item))
    return lines


def _lines(item: Item) -> list[Line]:
    if isinstance(item, TextBlockItem | RegisterFactsItem | ResultItem):
        return []
    if isinstance(item, GroupItem):
        return [Line(str(item.label), heading=True), *(line for part in item.items for line in _lines(part))]
    if isinstance(item, ListItem):
        rows: list[Line] = []
        for number in range(1, min(item.max, _ROWS_OF_A_LIST) + 1):
            title = _("%(label)s（%(number)d）") % {"label": item.item_label, "number": number}
            rows.append(Line(title, heading=True))
            rows.extend(line for part in item.items for line in _lines(part))
        return rows
    return [
        Line(
            label=str(item.label),
            hint=str(item.hint or ""),
            space="ticks" if _ticks(item) else _SPACES.get(item.type, "line"),
            ticks=_ticks(item),
            note=_note(item.required, conditional=item.when is not None),
        )
    ]


def _ticks(item: Item) -> tuple[str, ...]:
    if isinstance(item, ChoiceItem | ChoicesItem):
        other = (_("その他（　　　　　　　　　　）"),) if item.other else ()
        return (*(str(option.label) for option in item.options), *other)
    if isinstance(item, ConsentItem):
        return (_("同意する"),)
    if isinstance(item, DeclarationItem):
        return (_("そのとおりです"),)
    if isinstance(item, QuantitiesItem):
        return tuple(_("%(option)s（　　　）") % {"option": option.label} for option in item.options)
    return (_("はい"), _("いいえ")) if item.type == "yes_no" else ()


def _note(required: Rule, *, conditional: bool) -> str:
    if conditional:
        return _("あてはまる方だけ")
    return "" if required != Rule.FALSE else _("任意")
