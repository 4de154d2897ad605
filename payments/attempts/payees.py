"""To which account a refund by bank transfer goes: asked of the citizen, sealed, and emptied after the transfer."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access.actors import Actor, Staff
from identity.access.secrets import decrypt_secret, encrypt_secret
from payments import hooks
from payments.assessments.balances import balance, claim_fields
from payments.attempts.errors import RefundRefused
from payments.attempts.models import PayeeFrom, Refund, RefundMethod, RefundState
from payments.attempts.refund_moves import lock_refund

_OPEN = frozenset({RefundState.REQUESTED, RefundState.APPROVED, RefundState.MANUAL_TRANSFER})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Where a bank transfer goes. Sealed in the row, purged after the transfer."""

    bank: str
    branch: str
    kind: str
    number: str
    holder_kana: str


def waits_for_payee(refund: Refund) -> bool:
    """Approved for a transfer, and nobody has said where to."""
    return refund.method == RefundMethod.BANK and refund.state == RefundState.MANUAL_TRANSFER and not refund.payee


def note_payee(*, refund_id: UUID, payee: Payee, by: Actor) -> None:
    """Seal the bank account for a transfer. Raises RefundRefused once it is too late.

    Staff may put right what stands there. A citizen enters it once, after the approval: the treasurer may be at the
    bank with what was entered first.
    """
    with transaction.atomic():
        refund = lock_refund(refund_id)
        if refund.method != RefundMethod.BANK or refund.state not in _OPEN:
            raise RefundRefused(_("この還付に、振込先は登録できません。"))
        is_staff = isinstance(by, Staff)
        if not is_staff and refund.payee:
            raise RefundRefused(_("振込先は登録済みです。変えるときは、担当の課へお知らせください。"))
        if not is_staff and not waits_for_payee(refund):
            raise RefundRefused(_("この還付に、振込先は登録できません。"))
        refund.payee = encrypt_secret(json.dumps(asdict(payee)))
        refund.payee_from = PayeeFrom.STAFF if is_staff else PayeeFrom.CITIZEN
        refund.payee_at = timezone.now()
        refund.save(update_fields=["payee", "payee_from", "payee_at"])
        log.info("payee_noted", refund=str(refund_id), by=type(by).__name__)


def ask_payee(*, refund_id: UUID, by: Staff) -> None:
    """Ask the citizen for the account, again if need be: what stood there is emptied. Raises RefundRefused."""
    with transaction.atomic():
        refund = lock_refund(refund_id)
        if refund.method != RefundMethod.BANK or refund.state != RefundState.MANUAL_TRANSFER:
            raise RefundRefused(_("振込先をお願いできるのは、決裁が済み、振込を待っている還付だけです。"))
        refund.payee, refund.payee_from, refund.payee_at = "", "", None
        refund.save(update_fields=["payee", "payee_from", "payee_at"])
        tell_payee_wanted(refund)
        log.info("payee_asked", refund=str(refund_id), by=by.user_id)


def read_payee(refund: Refund) -> Payee | None:
    """None before it is noted and after it is purged. The caller records a disclosure first."""
    return Payee(**json.loads(decrypt_secret(refund.payee))) if refund.payee else None


def tell_payee_wanted(refund: Refund) -> None:
    """Within the caller's transaction, with the attempt locked."""
    owner = refund.attempt.assessment
    hooks.payee_wanted.call(
        hooks.PayeeWanted(**claim_fields(owner, balance(owner)), refund=refund.pk, amount_yen=refund.amount_yen)
    )
