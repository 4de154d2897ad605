"""What the law makes of the four kinds: 申請 and 交付請求 end in a disposition, 届出 and 通報 do not.

行政手続法 6条 (standard period), 8条 (reasons), 37条 (届出 is done on arrival), 行政不服審査法 82条 (教示).
"""

from __future__ import annotations

from collections.abc import Iterator

from procedures.definitions.definition import Definition
from procedures.definitions.problems import Problem, problem


def kind_problems(definition: Definition) -> Iterator[Problem]:
    if definition.kind != "report" and not definition.legal_basis:
        yield problem("/legal_basis", "needs_legal_basis")
    if definition.kind in {"application", "issuance"}:
        if definition.standard_period is None:
            yield problem("/standard_period", "needs_standard_period")
        if definition.appeal is None:
            yield problem("/appeal", "needs_appeal")
        return
    code = "no_refusal" if definition.kind == "notification" else "no_decision"
    if definition.appeal is not None:
        yield problem("/appeal", code, name="appeal")
    if definition.messages.decided is not None:
        yield problem("/messages/decided", code, name="messages.decided")
    for index, document in enumerate(definition.documents):
        if document.when == "decided":
            yield problem(f"/documents/{index}/when", code, name="documents.when = decided")
    if definition.kind == "report" and definition.standard_period is not None:
        yield problem("/standard_period", "no_clock")
