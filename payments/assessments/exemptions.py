"""減免: claimed by the citizen or by staff, decided by another staff member, a further revision of the assessment."""

from uuid import UUID

from identity.access.actors import Actor, Staff
from payments.assessments.models import ExemptionClaim
from payments.fees.models import ExemptionRule


def claim_exemption(*, assessment_id: UUID, rule: ExemptionRule, by: Actor, evidence: str = "") -> ExemptionClaim:
    """Ask for a reduction of the claim; again for the same rule returns the open one.

    Where the rule needs no approval, it is approved at once by the portal. Raises AssessmentRefused if the rule is not
    in force today, needs evidence of which nothing is noted by staff, or the claim is settled.
    """
    raise NotImplementedError


def decide_exemption(
    *, claim_id: UUID, approve: bool, by: Staff, reason: str = "", evidence: str = ""
) -> ExemptionClaim:
    """Approve (a further revision with the reduction on its lines) or refuse with a reason.

    Raises AssessmentRefused for the person who asked, without evidence where the rule needs it, and LiveAttempt as
    `revise` does.
    """
    raise NotImplementedError
