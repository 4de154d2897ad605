"""Starting a payment: a committed row first, then the gateway, then its answer."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access.actors import Actor
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.assessments.services import lock
from payments.attempts import actions
from payments.attempts.checks import check_amount, check_way
from payments.attempts.closing import close_attempt
from payments.attempts.errors import NothingToPay, PaymentRefused
from payments.attempts.models import LIVE, AttemptState, PaymentAttempt
from payments.gateways.contract import GatewayError, Method, MethodTerms, Refused, StartRequest, StartResult
from payments.gateways.registry import outside_transactions
from payments.ledger.changes import By, GatewayActor, record_change, user_id
from payments.ledger.models import ObjectKind, Source
from payments.money import JST, fiscal_year

FIRST_POLL = timedelta(minutes=1)
SHORTEST = timedelta(minutes=35)
"""Gateways take no page that lives for less than 30 minutes, counted by their clock from when they get the request: a
request that is under way, or sent again after a time-out, must still be above that."""
_ROUNDS = 3

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody wants to pay."""

    gateway: str
    method: Method
    return_url: str
    cancel_url: str
    locale: str = "ja"


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
    outside_transactions(gateway)
    wish = Wish(gateway=gateway, method=method, return_url=return_url, cancel_url=cancel_url, locale=locale)
    for _round in range(_ROUNDS):
        attempt, other = _reserve(assessment_id, wish, by)
        if attempt is not None:
            ready = attempt.action is not None or attempt.state != AttemptState.CREATED
            return attempt if ready else call_gateway(attempt, locale=locale)
        assert other is not None
        try:
            closed = close_attempt(attempt_id=other.pk, by=by)
        except GatewayError as error:
            log.warning("close_before_start_failed", attempt=str(other.pk), reason=error.reason)
            break
        if closed.state in {AttemptState.PAID, AttemptState.PROCESSING}:
            return closed
        if closed.is_live:
            break
    raise PaymentRefused(_("前の納付手続が終わっていません。しばらくしてから、もう一度お試しください。"))


def call_gateway(attempt: PaymentAttempt, *, locale: str = "ja") -> PaymentAttempt:
    """Ask the gateway for its session, under the attempt's own key: again gives the same one.

    A definite no is START_FAILED and raises PaymentRefused; an unknown outcome leaves the attempt CREATED.
    """
    title = attempt.assessment.title
    request = StartRequest(
        attempt=attempt.pk,
        amount_yen=attempt.amount_yen,
        description=title,
        return_url=attempt.return_url,
        cancel_url=attempt.cancel_url,
        expires_at=attempt.expires_at,
        method=Method(attempt.method),
        locale=locale,
    )
    try:
        result = outside_transactions(attempt.gateway).start(request)
    except Refused as refusal:
        _give_up(attempt, refusal.reason)
        raise PaymentRefused(
            _("納付の画面を開けませんでした。ほかの納付方法をお試しいただくか、担当課へお問い合わせください。")
        ) from refusal
    except GatewayError as error:
        log.warning("start_unknown", attempt=str(attempt.pk), reason=error.reason)
        return attempt
    return _store(attempt, result)


def _reserve(assessment_id: UUID, wish: Wish, by: Actor) -> tuple[PaymentAttempt | None, PaymentAttempt | None]:
    """(the attempt to go on with, None), or (None, a live one that must be closed first)."""
    with transaction.atomic(durable=True):
        assessment = _lock_open(assessment_id)
        credited = check_amount(assessment)
        live = PaymentAttempt.objects.filter(assessment=assessment, state__in=LIVE).select_related("assessment").first()
        if live is not None:
            same = (live.gateway, live.method) == (wish.gateway, wish.method)
            whole = live.amount_yen + live.credited_yen == assessment.total_yen and live.credited_yen == credited
            # Money is on its way, unless a number was given out with which nobody has paid.
            moves = live.state == AttemptState.PROCESSING and not actions.shows_number(live.action)
            if moves or (same and whole and live.expires_at > timezone.now()):
                return live, None
            return None, live
        amount = assessment.total_yen - credited
        terms = check_way(assessment, gateway_code=wish.gateway, method=wish.method, amount_yen=amount)
        return _make(assessment, wish, terms, credited=credited, by=by), None


