"""Postcodes and towns of Japan Post."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from procedures.forms import postcodes
from procedures.forms.postcodes import Place, find, hyphenated, normalised, towns_of_city


@pytest.mark.parametrize("typed", ["0100951", "010-0951", "〒０１０−０９５１", " 010 0951 "])
def test_a_place(typed):
    assert find(typed) == (Place("秋田県", "秋田市", "山王", "サンノウ"),)


def test_the_postcode_of_one_organisation():
    assert find("010-8560") == (Place("秋田県", "秋田市", "山王", "サンノウ", "1丁目1-1", "秋田市役所"),)


def test_several_towns_under_one_postcode():
    assert [place.town for place in find("0110951")] == ["土崎港相染町", "土崎港古川町"]


@pytest.mark.parametrize("typed", ["", "0000000", "010", "01009511", "abcdefg", "\ud800", "٠١٠٠٩٥١x", "9" * 20_000])
def test_no_place(typed):
    assert find(typed) == ()


def test_only_ascii_digits_are_a_postcode():
    assert normalised("०१०-०९५१") is None


def test_hyphen():
    assert (hyphenated("0100951"), hyphenated("010")) == ("010-0951", "010")


def test_the_towns_of_akita_stand_in_the_order_of_their_readings():
    towns = towns_of_city("秋田県", "秋田市")
    assert len(towns) > 300
    assert {"山王", "土崎港中央", "新屋元町", "手形", "土崎港古川町"} <= set(towns)
    assert towns.index("旭川清澄町") < towns.index("山王") < towns.index("手形")
    assert "" not in towns


def test_a_city_that_is_none_has_no_towns():
    assert towns_of_city("秋田県", "横浜市") == ()


def test_many_threads_may_look_up_at_once():
    postcodes._find.cache_clear()
    codes = [f"{number:07}" for number in range(100900, 101100)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(find, codes))
    postcodes._find.cache_clear()
    assert together == [find(code) for code in codes]


def test_the_database_cannot_be_written():
    with closing(postcodes._connect()) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM postal_data")
