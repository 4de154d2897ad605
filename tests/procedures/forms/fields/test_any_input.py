"""Whatever is posted: no exception, the same answer after showing it, and nothing that cannot be stored."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.components.templatetags.components import dispatch
from procedures.definitions.items import AskedItem
from procedures.forms.characters import MAX_LENGTH
from procedures.forms.fields.registry import FIELD_TYPES, field_type
from procedures.forms.posted import kept
from tests.procedures.forms.samples import CONTEXT, NAME, item

KINDS: dict[str, dict[str, Any]] = {
    "text": {},
    "long_text": {},
    "person_name": {},
    "kana": {},
    "date": {},
    "birth_date": {},
    "integer": {"unit": "通", "min": 1, "max": 10},
    "year_month": {},
    "time": {"min": "08:30"},
    "slot": {"slots_from": "visits"},
    "decimal": {"unit": "㎡", "max": 5},
    "yen": {},
    "quantities": {"max": 3, "unit": "個"},
    "bank_account": {},
    "corporate_number": {},
    "declaration": {},
    "yes_no": {},
    "choice": {"other": True},
    "choices": {"other": True},
    "email": {},
    "phone": {},
    "address": {"scope": "city"},
    "consent": {},
}
ITEMS = {kind: item(kind, **more) for kind, more in KINDS.items()}
ITEMS |= {f"{kind}/searched": item(kind, options_from="akita_towns") for kind in ("choice", "choices")}
ITEMS |= {f"{kind}/old": item(kind, old=True) for kind in ("date", "birth_date")}
ITEMS["date/old and western"] = item("date", old=True, calendar="western", min="1700-01-01")
ITEMS |= {f"address/{scope}": item("address", scope=scope) for scope in ("japan", "world")}
ITEMS["person_name/plain"] = item("person_name", kana=False)
ITEMS |= {f"text/{pattern}": item("text", pattern=pattern) for pattern in ("digits", "postcode", "customer_number")}

# Everything, surrogates and NUL too, and what looks like answers.
ANYTHING = st.text(alphabet=st.characters(), max_size=40)
LIKELY = st.sampled_from(
    [
        *("", "yes", "no", "a", "b", "other", "2026-04", "western", "showa", "reiwa", "58", "元", "2", "29", "2026"),
        *(
            "秋田",
            "葛󠄀",
            "𠮷",
            "神",
            "アキタ",
            "ｱｷﾀ",
            "秋田県",
            "秋田市",
            *("japan", "abroad", "大韓民国", "110 Sejong-daero,\r\nSeoul", "SW1A 1AA"),
            "010-0951",
            "018-888-5626",
            "a@example.jp",
            "3通",
            *("0100951", "さんのう"),
            *("2026-12-01T09:00/12:00", "2026-12-01T13:00/09:00", "2026-02-30T09:00/12:00", "2026-12-01T9:00/12:00"),
            *("bank", "yucho", "秋田銀行", "ordinary", "18610", "12345671", "カ)アキタ", "ｱｷﾀｼｮｳﾃﾝ", "ガ" * 16),
            *(
                "3000012010001",
                "0100951",
                "さんのう",
                "T3000012010001",
                "午後2時半",
                "9:30",
                "24:00",
                "12.50",
                "1,300.5",
                "￥1,300円",
                "-0.0",
            ),
        ),
        *("\ud800", "\x00", "😀", "123456789018", "9999999999", "\u202e", "昭和64年1月8日", "\u0663", "文久3年5月1日"),
    ]
)
NUMBERS = st.from_regex(r"[0-9０-９ー\-+(),. ]{0,20}", fullmatch=True)
TYPED = st.one_of(ANYTHING, LIKELY, NUMBERS)


@pytest.mark.parametrize("kind", ITEMS)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(values=st.lists(st.lists(TYPED, min_size=1, max_size=3), min_size=10, max_size=10))
def test_anything_typed_is_an_answer_or_a_fault(kind, values):
    one = ITEMS[kind]
    kind_of = field_type(one)
    names = kind_of.names(one, NAME)
    data = dict(zip(names, values, strict=False))
    result = kind_of.parse(one, data, NAME, CONTEXT)
    assert not (result.value is not None and result.faults)
    for fault in result.faults:
        assert fault.id in {NAME, *names}
        assert fault.message
        fault.message.encode()  # what was typed may stand in it: never a lone surrogate
        assert "\x00" not in fault.message
    if result.value is not None:
        kind_of.check(one, result.value, NAME, CONTEXT)
        json.dumps(result.value, ensure_ascii=False).encode()  # no lone surrogate
        assert "\\u0000" not in json.dumps(result.value)
        assert kind_of.parse(one, kind_of.show(one, result.value, NAME), NAME, CONTEXT).value == result.value
        assert all(isinstance(line, str) for line in kind_of.summarise(one, result.value))
        assert all(isinstance(cell, str) for cell in kind_of.export(one, result.value).values())
    spec = kind_of.spec(one, NAME, kept(data), result.faults, required=True)
    assert spec["id"] == NAME
    assert "\x00" not in dispatch.field(spec)
    dispatch.field(spec).encode()


@pytest.mark.parametrize("kind", ITEMS)
@pytest.mark.parametrize(
    "huge", ["あ", "9", "葛󠄀", " ", "-", "ｶﾞ", "\ud800", "\ufdfa", "a@", "e\u0301", "\n", "1234567890181234 "]
)
def test_a_megabyte_is_no_trouble(kind, huge):
    one = ITEMS[kind]
    kind_of = field_type(one)
    value = (huge * (1_000_000 // len(huge)))[: MAX_LENGTH + 1]
    for name in kind_of.names(one, NAME):
        result = kind_of.parse(one, {name: [value]}, NAME, CONTEXT)
        assert result.value is None or not result.faults


ODD_ANSWERS = [
    None,
    "",
    "x",
    3,
    True,
    [],
    {},
    ["x", 3, {"value": 3}],
    {"value": 3},
    {"family": 3},
    {"given": "yes"},
    {"text": "文久3年"},
    {"text": 3},
    {"country": "大韓民国"},
    {"date": "2026-12-01", "start": "12:00", "end": "09:00"},
    {"date": 3, "start": "09:00", "end": "12:00"},
]


@pytest.mark.parametrize("kind", ITEMS)
@pytest.mark.parametrize("answer", ODD_ANSWERS, ids=repr)
def test_an_answer_of_another_shape_shows_nothing_and_raises_nothing(kind, answer):
    one = ITEMS[kind]
    kind_of = field_type(one)
    shown = kind_of.show(one, answer, NAME)
    assert set(shown) <= set(kind_of.names(one, NAME))
    assert all(isinstance(value, str) for values in shown.values() for value in values)
    assert all(isinstance(line, str) for line in kind_of.summarise(one, answer))
    assert all(isinstance(cell, str) for cell in kind_of.export(one, answer).values())


def test_every_type_of_the_language_has_a_field():
    kinds = {get_args(model.model_fields["type"].annotation)[0] for model in get_args(AskedItem)}
    assert set(FIELD_TYPES) == kinds
    assert set(KINDS) == kinds


@pytest.mark.parametrize("kind", ITEMS)
def test_every_missing_answer_names_the_field_and_its_first_box(kind):
    one = ITEMS[kind]
    fault = field_type(one).missing(one, NAME, CONTEXT)
    assert "項目" in fault.message
    assert fault.missing
    assert fault.id in {NAME, *field_type(one).names(one, NAME)}


@pytest.mark.parametrize("kind", ITEMS)
def test_every_schema_is_json(kind):
    one = ITEMS[kind]
    assert json.loads(json.dumps(field_type(one).schema(one))) == field_type(one).schema(one)
