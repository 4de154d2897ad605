"""Who applies is found in one place: no id of the applicant's items is spelt out anywhere else."""

import re
from collections.abc import Iterator

from procedures.definitions.applicant import KNOWN_IDS
from tests.architecture.rooms import ROOT, source_files

_ONE_PLACE = ROOT / "procedures" / "definitions" / "applicant.py"
_KNOWN = re.compile(rf"\b(?:{'|'.join([*KNOWN_IDS.values(), 'applicant_kana'])})\b")


def _files() -> Iterator[tuple[str, str]]:
    pages = (path for folder in ("templates", "static") for path in sorted((ROOT / folder).rglob("*.*")))
    for path in (*source_files(), *(path for path in pages if path.suffix in {".html", ".txt", ".js"})):
        if path != _ONE_PLACE:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_the_applicants_items_are_known_in_one_place():
    found = {name: sorted(set(_KNOWN.findall(text))) for name, text in _files() if _KNOWN.search(text)}
    assert found == {}


def test_the_check_notices():
    assert _KNOWN.findall('answers.get("applicant_name")') == ["applicant_name"]
    assert _KNOWN.findall("applicant_name_parts, the_applicant_email") == []
    assert _KNOWN.search(_ONE_PLACE.read_text(encoding="utf-8"))
    assert len(list(_files())) > 500
