"""What is owed (調定): made, changed by a further revision, waived, taken back.

Plain services, called inside the caller's transaction or opening one of their own; none of them calls a gateway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from identity.access.actors import Actor
from payments.assessments.models import FeeAssessment
from payments.fees.models import ExemptionRule, FeeItem
from payments.hooks import Subject


class AssessmentRefused(Exception):
    """`str()` is a sentence in Japanese for the person who acts."""


class LiveAttempt(AssessmentRefused):
    """Somebody may be paying the old amount right now: close the attempts first (attempts.closing)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the breakdown: a fee item, or (`item` None) what staff fixed with label and price in yen.

    `reduction_yen` needs `exemption`, the rule that gives it.
    """

    quantity: int
    item: FeeItem | None = None
    label: str = ""
    unit: str = ""
    unit_yen: int | None = None
    reduction_yen: int = 0
    exemption: ExemptionRule | None = None


def assess(
    *,
    subject: Subject,
    title: str,
    lines: Sequence[Line],
    by: Actor,
    kind: str = "fee",
    due_on: date | None = None,
    basis: Mapping[str, Any] | None = None,
    draft: bool = False,
) -> FeeAssessment:
    """Fix what a subject owes. The total is the sum of the lines, computed here; 0 is WAIVED, else ASSESSED.

    `title`: what citizen and gateway read, without personal data. `basis`: what the amount came from (answers used).
    `draft`: the amount is for staff to check; nobody can pay it before `finalise`.

    Raises AssessmentRefused if the subject has a current assessment of this kind (see `revise`), or if the lines are of
    different 歳入科目.
    """
    raise NotImplementedError


def finalise(*, assessment_id: UUID, by: Actor) -> FeeAssessment:
    """DRAFT to ASSESSED (or WAIVED if 0)."""
    raise NotImplementedError


def revise(
    *,
    assessment_id: UUID,
    lines: Sequence[Line],
    by: Actor,
    reason: str,
    due_on: date | None = None,
    basis: Mapping[str, Any] | None = None,
) -> FeeAssessment:
    """A 変更の調定: a further revision with these lines; the old one stays as SUPERSEDED. What was received counts on.

    Raises LiveAttempt while somebody may be paying the old amount: call attempts.closing.close_attempts before, outside
    any transaction. The same lines again return the revision there is.
    """
    raise NotImplementedError


def waive(*, assessment_id: UUID, by: Actor, reason: str, exemption: ExemptionRule) -> FeeAssessment:
    """減免 of the whole: a further revision of 0 yen, WAIVED. Raises as `revise`."""
    raise NotImplementedError


def void(*, assessment_id: UUID, by: Actor, reason: str) -> FeeAssessment:
    """Nothing is owed any more (withdrawn, refused before payment).

    Live attempts are closed by a worker afterwards; money that arrives all the same opens an exception. Raises
    AssessmentRefused if money was received: refund it.
    """
    raise NotImplementedError


def current(*, subject: Subject, kind: str = "fee") -> FeeAssessment | None:
    """The revision in force: not superseded, not void."""
    raise NotImplementedError
