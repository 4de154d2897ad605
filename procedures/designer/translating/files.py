"""One language as a file for translators, and back: CSV in UTF-8 with a byte order mark, as Excel opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from procedures.designer.documents import Document
from procedures.designer.models import Design
from procedures.designer.translating.languages import language_name
from procedures.designer.translating.saving import tidy
from procedures.designer.translating.standing import Standing
from procedures.designer.translating.texts import Text, texts_of
from procedures.designer.translating.wording import state_words, text_called

BOM = "\ufeff"
LARGEST = 2 * 1024 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "'")
_COLUMNS = 4
_MOST_TOLD = 50


class FileRefused(Exception):
    """`str(refused)` says what is wrong with the file."""


class Changed(NamedTuple):
    text: Text
    words: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """`changed`: what would be saved. `told`: rows that are left out, and why. `empty`: rows without a translation."""

    changed: tuple[Changed, ...]
    told: tuple[str, ...]
    empty: int


def write_file(document: Document, standings: Sequence[Standing], language: str) -> bytes:
    """All texts with what is translated of them; a cell never begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    heading = _("訳（%(language)s）") % {"language": language_name(language)}
    writer.writerow([_("場所（変えないでください）"), _("どこの文か"), _("日本語"), heading, _("状態")])
    for one in standings:
        text = one.text
        words = [text_called(document, text), text.japanese, text.words.get(language, "")]
        writer.writerow([text.key, *map(_safe, words), state_words(one.states[language])])
    return (BOM + out.getvalue()).encode()


def read_file(raw: bytes, design: Design, language: str) -> FileRead:
    """What a file would change. Raises FileRefused."""
    rows = _rows(raw)
    present = {text.key: text for text in texts_of(design.decoded())}
    changed: dict[str, Changed] = {}
    told: list[str] = []
    empty = 0
    for number, row in rows:
        key, _called, japanese, translation = row[:_COLUMNS]
        text = present.get(key.strip())
        if text is None:
            told.append(_("%(line)d行目：この場所の文は、今の手続にありません。") % {"line": number})
        elif tidy(text, _plain(japanese)) != tidy(text, text.japanese):
            told.append(
                _("%(line)d行目：書き出したあとに日本語が変わりました。書き出し直して訳してください。")
                % {"line": number}
            )
        elif not (words := tidy(text, _plain(translation))):
            empty += 1
        elif words != tidy(text, text.words.get(language, "")):
            changed[text.name] = Changed(text, words)
    return FileRead(tuple(changed.values()), tuple(told[:_MOST_TOLD]), empty)


def _rows(raw: bytes) -> list[tuple[int, list[str]]]:
    """Rows with their line numbers, without the first, which holds the headings."""
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(
            _("文字を読めません。Excelでは「CSV UTF-8（コンマ区切り）」の形式で保存してください。")
        ) from None
    separator = "\t" if "\t" in written.partition("\n")[0] else ","
    try:
        reader = csv.reader(io.StringIO(written, newline=""), delimiter=separator)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise FileRefused(_("CSVとして読めません。書き出したファイルの形のまま保存してください。")) from None
    short = next((number for number, row in rows if len(row) < _COLUMNS), None)
    if not rows or short is not None:
        words = _("%(line)d行目の列が足りません。書き出したファイルの列を変えずに、訳の列だけを書いてください。")
        raise FileRefused(words % {"line": short or 1})
    return rows[1:]


def _safe(cell: str) -> str:
    """Excel would take what begins so for a formula (CSV injection, OWASP)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
