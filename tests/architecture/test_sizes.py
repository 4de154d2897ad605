"""Size gates. A file above a limit has a line with a reason in size_allowances.txt."""

import ast
from statistics import median

from tests.architecture.rooms import ROOT, allowances, source_files, templates

MODULE, FUNCTION, VIEW, TEMPLATE = 400, 50, 30, 120


def _functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _too_large() -> dict[str, str]:
    found = {}
    for path in source_files():
        name = str(path.relative_to(ROOT))
        limit = VIEW if "views" in path.parts or path.name == "views.py" else FUNCTION
        if _lines(path) > MODULE:
            found[name] = f"{_lines(path)} lines"
        for function, length in _functions(path):
            if length > limit:
                found[f"{name}:{function}"] = f"{length} lines"
    for path in templates():
        if _lines(path) > TEMPLATE:
            found[str(path.relative_to(ROOT))] = f"{_lines(path)} lines"
    return found


def test_nothing_is_larger_than_its_limit_without_a_reason():
    reasons = allowances("size_allowances.txt")
    large = _too_large()
    assert {name: size for name, size in large.items() if name not in reasons} == {}
    assert [name for name in reasons if name not in large] == [], "allowances that nothing needs any more"


def test_modules_stay_small_in_the_middle():
    lengths = [length for path in source_files() if (length := _lines(path)) > 3]
    assert median(lengths) <= 90
