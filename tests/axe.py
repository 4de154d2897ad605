"""axe-core on a page: no violation, and nothing left undecided without a reason."""

import json
from importlib.resources import files
from typing import Any

from playwright.sync_api import CDPSession, Page

_SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
}


def axe(page: Page, *, undecided: dict[str, str] | None = None, wire: CDPSession | None = None) -> None:
    """Raise AssertionError for every violation, and for every rule axe cannot decide that `undecided` does not explain.

    `undecided` maps a rule's id to why a person found the page right. Needs a page with JavaScript on; the script is
    run by the debugger, which a strict Content-Security-Policy lets through. `wire`: a session that stays open, for
    pages with a virtual device: Chromium takes the device away when any session with the page ends.
    """
    explained = undecided or {}
    session = wire or page.context.new_cdp_session(page)
    result = session.send(
        "Runtime.evaluate",
        {
            "expression": f"{_SCRIPT}; axe.run(document, {json.dumps(_OPTIONS)}).then(JSON.stringify)",
            "awaitPromise": True,
            "returnByValue": True,
            "allowUnsafeEvalBlockedByCSP": True,
        },
    )
    if wire is None:
        session.detach()
    report = _parse(result)
    found = [*report["violations"], *(rule for rule in report["incomplete"] if rule["id"] not in explained)]
    assert found == [], f"{page.url}\n" + "\n".join(_line(rule) for rule in found)


def _parse(result: dict[str, Any]) -> dict[str, Any]:
    if "exceptionDetails" in result:
        raise AssertionError(f"axe did not run: {result['exceptionDetails']}")
    report: dict[str, Any] = json.loads(result["result"]["value"])
    return report


def _line(rule: dict[str, Any]) -> str:
    nodes = "\n".join(f"    {node['html'][:200]}  {node.get('failureSummary', '')}" for node in rule["nodes"][:5])
    return f"  {rule['id']} ({rule['impact']}): {rule['help']}\n{nodes}"
