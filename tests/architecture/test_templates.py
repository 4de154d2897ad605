"""Templates: where they may look, what must not stand in them."""

import re

import pytest
from django.template import engines

from tests.architecture.rooms import ROOT, source_files, templates

_REFERENCE = re.compile(r"\{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
_TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}"
    r"|\b_\(\"[^\"]*\"\)|\b_\('[^']*'\)|\{%\s*trans(?:late)?\s+(?:\"[^\"]*\"|'[^']*').*?%\}",
    re.DOTALL,
)
_TAG = re.compile(r"\{%.*?%\}")
_INLINE = re.compile(r"<style\b|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


def _name(path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def test_a_template_uses_its_own_folder_layouts_and_components_only():
    strays = []
    for path in templates():
        own = _name(path).split("/", maxsplit=1)[0]
        strays += [
            f"{_name(path)} -> {target}"
            for target in _REFERENCE.findall(path.read_text(encoding="utf-8"))
            if target.split("/", maxsplit=1)[0] not in {own, "layouts", "components"}
        ]
    # allauth's own pages extend allauth's layouts by design.
    libraries = ("account/", "mfa/", "allauth/", "usersessions/")
    assert [stray for stray in strays if not stray.startswith(libraries)] == []


def test_no_inline_script_or_style():
    # A PDF has no content security policy, and its style sheet is its own.
    found = [
        f"{_name(path)}: {match.group()}"
        for path in templates()
        if not _name(path).startswith("documents/")
        for match in _INLINE.finditer(_TAG.sub("", path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_all_words_pass_through_gettext():
    found = [
        f"{_name(path)}: {line.strip()[:80]}"
        for path in templates()
        for line in _TRANSLATED.sub("", path.read_text(encoding="utf-8")).splitlines()
        if _JAPANESE.search(line)
    ]
    assert found == []


def test_every_template_compiles():
    engine = engines["django"]
    for path in templates():
        engine.get_template(_name(path))


def test_every_template_is_used():
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*source_files(), *templates()])
    libraries = ("account/", "mfa/", "allauth/", "errors/")
    names = [_name(path) for path in templates() if not _name(path).startswith(libraries)]
    # A component's template is named by its tag's function.
    unused = [
        name
        for name in names
        if f'"{name}"' not in code
        and f"'{name}'" not in code
        and not (name.startswith("components/") and re.search(rf"\b{name[11:-5]}\b", code))
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<p>{% translate '申請' %}</p>", False),
        ("<p>申請</p>", True),
        ('{% button label=_("申請する") %}', False),
        ("{% blocktranslate %}申請{% endblocktranslate %}", False),
        ("{# 申請 #}", False),
        ('<a title="申請">', True),
    ],
)
def test_the_gettext_check_notices(text, fault):
    assert bool(_JAPANESE.search(_TRANSLATED.sub("", text))) is fault


def test_no_script_reads_what_an_item_can_hide():
    # In a form with an item `action`, `form.action` is that item's box and not the address (DOM clobbering).
    hidden = re.compile(r"\bform\.(action|method|elements|target|name|id)\b")
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "static" / "js" / "components").glob("*.js"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if hidden.search(line)
    ]
    assert found == []
