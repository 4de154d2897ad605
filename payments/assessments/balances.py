"""What was received for a claim, from the ledger, and the status that follows from it."""

from dataclasses import dataclass

from payments.assessments.models import FeeAssessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Sums of a claim in yen.

    `owed_yen`: total of the revision in force (0 if waived or void). `charged_yen` counts all that came in,
    `returned_yen` all that went out. `provisional_yen` is not counted before its confirmation.
    """

    owed_yen: int
    charged_yen: int
    returned_yen: int
    provisional_yen: int

    @property
    def received_yen(self) -> int:
        return self.charged_yen - self.returned_yen

    @property
    def outstanding_yen(self) -> int:
        return max(0, self.owed_yen - self.received_yen)

    @property
    def overpaid_yen(self) -> int:
        return max(0, self.received_yen - self.owed_yen)

    @property
    def is_settled(self) -> bool:
        return self.owed_yen > 0 and self.received_yen == self.owed_yen


def balance(assessment: FeeAssessment) -> Balance:
    """From the ledger, over all revisions of the claim: one statement, an index-only scan."""
    raise NotImplementedError
