"""Contrast of the colour tokens, in the light and in the dark (WCAG 1.4.3 and 1.4.11)."""

import re

import pytest

from tests.architecture.rooms import ROOT

_CSS = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
_ON = {
    "text": ["surface", "sunken", "tint", "ok-bg", "warn-bg", "error-bg"],
    "muted": ["surface", "sunken", "tint", "warn-bg", "ok-bg", "error-bg"],
    "link": ["surface", "sunken", "tint", "warn-bg", "ok-bg", "error-bg"],
    "on-accent": ["accent", "accent-hover"],
    "accent": ["surface", "tint"],
    "error": ["surface", "tint"],
    "danger": ["surface"],
    "danger-hover": ["error-bg"],
    "warn": ["surface", "tint"],
    "ok": ["surface", "tint"],
}
_TEXT = [(text, ground) for text, grounds in _ON.items() for ground in grounds]
_MARKS = [
    ("line-strong", "surface"),
    ("accent", "surface"),
    ("error", "surface"),
    ("focus", "surface"),
    ("focus", "tint"),
]


def palette(block: str) -> dict[str, str]:
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
    return {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for name, value in found.items()
    }


LIGHT = palette(_CSS.split("@media")[0])
DARK = {**LIGHT, **palette(_CSS.split("@media")[1])}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(colours: dict[str, str]):
    assert [pair for pair in _TEXT if contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_and_marks_are_seen(colours: dict[str, str]):
    assert [pair for pair in _MARKS if contrast(colours[pair[0]], colours[pair[1]]) < 3] == []
