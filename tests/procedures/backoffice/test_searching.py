from datetime import date

import pytest

from accessibility.components.days import read_date
from procedures.applications.search_keys import keys_of
from procedures.backoffice.searching import looks_like_receipt, read_who
from procedures.definitions import Applicant

KEYS = keys_of(
    Applicant(
        name={"family": "葛󠄀城", "given": "きよし", "family_kana": "カツラギ", "given_kana": "キヨシ"},
        kana="カツラギキヨシ",
        birth_date="1955-04-01",
        phone="018-888-5626",
    )
)


@pytest.mark.parametrize(
    "typed",
    [
        "1955-04-01",
        "1955/4/1",
        "1955.4.1",
        "19550401",
        "１９５５年４月１日",
        "昭和30年4月1日",
        "S30.4.1",
        "s30-4-1",
        "昭和 30年 4月 1日",
    ],
)
def test_a_birth_date_in_any_writing(typed):
    assert read_date(typed) == date(1955, 4, 1)
    assert read_who(typed) == f"b{KEYS['birth_key']}"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年5月1日", date(2019, 5, 1)),
        ("2023/2/29", None),
        ("55/4/1", None),
        ("昭和30年13月1日", None),
        ("令和9999年1月1日", None),
        ("山王 花子", None),
        ("", None),
    ],
)
def test_other_dates(typed, day):
    assert read_date(typed) == day


@pytest.mark.parametrize(
    "typed", ["018-888-5626", "0188885626", "０１８－８８８－５６２６", "018ー888ー5626", "(018) 888-5626"]
)
def test_a_phone_number_in_any_writing(typed):
    assert read_who(typed) == f"p{KEYS['phone_key']}"


@pytest.mark.parametrize("typed", ["葛城きよし", "葛󠄀城 きよし", "葛󠄀城　きよし"])
def test_a_name_whatever_its_variant_selectors_and_spaces(typed):
    assert f"n{KEYS['name_key']}" in read_who(typed).split(".")


@pytest.mark.parametrize("typed", ["かつらぎ きよし", "カツラギキヨシ", "ｶﾂﾗｷﾞ ｷﾖｼ"])
def test_kana_in_any_writing(typed):
    assert f"k{KEYS['kana_key']}" in read_who(typed).split(".")


@pytest.mark.parametrize("typed", ["", "  ", "---", "　"])
def test_nothing_to_look_for(typed):
    assert read_who(typed) == ""


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("K7PF-3M9D-2", True),
        ("ｋ７ｐｆ３ｍ９ｄ２", True),
        ("k7pf 3m9d 2", True),
        ("018888562", False),
        ("YAMADATAR", False),
        ("山王", False),
    ],
)
def test_a_receipt_number_even_a_wrong_one_is_known_for_one(typed, like):
    assert looks_like_receipt(typed) is like
