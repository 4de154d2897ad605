"""Folding, cleaning and finding characters."""

import pytest

from procedures.forms.characters import (
    MAX_LENGTH,
    graphemes,
    has_emoji,
    has_individual_number,
    has_invisible,
    is_longer,
    narrow,
    storable,
)


def test_what_is_stored_has_no_nul_and_no_surrogate_and_a_bound():
    assert storable("秋\x00田\ud800\udc00葛󠄀") == "秋田\ufffd\ufffd葛󠄀"
    assert len(storable("あ" * 1_000_000)) == MAX_LENGTH


@pytest.mark.parametrize("hyphen", "-‐‑‒–—―−－ーｰ─━")
def test_every_hyphen_is_one(hyphen):
    assert narrow(f"０１０{hyphen}０９５１") == "010-0951"


@pytest.mark.parametrize(("text", "count"), [("葛󠄀城", 2), ("𠮷野", 2), ("が", 1), ("👨‍👩‍👧‍👦", 1), ("🇯🇵", 1)])
def test_graphemes(text, count):
    assert graphemes(text) == count


def test_is_longer_counts_only_when_it_must():
    assert not is_longer("葛󠄀" * 100, 100)
    assert is_longer("葛󠄀" * 101, 100)


@pytest.mark.parametrize("name", ["葛󠄀城", "神", "々", "〆木", "髙", "ー", "・", "ヶ", "O’Brien", "ñ"])
def test_names_have_no_emoji_and_nothing_invisible(name):
    assert not has_emoji(name)
    assert not has_invisible(name)


def check_digit(eleven: str) -> int:
    """The check digit of an individual number, written out from the ordinance's formula."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(eleven, weights, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


@pytest.mark.parametrize("eleven", ["12345678901", "00000000000", "98765432109", "11111111111", "40000000001"])
def test_individual_numbers_are_told_by_their_check_digit(eleven):
    right = check_digit(eleven)
    for digit in range(10):
        assert has_individual_number(f"番号 {eleven}{digit} です") is (digit == right)
