"""What an exemption rule takes off, in yen."""

from collections.abc import Sequence

from payments.fees.models import ExemptionRule


def reductions(rule: ExemptionRule, lines: Sequence[tuple[str, int]]) -> list[int]:
    """What the rule takes off each (fee code, amount in yen); a fraction of a yen is rounded in the payer's favour.

    A fixed sum is taken off the lines in their order until it is used up. Fees that the rule does not name stay whole.
    """
    found = []
    left = rule.fixed_yen or 0
    for code, amount in lines:
        if rule.items and code not in rule.items:
            found.append(0)
        elif rule.percent is not None:
            found.append(-(-amount * rule.percent // 100))
        else:
            found.append(min(amount, left))
            left -= found[-1]
    return found
