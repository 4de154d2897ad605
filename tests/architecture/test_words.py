"""All Japanese in Python passes through gettext, but for data, which japanese_data.txt lists with reasons."""

import ast
import re

from tests.architecture.rooms import ROOT, allowances, source_files

_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
_GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def bare_japanese(source: str) -> list[str]:
    """Japanese string constants that are no docstrings and stand in no gettext call."""
    tree = ast.parse(source)
    excused: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            # A docstring, also of an attribute.
            excused |= {id(statement.value) for statement in node.body if isinstance(statement, ast.Expr)}
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in _GETTEXT:
                excused |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
    return [
        f"{node.lineno}: {node.value[:40]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in excused
        and _JAPANESE.search(node.value)
    ]


def test_all_words_pass_through_gettext():
    data = allowances("japanese_data.txt")
    found = {}
    for path in source_files():
        name = str(path.relative_to(ROOT))
        bare = bare_japanese(path.read_text(encoding="utf-8"))
        if bare and not any(name.startswith(allowed) for allowed in data):
            found[name] = bare
    assert found == {}


def test_the_check_notices():
    assert bare_japanese('"""文書"""\nx = _("申請")\ny = "届出"\nz = f"{x}円"') == ["3: 届出", "4: 円"]
