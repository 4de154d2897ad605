"""Texts are split by the fonts that show them as they were written."""

import pytest

from procedures.documents import fonts
from procedures.documents.fonts import Run, set_text


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", ()),
        ("Hanako", (Run("Hanako", names=False),)),
        ("髙橋 ﾊﾅｺ①", (Run("髙橋 ﾊﾅｺ①", names=False),)),
        ("\ufa19谷", (Run("\ufa19谷", names=False),)),
        ("葛\U000e0100城", (Run("葛\U000e0100城", names=False),)),
        # One name keeps one look, although the second character is in both fonts.
        ("\U00020bb7田", (Run("\U00020bb7田", names=True),)),
        ("葛\U000e0105西（カサイ）", (Run("葛\U000e0105西（カサイ）", names=True),)),
        # No font has both sequences.
        ("葛\U000e0100葛\U000e0105", (Run("葛\U000e0100", names=False), Run("葛\U000e0105", names=True))),
        # Neither font has it: the body font, and with it whatever the machine has.
        ("早😀", (Run("早😀", names=False),)),
        # Nobody has it: control characters go, what could be a letter leaves a mark.
        ("\x07鐘\x00", (Run("鐘", names=False),)),
        ("a\x07", (Run("a", names=False),)),
        ("\ue000外字", (Run("〓外字", names=False),)),
        ("一\u3000二\t三", (Run("一\u3000二 三", names=False),)),
        # A selector with nothing to select.
        ("\U000e0100城\U000e0100\U000e0100", (Run("城\U000e0100", names=False),)),
    ],
)
def test_how_a_text_is_set(text: str, runs: tuple[Run, ...]):
    assert set_text(text) == runs


def test_a_font_that_is_not_installed_covers_nothing():
    assert fonts._coverage.__wrapped__("A font nobody has") == fonts._Coverage(b"", frozenset())
