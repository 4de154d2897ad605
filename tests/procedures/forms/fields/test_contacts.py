"""`email` and `phone`."""

import pytest

from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import NAME, item, message, read, shown_again


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("hanako@example.jp", "hanako@example.jp"),
        ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
        (" hanako @example.jp\n", "hanako@example.jp"),
        ("Hanako@EXAMPLE.JP", "Hanako@example.jp"),
        ("mailto:hanako@example.jp", "hanako@example.jp"),
        ("hanako@example。jp", "hanako@example.jp"),
        ("a+b_c.d@sub.example.co.jp", "a+b_c.d@sub.example.co.jp"),
    ],
)
def test_mail_addresses(typed, value):
    assert read("email", {"": typed}) == value
    assert shown_again("email", {"": typed}) == value


@pytest.mark.parametrize(
    "typed",
    [
        "hanako",
        "hanako@",
        "@example.jp",
        "hanako@example",
        "ha nako@exa mple",
        "a@b@example.jp",
        "花子@example.jp",
        "hanako@例え.jp",
        "hanako@example.jp,taro@example.jp",
        "a" * 250 + "@example.jp",
        "hanako\ud800@example.jp",
        "hanako😀@example.jp",
        "<script>@example.jp",
        "x" * 20_000,
    ],
)
def test_what_is_no_mail_address(typed):
    assert message("email", {"": typed}) == (
        "it",
        "「項目」の形が正しくありません。「@」と、その前後を確かめてください。例）hanako@example.jp",
    )


def test_no_header_can_be_smuggled_in():
    assert read("email", {"": "hanako@example.jp\r\nBcc: taro@example.jp"}) is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("0188885626", "018-888-5626"),
        ("018-888-5626", "018-888-5626"),
        ("０１８－８８８－５６２６", "018-888-5626"),
        ("018−888‐5626", "018-888-5626"),
        ("018ー888ー5626", "018-888-5626"),
        ("(018)888-5626", "018-888-5626"),
        ("〔018〕888-5626".replace("〔", "［").replace("〕", "］"), "018-888-5626"),
        ("018 888 5626", "018-888-5626"),
        ("+81 18-888-5626", "018-888-5626"),
        ("+81(0)18-888-5626", "018-888-5626"),
        ("09012345678", "090-1234-5678"),
        ("06012345678", "060-1234-5678"),
        ("0120444444", "0120-444-444"),
        ("+1 650-253-0000", "+1 650-253-0000"),
    ],
)
def test_phone_numbers(typed, value):
    assert read("phone", {"": typed}) == value
    assert shown_again("phone", {"": typed}) == value


@pytest.mark.parametrize(
    "typed",
    [
        "888-5626",
        "110",
        "018-888-562",
        "018-888-56261",
        "電話",
        "018-888-5626 内線5",
        "\ud800",
        "😀",
        "0" * 20_000,
        "+",
    ],
)
def test_what_is_no_phone_number(typed):
    assert message("phone", {"": typed}) == (
        "it",
        "「項目」は市外局番から入力してください。例）018-888-5626、090-1234-5678",
    )


def test_components():
    mail, phone = item("email", subject="applicant"), item("phone", subject="applicant")
    spec = field_type(mail).spec(mail, NAME, {}, (), required=True)
    assert (spec["type"], spec["inputmode"], spec["autocomplete"]) == ("text", "email", "email")
    spec = field_type(phone).spec(phone, NAME, {}, (), required=True)
    assert (spec["type"], spec["inputmode"], spec["autocomplete"]) == ("tel", "tel", "tel")
