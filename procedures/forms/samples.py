"""Sample answers for any definition: deterministic, the first option of everything, all fields, valid where possible.

Tests walk every procedure with them, and whoever writes a procedure fills a trial in with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from procedures.catalogue.slots import Times
from procedures.definitions import Definition, evaluate, visible_answers
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
from procedures.forms.binding import BoundPage, submit
from procedures.forms.posted import asked, lists, row_name
from procedures.forms.slots import window

FormValues = dict[str, list[str]]
Scope = Mapping[str, Any]


def _text(item: TextItem) -> str:
    example = {None: "秋田市役所", "postcode": "0100951", "alphanumeric": "AB12345678"}.get(item.pattern, "1234567890")
    return (example * 200)[: max(7, item.min)][: item.max]


def _long_text(item: LongTextItem) -> str:
    return "市役所の前の道路に穴があいています。\r\n大きさは30cmくらいです。"[: item.max].ljust(item.min, "。")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """Whose answers they are. `name` and `address` in the shapes of answers; `birth`: ISO."""

    name: Mapping[str, str]
    address: Mapping[str, str]
    birth: date
    email: str
    phone: str = "018-888-5626"


SOMEBODY = SamplePerson(
    name={"family": "秋田", "given": "花子", "family_kana": "アキタ", "given_kana": "ハナコ"},
    address={
        "postcode": "010-0951",
        "prefecture": "秋田県",
        "city": "秋田市",
        "town": "山王一丁目",
        "street": "1番1号",
        "building": "",
    },
    # 65 or over and under 75, so that no procedure for people is closed to them.
    birth=date(1955, 4, 2),
    email="hanako@example.jp",
)
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


def _bounded_date(item: DateItem | BirthDateItem, person: SamplePerson, scope: Scope, today: date) -> date:
    day = person.birth if isinstance(item, BirthDateItem) else today - timedelta(days=10)
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


def field_data(
    item: AskedItem, name: str, *, person: SamplePerson = SOMEBODY, scope: Scope | None = None, today: date
) -> FormValues:
    """What a browser sends for one field that is filled in well; where no slot is free, nothing for it."""
    parts = _parts(item, person, scope or {}, today)
    if parts:
        return {f"{name}-{part}": [value] for part, value in parts.items()}
    if isinstance(item, SlotItem):
        free = window(item, today).free(1)
        return {name: [_slot(free[0].times)]} if free else {}
    data = {name: _values(item, person, scope or {}, today)}
    if isinstance(item, ChoiceItem | ChoicesItem) and item.other:
        data[f"{name}-other"] = [""]
    if isinstance(item, ChoiceItem | ChoicesItem) and item.options_from:
        data[f"{name}-search"] = [""]
    return data


def _slot(times: Times) -> str:
    return f"{times.date.isoformat()}T{times.start:%H:%M}/{times.end:%H:%M}"


def _parts(item: AskedItem, person: SamplePerson, scope: Scope, today: date) -> Mapping[str, str]:
    match item:
        case DateItem() | BirthDateItem():
            return _date_parts(item, _bounded_date(item, person, scope, today))
        case YearMonthItem():
            return _date_parts(item, _bounded_month(item, scope, today))
        case QuantitiesItem():
            return _quantities(item)
        case AddressItem():
            abroad = {"place": "japan", "country": "", "lines": "", "abroad_postcode": ""}
            return {**person.address, **(abroad if item.scope == "world" else {})}
        case PersonNameItem():
            return person.name if item.kana else {part: person.name[part] for part in ("family", "given")}
    return _ACCOUNT if isinstance(item, BankAccountItem) else {}


def _bounded_month(item: YearMonthItem, scope: Scope, today: date) -> date:
    least = evaluate(item.min, scope, today=today) if item.min else None
    most = evaluate(item.max, scope, today=today) if item.max else None
    day = max(today, date.fromisoformat(least)) if least else today
    return min(day, date.fromisoformat(most)) if most else day


def _date_parts(item: DateItem | BirthDateItem | YearMonthItem, day: date) -> dict[str, str]:
    era = {} if item.calendar == "western" else {"era": "western"}
    parts = {**era, "year": str(day.year), "month": str(day.month)}
    return parts if isinstance(item, YearMonthItem) else {**parts, "day": str(day.day)}


def _values(item: AskedItem, person: SamplePerson, scope: Scope, today: date) -> list[str]:
    match item:
        case ChoiceItem() | ChoicesItem():
            return list(item.option_values[: max(getattr(item, "min", 1), 1)])
        case IntegerItem() | DecimalItem() | YenItem():
            return [str(_bounded_number(item, scope, today))]
        case TimeItem():
            least = evaluate(item.min, scope, today=today) if item.min else None
            return [least or "09:30"]
    simple = {YesNoItem: "yes", EmailItem: person.email, PhoneItem: person.phone}
    return [simple[type(item)] if type(item) in simple else _written(item)]


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


def page_data(
    definition: Definition, page_id: str, answers: Mapping[str, Any], *, person: SamplePerson = SOMEBODY, today: date
) -> FormValues:
    """What a browser sends for a page on which everything is filled in, given the answers before it."""
    page = definition.page(page_id)
    scope = dict(visible_answers(definition, answers, today).scope)
    data: FormValues = {}
    for item in asked(page.items):
        data |= field_data(item, item.id, person=person, scope=scope, today=today)
    for rows in lists(page):
        for index in range(max(rows.min, 1)):
            for item in asked(rows.items):
                name = row_name(rows, index, item)
                data |= field_data(item, name, person=person, scope=scope, today=today)
    return data


def filled_page(
    definition: Definition,
    page_id: str,
    answers: Mapping[str, Any],
    *,
    person: SamplePerson = SOMEBODY,
    facts: Mapping[str, Any] | None = None,
    today: date,
) -> tuple[BoundPage, FormValues]:
    """The page as it is when that is sent, and what was sent.

    It may still have faults: where a rule refuses the person, or asks for what nobody can guess.
    """
    data = page_data(definition, page_id, answers, person=person, today=today)
    bound = submit(definition, page_id, answers=answers, data=data, facts=facts, today=today)
    if not bound.is_valid:  # bounds that follow from answers of the same page, such as an end after its start
        data = page_data(definition, page_id, bound.answers, person=person, today=today)
        bound = submit(definition, page_id, answers=answers, data=data, facts=facts, today=today)
    return bound, data


def filled(
    definition: Definition, *, person: SamplePerson = SOMEBODY, facts: Mapping[str, Any] | None = None, today: date
) -> tuple[dict[str, Any], dict[str, dict[str, list[str]]]]:
    """Every page that is visible, in order: the answers, and what was typed on pages that still have faults."""
    answers: dict[str, Any] = {}
    typed: dict[str, dict[str, list[str]]] = {}
    for page in definition.pages:
        if page.id not in visible_answers(definition, answers, today, facts).page_ids():
            continue
        bound, _data = filled_page(definition, page.id, answers, person=person, facts=facts, today=today)
        answers = bound.answers
        if not bound.is_valid:
            typed[page.id] = bound.typed
    return answers, typed
