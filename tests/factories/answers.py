"""Valid form data and answers for any definition: deterministic, the first option of everything, all required fields.

`valid_form_data` walks pages as a citizen would: each page is posted with what it asks given the answers before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from procedures.definitions import Definition, Page, Visible, evaluate, visible_answers
from procedures.definitions.items import (
    AddressItem,
    AskedItem,
    BankAccountItem,
    BirthDateItem,
    ChoiceItem,
    ChoicesItem,
    ConsentItem,
    CorporateNumberItem,
    DateItem,
    DecimalItem,
    DeclarationItem,
    EmailItem,
    IntegerItem,
    KanaItem,
    ListItem,
    LongTextItem,
    PersonNameItem,
    PhoneItem,
    QuantitiesItem,
    SlotItem,
    TextItem,
    TimeItem,
    YearMonthItem,
    YenItem,
    YesNoItem,
)
from procedures.forms.binding import submit
from procedures.forms.posted import asked, lists, row_name
from procedures.forms.slots import window

TODAY = date(2026, 11, 24)
FormValues = dict[str, list[str]]
Scope = Mapping[str, Any]


def _text(item: TextItem) -> str:
    example = {None: "秋田市役所", "postcode": "0100951", "alphanumeric": "AB12345678"}.get(item.pattern, "1234567890")
    return (example * 200)[: max(7, item.min)][: item.max]


def _long_text(item: LongTextItem) -> str:
    return "市役所の前の道路に穴があいています。\r\n大きさは30cmくらいです。"[: item.max].ljust(item.min, "。")


_ADDRESS = {
    "postcode": "010-0951",
    "prefecture": "秋田県",
    "city": "秋田市",
    "town": "山王一丁目",
    "street": "1番1号",
    "building": "",
}
_ACCOUNT = {
    "institution": "bank",
    "bank_name": "秋田銀行",
    "bank_code": "",
    "branch_name": "本店",
    "branch_code": "",
    "kind": "ordinary",
    "number": "0123456",
    "symbol": "",
    "symbol_number": "",
    "holder_kana": "アキタ ハナコ",
}
_NAME = {"family": "秋田", "given": "花子", "family_kana": "アキタ", "given_kana": "ハナコ"}


def _bounded_date(item: DateItem | BirthDateItem, scope: Scope, today: date) -> date:
    day = date(1955, 4, 2) if isinstance(item, BirthDateItem) else today - timedelta(days=10)
    least, most = (evaluate(rule, scope, today=today) if rule else None for rule in (item.min, item.max))
    if least:
        day = max(day, date.fromisoformat(least))
    if most:
        day = min(day, date.fromisoformat(most))
    return day


def _bounded_number(item: IntegerItem | DecimalItem | YenItem, scope: Scope, today: date) -> Decimal:
    least, most = (evaluate(rule, scope, today=today) if rule else None for rule in (item.min, item.max))
    number = Decimal(1)
    if least is not None:
        number = max(number, Decimal(least))
    if most is not None:
        number = min(number, Decimal(most))
    return number


def _quantities(item: QuantitiesItem) -> dict[str, str]:
    """One of the first, or as many of one after the other as there must be of all."""
    left = max(item.min, 1)
    counts: dict[str, str] = {}
    for option in item.options:
        count = min(left, option.max)
        left -= count
        counts[option.value] = str(count) if count else ""
    return counts


def valid_field_data(item: AskedItem, name: str, *, scope: Scope | None = None, today: date = TODAY) -> FormValues:
    """What a browser sends for one field that is filled in well."""
    parts = _parts(item, scope or {}, today)
    if parts:
        return {f"{name}-{part}": [value] for part, value in parts.items()}
    if isinstance(item, SlotItem):
        slot = window(item, today).free(1)[0].times
        return {name: [f"{slot.date.isoformat()}T{slot.start:%H:%M}/{slot.end:%H:%M}"]}
    data = {name: _values(item, scope or {}, today)}
    if isinstance(item, ChoiceItem | ChoicesItem) and item.other:
        data[f"{name}-other"] = [""]
    if isinstance(item, ChoiceItem | ChoicesItem) and item.options_from:
        data[f"{name}-search"] = [""]
    return data


def _parts(item: AskedItem, scope: Scope, today: date) -> Mapping[str, str]:
    match item:
        case DateItem() | BirthDateItem():
            return _date_parts(item, _bounded_date(item, scope, today))
        case YearMonthItem():
            return _date_parts(item, _bounded_month(item, scope, today))
        case QuantitiesItem():
            return _quantities(item)
        case AddressItem(scope="world"):
            return _ADDRESS | {"place": "japan", "country": "", "lines": "", "abroad_postcode": ""}
        case PersonNameItem():
            return _NAME if item.kana else {"family": _NAME["family"], "given": _NAME["given"]}
    return _CONSTANT_PARTS.get(type(item), {})


def _bounded_month(item: YearMonthItem, scope: Scope, today: date) -> date:
    least = evaluate(item.min, scope, today=today) if item.min else None
    most = evaluate(item.max, scope, today=today) if item.max else None
    day = max(today, date.fromisoformat(least)) if least else today
    return min(day, date.fromisoformat(most)) if most else day


def _date_parts(item: DateItem | BirthDateItem | YearMonthItem, day: date) -> dict[str, str]:
    era = {} if item.calendar == "western" else {"era": "western"}
    parts = {**era, "year": str(day.year), "month": str(day.month)}
    return parts if isinstance(item, YearMonthItem) else {**parts, "day": str(day.day)}


_CONSTANT_PARTS = {AddressItem: _ADDRESS, BankAccountItem: _ACCOUNT}
_CONSTANT = {YesNoItem: "yes", EmailItem: "hanako@example.jp", PhoneItem: "018-888-5626"}


def _values(item: AskedItem, scope: Scope, today: date) -> list[str]:
    if isinstance(item, ChoiceItem | ChoicesItem):
        return list(item.option_values[: max(getattr(item, "min", 1), 1)])
    if isinstance(item, IntegerItem | DecimalItem | YenItem):
        return [str(_bounded_number(item, scope, today))]
    if isinstance(item, TimeItem):
        least = evaluate(item.min, scope, today=today) if item.min else None
        return [least or "09:30"]
    return [_CONSTANT[type(item)] if type(item) in _CONSTANT else _written(item)]


def _written(item: AskedItem) -> str:
    match item:
        case TextItem():
            return _text(item)
        case LongTextItem():
            return _long_text(item)
        case KanaItem():
            return "アキタ タロウ"[: item.max]
        case ConsentItem() | DeclarationItem():
            return item.version
        case CorporateNumberItem():
            return "3000012010001"
    raise AssertionError(f"no sample for {item.type}")


def _page_data(definition: Definition, page_id: str, answers: dict[str, Any], today: date) -> FormValues:
    page = definition.page(page_id)
    scope = dict(visible_answers(definition, answers, today).scope)
    data: FormValues = {}
    for item in asked(page.items):
        data |= valid_field_data(item, item.id, scope=scope, today=today)
    for rows in lists(page):
        for index in range(max(rows.min, 1)):
            data |= _row_data(rows, index, scope, today)
    return data


def _row_data(rows: ListItem, index: int, scope: Scope, today: date) -> FormValues:
    data: FormValues = {}
    for item in asked(rows.items):
        data |= valid_field_data(item, row_name(rows, index, item), scope=scope, today=today)
    return data


def walk(definition: Definition, *, today: date = TODAY) -> tuple[dict[str, FormValues], dict[str, Any]]:
    """Post every page that is visible, in order; form data by page, and the answers at the end.

    The person is born in 1955: 65 or over and under 75, so that no procedure for people is closed to them.

    Raises AssertionError with the faults of the first page that is not valid.
    """
    answers: dict[str, Any] = {}
    posted: dict[str, FormValues] = {}
    for page in definition.pages:
        if page.id not in visible_answers(definition, answers, today).page_ids():
            continue
        data = _page_data(definition, page.id, answers, today)
        bound = submit(definition, page.id, answers=answers, data=data, today=today)
        if not bound.is_valid:  # bounds that follow from answers of the same page, such as an end after its start
            data = _page_data(definition, page.id, bound.answers, today)
            bound = submit(definition, page.id, answers=answers, data=data, today=today)
        assert bound.is_valid, [fault.message for fault in bound.faults]
        shown = visible_answers(definition, bound.answers, today)
        posted[page.id] = {name: values for name, values in data.items() if _is_shown(page, name, shown)}
        answers = bound.answers
    return posted, answers


def _is_shown(page: Page, name: str, shown: Visible) -> bool:
    """Whether a browser would send it: only what the page shows once the answers are given."""
    return name.split("-", maxsplit=1)[0] in shown.item_ids[page.id]


def valid_form_data(definition: Definition, *, today: date = TODAY) -> dict[str, FormValues]:
    """Form data by page id which, posted page by page, completes the form."""
    return walk(definition, today=today)[0]


def valid_answers(definition: Definition, *, today: date = TODAY) -> dict[str, Any]:
    """The normalised answers that come of `valid_form_data`."""
    return walk(definition, today=today)[1]
