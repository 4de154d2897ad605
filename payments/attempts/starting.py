"""Starting a payment: a committed row first, then the gateway, then its answer."""

from uuid import UUID

from identity.access.actors import Actor
from payments.attempts.models import PaymentAttempt
from payments.gateways.contract import Method


class PaymentRefused(Exception):
    """A payment cannot be started. `str()` is a sentence in Japanese for the citizen."""


class AmountChanged(PaymentRefused):
    """The fee computed now differs from the assessment: show the new amount first."""


class NothingToPay(PaymentRefused):
    """Paid already, waived, or taken back: show the status page."""


def start_payment(
    *,
    assessment_id: UUID,
    gateway: str,
    method: Method,
    by: Actor,
    return_url: str,
    cancel_url: str,
    locale: str = "ja",
) -> PaymentAttempt:
    """Start paying the revision in force; call it outside any transaction. `{attempt}` in the addresses is filled in.

    1. In one transaction: locks the assessment, computes the amount again, checks trustee and the method's limits, and
       commits an attempt CREATED. A live attempt is used again (double click, two tabs); one with another amount,
       gateway or method is closed at the gateway first, and if it turns out to be paid, that is applied and returned.
    2. Calls the gateway with the attempt's identifier as idempotency key.
    3. Stores its session: OPEN, with `attempt.action` (see actions.load).

    Look at the state of what is returned: OPEN leads to the action; CREATED means that the gateway's answer is not
    known yet (show 「確認しています」, the poller goes on); PAID is paid. Raises PaymentRefused with a sentence, and
    its kinds AmountChanged and NothingToPay.
    """
    raise NotImplementedError
