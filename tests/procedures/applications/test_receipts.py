import pytest

from procedures.applications.receipts import ALPHABET, draw_receipt, read_receipt, show_receipt


def test_a_drawn_number_reads_back_in_any_writing():
    receipt = draw_receipt()
    shown = show_receipt(receipt)
    full_width = shown.translate({ord(c): ord(c) + 0xFEE0 for c in shown if c != "-"}).replace("-", "－")
    assert [read_receipt(typed) for typed in (receipt, shown, shown.lower(), full_width, f"  {shown} ")] == [
        receipt
    ] * 5


def test_every_single_wrong_character_is_found():
    receipt = draw_receipt()
    wrong = [
        receipt[:place] + other + receipt[place + 1 :]
        for place in range(9)
        for other in ALPHABET
        if other != receipt[place]
    ]
    assert {read_receipt(number) for number in wrong} == {None}


def test_every_exchange_of_two_characters_is_found():
    receipt = draw_receipt()
    for a in range(9):
        for b in range(a + 1, 9):
            if receipt[a] == receipt[b]:
                continue
            swapped = list(receipt)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            assert read_receipt("".join(swapped)) is None, (a, b)


@pytest.mark.parametrize("typed", ["", "K7", "0" * 9, "あいうえおかきくけ", "2" * 1000, "\x00" * 9])
def test_nonsense_is_no_number(typed):
    assert read_receipt(typed) is None