def _lock_open(assessment_id: UUID) -> FeeAssessment:
    assessment = lock(assessment_id)
    if assessment.status == AssessmentStatus.SETTLED:
        raise NothingToPay(_("この手数料は納付済みです。"))
    if assessment.status == AssessmentStatus.WAIVED:
        raise NothingToPay(_("この手数料は納付の必要がありません。"))
    if assessment.status != AssessmentStatus.ASSESSED:
        raise NothingToPay(_("この手数料は、いま納付できません。申請の状況をご確認ください。"))
    return assessment


def _make(assessment: FeeAssessment, wish: Wish, terms: MethodTerms, *, credited: int, by: Actor) -> PaymentAttempt:
    now = timezone.now()
    number = PaymentAttempt.objects.filter(assessment=assessment).count() + 1
    attempt_id = uuid4()
    attempt = PaymentAttempt(
        id=attempt_id,
        assessment=assessment,
        sequence=number,
        gateway=wish.gateway,
        method=wish.method,
        amount_yen=assessment.total_yen - credited,
        credited_yen=credited,
        return_url=wish.return_url.replace("{attempt}", str(attempt_id)),
        cancel_url=wish.cancel_url.replace("{attempt}", str(attempt_id)),
        expires_at=expiry(now=now, lifetime=terms.lifetime, assessment=assessment),
        next_poll_at=now + FIRST_POLL,
        started_by_id=user_id(by),
        created_at=now,
    )
    attempt.save(force_insert=True)
    _record(attempt, "", by=by)
    return attempt


def expiry(*, now: datetime, lifetime: timedelta, assessment: FeeAssessment) -> datetime:
    """When a started payment lapses: after the method's lifetime, not beyond the day it is due, nor the fiscal year.

    A due day that is over bounds nothing (late payment is let in or not by the case). Never less than SHORTEST; so a
    payment begun at 23:45 on 31 March may be paid in the new year, and is then booked there.
    """
    today = now.astimezone(JST).date()
    last_day = datetime(fiscal_year(today) + 1, 3, 31, tzinfo=JST).date()
    if assessment.due_on is not None and assessment.due_on >= today:
        last_day = min(last_day, assessment.due_on)
    end = datetime.combine(last_day + timedelta(days=1), time(0), tzinfo=JST) - timedelta(seconds=1)
    return max(min(now + lifetime, end.astimezone(UTC)), now + SHORTEST)


def _store(attempt: PaymentAttempt, result: StartResult) -> PaymentAttempt:
    """Write the session. If a webhook or another tab was faster, its state stands; the address is kept all the same."""
    with transaction.atomic():
        fresh = PaymentAttempt.objects.select_for_update(of=("self",), no_key=True).get(pk=attempt.pk)
        before = fresh.state
        if not fresh.session_id:
            fresh.session_id = result.session_id
        if not fresh.payment_id:
            fresh.payment_id = result.payment_id
        fresh.action = fresh.action or actions.dump(result.action)
        if result.expires_at is not None:
            fresh.expires_at = result.expires_at
        if before == AttemptState.CREATED:
            fresh.state = AttemptState.OPEN
        fresh.save(update_fields=["session_id", "payment_id", "action", "expires_at", "state"])
        if fresh.state != before:
            _record(fresh, before, by=GatewayActor(fresh.gateway))
    fresh.assessment = attempt.assessment
    return fresh


def _give_up(attempt: PaymentAttempt, reason: str) -> None:
    with transaction.atomic():
        fresh = PaymentAttempt.objects.select_for_update(of=("self",), no_key=True).get(pk=attempt.pk)
        if fresh.state != AttemptState.CREATED:
            return
        fresh.state = AttemptState.START_FAILED
        fresh.decline = reason[:60]
        fresh.next_poll_at = None
        fresh.save(update_fields=["state", "decline", "next_poll_at"])
        _record(fresh, AttemptState.CREATED, by=GatewayActor(fresh.gateway), reason=reason)


def _record(attempt: PaymentAttempt, before: str, *, by: By, reason: str = "") -> None:
    record_change(
        object_kind=ObjectKind.ATTEMPT,
        object_id=attempt.pk,
        source=before,
        target=attempt.state,
        by=by,
        reason=reason or Source.START.value,
    )
