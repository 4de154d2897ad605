"""RFC 8785 (JCS) for what answers hold, with the vectors of its sections 3.2.2 and 3.2.3."""

import json
from uuid import UUID

import pytest

from identity.signatures.canonical import NotCanonical, canonical_content, canonical_json

SUBJECT = UUID("00000000-0000-4000-8000-000000000001")


def test_the_rfcs_strings_and_literals():
    value = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "literals": [None, True, False]}
    expected = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical_json(value) == expected.encode()


def test_the_rfcs_order_of_keys():
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical_json(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({}, "{}"),
        ([], "[]"),
        ("", '""'),
        (0, "0"),
        (-1, "-1"),
        (2**53 - 1, "9007199254740991"),
        ({"b": [1, {"d": 1, "c": 2}], "a": ()}, '{"a":[],"b":[1,{"c":2,"d":1}]}'),
        ("\b\f\t\x01\x1f\x7f", '"\\b\\f\\t\\u0001\\u001f\x7f"'),
        ("𠮷野家", '"𠮷野家"'),
        ("か\u3099", '"か\u3099"'),  # no normalisation: names are kept as they are written
    ],
)
def test_values(value, written):
    assert canonical_json(value) == written.encode()


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, -(2**53), b"x", {1: "a"}, {"a": {None: 1}}, "\ud800", {"\udfff": 1}, {1, 2}]
)
def test_what_has_no_canonical_form(value):
    with pytest.raises(NotCanonical) as refused:
        canonical_json(value)
    assert repr(value) not in str(refused.value)


def test_no_end_of_lists():
    value: list = []
    for _level in range(100_000):
        value = [value]
    with pytest.raises(NotCanonical, match="too deep"):
        canonical_json(value)


def test_text_and_answers_are_hashed_together():
    content = canonical_content(subject=SUBJECT, title="住民票の写し", text="1通", payload={"copies": 1})
    assert json.loads(content) == {
        "answers": {"copies": 1},
        "format": "akita-portal-signature-1",
        "subject": str(SUBJECT),
        "text": "1通",
        "title": "住民票の写し",
    }
    assert content == canonical_json(json.loads(content))
