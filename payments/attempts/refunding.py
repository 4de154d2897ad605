"""Giving money back: requested, approved by another person, done by the gateway (submitting.py) or by bank transfer."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.components.formats import long_date
from identity.access import clock
from identity.access.actors import Actor, Portal, Staff
from identity.people.models import User
from payments.assessments.balances import follow_ledger
from payments.attempts import proposing
from payments.attempts.errors import RefundRefused, StaleAmount
from payments.attempts.models import COUNTED, PaymentAttempt, Refund, RefundMethod, RefundOrigin, RefundState
from payments.attempts.payees import tell_payee_wanted
from payments.attempts.proposing import headroom_yen, make_refund, method_for
from payments.attempts.refund_moves import lock_attempt, lock_refund, move_refund
from payments.attempts.returning_money import tell_refunded
from payments.attempts.transitions import refund_may
from payments.attempts.work import begin
from payments.ledger.changes import By
from payments.ledger.entries import Movement, record_entry
from payments.ledger.models import EntryKind, Source
from payments.money import JST, day_in_japan


def available_yen(*, attempt_id: UUID) -> int:
    """What may still be refunded of an attempt: charges less chargebacks less refunds under way and done."""
    return proposing.available_yen(PaymentAttempt.objects.get(pk=attempt_id))


def request_refund(
    *,
    attempt_id: UUID,
    amount_yen: int,
    reason: str,
    policy: str,
    by: Actor,
    expected_available_yen: int | None = None,
    method: str | None = None,
) -> Refund:
    """Ask for a refund (by Portal: a proposal); calls no gateway, so it may stand in a command's transaction.

    `method` None: the gateway where it can and its window is open, else bank transfer. Raises RefundRefused (more than
    is available), StaleAmount (`expected_available_yen` is not what is available now).
    """
    with transaction.atomic():
        attempt = lock_attempt(attempt_id)
        available = proposing.available_yen(attempt)
        if expected_available_yen is not None and expected_available_yen != available:
            raise StaleAmount(_("ほかの還付があり、還付できる金額が変わりました。画面を読み込み直してください。"))
        if not 0 < amount_yen <= available:
            raise RefundRefused(
                _("還付できるのは1円から%(most)s円までです。金額を直してください。") % {"most": f"{available:,}"}
            )
        return make_refund(
            Refund(
                attempt=attempt,
                amount_yen=amount_yen,
                expected_available_yen=expected_available_yen,
                reason=reason[:200],
                policy=policy,
                origin=RefundOrigin.SYSTEM if isinstance(by, Portal) else RefundOrigin.STAFF,
                method=method or method_for(attempt, amount_yen),
            ),
            by=by,
        )


def approve_refund(*, refund_id: UUID, by: Staff) -> Refund:
    """決裁 by another person than the requester; a worker submits it after commit. Raises RefundRefused.

    A bank transfer waits in MANUAL_TRANSFER for the treasurer.
    """
    with transaction.atomic():
        refund = lock_refund(refund_id)
        if refund.requested_by_id == by.user_id:
            raise RefundRefused(_("起案した人とは別の職員が決裁してください。"))
        _require(refund, RefundState.APPROVED)
        if _over(refund):
            raise RefundRefused(_("ほかの還付があり、この金額は還付できません。不承認にして、起案し直してください。"))
        move_refund(
            refund, RefundState.APPROVED, by=by, approved_by=User.objects.get(pk=by.user_id), approved_at=timezone.now()
        )
        _send(refund, by=by)
        return refund


def refuse_refund(*, refund_id: UUID, by: Staff, reason: str) -> Refund:
    """Not approved, with a reason; also by the requester (to call it off)."""
    if not reason.strip():
        raise RefundRefused(_("承認しない理由を書いてください。"))
    with transaction.atomic():
        refund = lock_refund(refund_id)
        _require(refund, RefundState.REFUSED)
        move_refund(refund, RefundState.REFUSED, by=by, reason=reason, payee="")
        return refund


def retry_refund(*, refund_id: UUID, by: Staff, method: str | None = None) -> Refund:
    """A failed refund again, under the approval that it has.

    The same row where nobody knows what happened (its key must be used again, so its method stays); a new row with a
    new key after a definite no, by `method` or as it was. Raises RefundRefused.
    """
    with transaction.atomic():
        refund = lock_refund(refund_id)
        if refund.state != RefundState.FAILED or hasattr(refund, "replaced_by"):
            raise RefundRefused(_("失敗した還付だけを、やり直せます。画面を読み込み直してください。"))
        if _over(refund):
            raise RefundRefused(_("ほかの還付があり、この金額は還付できません。"))
        if not refund.failed_definitely:
            # The first call of the new round looks the refund up before it asks again.
            move_refund(refund, RefundState.APPROVED, by=by, problem="", tries=1)
            _send(refund, by=by)
            return refund
        again = make_refund(
            Refund(
                attempt=refund.attempt,
                amount_yen=refund.amount_yen,
                reason=refund.reason,
                policy=refund.policy,
                origin=RefundOrigin.STAFF if refund.origin == RefundOrigin.EXTERNAL else refund.origin,
                method=method or refund.method,
                replaces=refund,
                payee=refund.payee,
            ),
            by=by,
        )
        if refund.approved_by_id is not None and refund.approved_by_id != by.user_id:
            move_refund(
                again, RefundState.APPROVED, by=by, approved_by=refund.approved_by, approved_at=refund.approved_at
            )
            _send(again, by=by)
        refund.payee = ""
        refund.save(update_fields=["payee"])
        return again


def note_transferred(*, refund_id: UUID, transferred_on: date, by: Staff) -> Refund:
    """The transfer was made on this day: ledger entry with provider "bank", payee purged.

    Raises RefundRefused for a day that is not over yet, and for one before the approval: nothing left before it, and
    another fiscal year's books would get it.
    """
    if transferred_on > clock.today():
        raise RefundRefused(_("振込日は今日までの日付にしてください。"))
    with transaction.atomic():
        attempt_id = Refund.objects.values_list("attempt_id", flat=True).get(pk=refund_id)
        work = begin(attempt_id=attempt_id, source=Source.STAFF, by=by)
        refund = lock_refund(refund_id)
        if refund.state == RefundState.TRANSFERRED:
            return refund
        _require(refund, RefundState.TRANSFERRED)
        if refund.approved_at is not None and transferred_on < day_in_japan(refund.approved_at):
            raise RefundRefused(
                _("振込日は、決裁の日（%(day)s）から今日までの日付にしてください。")
                % {"day": long_date(day_in_japan(refund.approved_at))}
            )
        record_entry(
            Movement(
                kind=EntryKind.REFUND,
                amount_yen=refund.amount_yen,
                provider="bank",
                provider_ref=str(refund.pk),
                claim=work.attempt.assessment.claim,
                attempt=work.attempt.pk,
                refund=refund.pk,
                occurred_at=datetime.combine(transferred_on, time(12), tzinfo=JST),
                revenue_code=work.attempt.assessment.revenue_code,
                method="bank_transfer",
                source=Source.STAFF,
                recorded_by=by.user_id,
            )
        )
        move_refund(refund, RefundState.TRANSFERRED, by=by, done_on=transferred_on, payee="")
        tell_refunded(work, refund, refund.amount_yen)
        if work.assessment is not None:
            follow_ledger(work.assessment, by=by, reason=refund.policy)
        return refund


def _send(refund: Refund, *, by: By) -> None:
    """An approved refund goes its way: to the treasurer, or to a worker after commit."""
    if refund.method == RefundMethod.BANK:
        move_refund(refund, RefundState.MANUAL_TRANSFER, by=by)
        if not refund.payee:
            tell_payee_wanted(refund)
        return
    refund.next_try_at = timezone.now()
    refund.save(update_fields=["next_try_at"])
    transaction.on_commit(lambda: _wake(refund.pk))


def _wake(refund_id: UUID) -> None:
    from payments.attempts.tasks import submit_refund, wake  # noqa: PLC0415  the tasks call this module

    wake(submit_refund, str(refund_id))


def _over(refund: Refund) -> bool:
    """Whether this refund with all the others is more than came in."""
    own = refund.amount_yen if refund.state in COUNTED else 0
    return headroom_yen(refund.attempt) + own < refund.amount_yen


def _require(refund: Refund, target: RefundState) -> None:
    if not refund_may(refund.state, target):
        raise RefundRefused(_("この還付は、すでに処理が進んでいます。画面を読み込み直してください。"))
