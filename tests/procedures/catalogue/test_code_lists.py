"""The city's code lists."""

import re

import pytest

from procedures.catalogue.code_lists import list_ids, load
from procedures.definitions import code_list, use_code_lists

pytestmark = pytest.mark.django_db


def test_lists_of_files_and_lists_that_are_made():
    assert set(list_ids()) >= {"akita_towns", "prefectures"}
    prefectures = load("prefectures")
    assert prefectures is not None
    assert len(prefectures.codes) == 47
    assert prefectures.get("05") == ("05", "秋田県", "アキタケン")
    assert prefectures.get("48") is None


def test_unknown_and_forged_lists():
    assert [load(name) for name in ("moons", "../models", "/etc/passwd", "", "A" * 100)] == [None] * 5


def test_the_towns_of_the_city():
    towns = load("akita_towns")
    assert towns is not None
    assert len(towns.codes) >= 300
    assert len(set(towns.values)) == len(towns.codes)
    assert all(re.fullmatch(r"[0-9]{7}(?:-[0-9]+)?", value) for value in towns.values)
    assert [code.kana for code in towns.codes] == sorted(code.kana for code in towns.codes)
    assert [code.label for code in towns.codes if code.value == "0100951"] == ["山王"]


def test_definitions_find_the_same_lists():
    assert code_list("prefectures") is load("prefectures")


def test_without_a_source_there_are_no_lists():
    try:
        use_code_lists(lambda _list_id: None)
        assert code_list("prefectures") is None
    finally:
        use_code_lists(load)
