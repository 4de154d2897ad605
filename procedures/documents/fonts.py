"""Which font shows a text as it was written.

A person's name may hold characters that few fonts know: ideographic variation sequences (葛󠄀: a base character and a
selector), ideographs beyond the first plane (𠮷), compatibility ideographs (神). Two fonts share the work: BIZ UDGothic
(body; JIS X 0213 and the Adobe-Japan1 sequences) and IPAmj Mincho (58,862 MJ characters and the Moji_Joho sequences).
A font that lacks a sequence silently shows the base character, another form of the name, and the selector is lost from
the text that is read out. So the fonts' own tables are asked, never guessed from code points.
"""

import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

BODY = "BIZ UDGothic"
NAMES = "IPAmjMincho"
_GETA = "〓"  # 下駄記号: stands in print for a character that is not at hand
_CODE_POINTS = 0x110000
_WIDE_SPACE = "\u3000"
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font: the name font where `names`, else the body font."""

    text: str
    names: bool


@dataclass(frozen=True, slots=True)
class _Coverage:
    """`characters`: a bit for each code point; a set of so many numbers would take each worker several MB."""

    characters: bytes
    sequences: frozenset[tuple[int, int]]

    def shows(self, cluster: str) -> bool:
        if len(cluster) > 1:
            return (ord(cluster[0]), ord(cluster[1])) in self.sequences
        return cluster.isspace() or not cluster or self._has(ord(cluster))

    def _has(self, code: int) -> bool:
        return code >> 3 < len(self.characters) and bool(self.characters[code >> 3] >> (code & 7) & 1)


def set_text(text: str) -> tuple[Run, ...]:
    """Split a text by font.

    All in the body font if it shows everything: the name font costs three times the work. Else all in the name font if
    that does, so that one name keeps one look; else piece by piece. What neither shows Pango takes from another font
    of the machine; where none has it, 〓 stands for it, as in print: PDF/UA refuses a glyph that is not there.
    Control characters are left out.
    """
    if not text:
        return ()
    if text.isascii() and text.isprintable():
        return (Run(text, names=False),)
    clusters = [_printable(cluster) for cluster in _clusters(text)]
    body = _coverage(BODY)
    if all(map(body.shows, clusters)):
        return (Run("".join(clusters), names=False),)
    names = _coverage(NAMES)
    if all(map(names.shows, clusters)):
        return (Run("".join(clusters), names=True),)
    chosen = groupby(clusters, key=lambda cluster: not body.shows(cluster) and names.shows(cluster))
    return tuple(Run("".join(pieces), names=by_names) for by_names, pieces in chosen)


def _clusters(text: str) -> Iterator[str]:
    """Characters, each with the variation selector that follows it."""
    held = ""
    for character in text:
        if held and _selects(character):
            yield held + character
            held = ""
            continue
        if held:
            yield held
        held = character
    if held:
        yield held


def _selects(character: str) -> bool:
    return any(ord(character) in selectors for selectors in _SELECTORS)


def _printable(cluster: str) -> str:
    if cluster.isspace():
        return cluster if cluster == _WIDE_SPACE else " "
    kind = unicodedata.category(cluster[0])
    if kind in {"Cc", "Cs", "Cn"} or _selects(cluster[0]):
        return ""
    if _coverage(BODY).shows(cluster[0]) or _coverage(NAMES).shows(cluster[0]):
        return cluster
    return cluster if kind == "Cf" or (kind != "Co" and _shown_somewhere(ord(cluster[0]))) else _GETA


@lru_cache(maxsize=4096)
def _shown_somewhere(code: int) -> bool:
    """Whether any font of this machine has the character."""
    found = subprocess.run(  # noqa: S603  a number is the only argument
        ["fc-list", f":charset={code:x}", "file"],  # noqa: S607  where it stands differs by system
        capture_output=True,
        check=True,
    )
    return bool(found.stdout.strip())


@lru_cache(maxsize=2)
def _coverage(family: str) -> _Coverage:
    """Read the font's character tables: some 60 ms, once a process and only in workers."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  comes with WeasyPrint; only workers pay for it

    # fc-match stands beside Pango, which WeasyPrint needs; it names the very file that Pango would take.
    found = subprocess.run(  # noqa: S603  a constant of this module is the only argument
        ["fc-match", "--format", "%{family}\n%{file}", family],  # noqa: S607  where it stands differs by system
        capture_output=True,
        check=True,
        text=True,
    )
    families, _, path = found.stdout.partition("\n")
    if family not in families.split(","):
        return _Coverage(b"", frozenset())  # not installed: another font would be taken
    with TTFont(path, lazy=True) as font:
        sequences = {
            (base, selector)
            for table in font["cmap"].tables
            if table.format == 14
            for selector, bases in table.uvsDict.items()
            for base, _glyph in bases
        }
        return _Coverage(_bits(font.getBestCmap()), frozenset(sequences))


def _bits(codes: Iterable[int]) -> bytes:
    bits = bytearray(_CODE_POINTS >> 3)
    for code in codes:
        bits[code >> 3] |= 1 << (code & 7)
    return bytes(bits)
