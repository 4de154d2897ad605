"""The part of Stripe's API that our adapter uses, over the same books (docs.stripe.com/api).

It takes what Stripe takes and refuses what Stripe refuses, in Stripe's words: unknown parameters, decimals in yen,
another currency, a key used twice for different requests, an expired session, more than was paid.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from payments.gateways.sandbox.server import checkout, clock, refunds, state, stripe_forms, stripe_shapes
from payments.gateways.sandbox.server.door import Door
from payments.gateways.sandbox.server.errors import Refused, missing
from payments.gateways.sandbox.server.records import Dispute, Movement, Payment, Payout, Refund, Session
from payments.gateways.sandbox.server.stripe_forms import inside, whole, words

_CREATE = {
    "cancel_url",
    "client_reference_id",
    "expand",
    "expires_at",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "payment_method_options",
    "allowed_payment_method_types",
    "success_url",
}
_TYPES = {
    "idempotency_error": "idempotency_error",
    "api_error": "api_error",
}


def _write_error(refused: Refused) -> dict[str, Any]:
    kind = _TYPES.get(refused.code, "invalid_request_error")
    return {"error": {"type": kind, "code": refused.code, "message": refused.text}}


@lru_cache(maxsize=1)
def door() -> Door:
    return Door("stripe", state.configured().stripe_key, _write_error)


@csrf_exempt
def sessions(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _answer(request, "start", lambda: _create(request), "POST")
    return _answer(request, "fetch", lambda: _list_sessions(request), "GET")


@csrf_exempt
def session(request: HttpRequest, identifier: str) -> HttpResponse:
    return _answer(request, "fetch", lambda: _show(checkout.find(state.books(), identifier, "stripe"), request), "GET")


@csrf_exempt
def expire(request: HttpRequest, identifier: str) -> HttpResponse:
    def act() -> dict[str, Any]:
        found = checkout.find(state.books(), identifier, "stripe")
        if found.status != "open":
            raise Refused("checkout_session_not_open", "Only Checkout Sessions with a status of open can be expired.")
        return _show(checkout.close(state.books(), identifier), request)

    return _answer(request, "close", act, "POST")


@csrf_exempt
def payment_intent(request: HttpRequest, identifier: str) -> HttpResponse:
    return _answer(
        request,
        "fetch",
        lambda: stripe_shapes.payment_intent(state.books(), _payment(identifier), _expansions(request)),
        "GET",
    )


@csrf_exempt
def cancel_intent(request: HttpRequest, identifier: str) -> HttpResponse:
    def act() -> dict[str, Any]:
        found = _payment(identifier)
        if found.status not in {"waiting", "unpaid", "challenge"}:
            raise Refused("payment_intent_unexpected_state", "This PaymentIntent cannot be canceled in its state.")
        checkout.close(state.books(), found.session)
        return stripe_shapes.payment_intent(state.books(), _payment(identifier))

    return _answer(request, "close", act, "POST")


@csrf_exempt
def refund_list(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _answer(request, "refund", lambda: _refund(request), "POST")
    return _answer(request, "fetch_refund", lambda: _refunds_of(request), "GET")


@csrf_exempt
def refund(request: HttpRequest, identifier: str) -> HttpResponse:
    def act() -> dict[str, Any]:
        found = refunds.find(state.books(), identifier)
        _payment(found.payment)
        return stripe_shapes.refund(state.books(), found, _expansions(request))

    return _answer(request, "fetch_refund", act, "GET")


@csrf_exempt
def disputes(request: HttpRequest) -> HttpResponse:
    return _answer(request, "fetch", lambda: _disputes_of(request), "GET")


@csrf_exempt
def payouts(request: HttpRequest) -> HttpResponse:
    def act() -> dict[str, Any]:
        asked = stripe_forms.read(request, {"arrival_date", "limit", "starting_after", "status"})
        first = whole(inside(asked, "arrival_date", "gte"), "arrival_date[gte]")
        end = whole(inside(asked, "arrival_date", "lt"), "arrival_date[lt]")
        shapes = [stripe_shapes.payout(found) for found in state.books().all(Payout, _has_stripe_money)]
        return _page(request, asked, [shape for shape in shapes if first <= shape["arrival_date"] < end])

    return _answer(request, "settlement", act, "GET")


@csrf_exempt
def balance_transactions(request: HttpRequest) -> HttpResponse:
    def act() -> dict[str, Any]:
        asked = stripe_forms.read(request, {"payout", "limit", "starting_after", "expand"})
        books, expand = state.books(), frozenset(path.removeprefix("data.") for path in asked.get("expand", []))
        found = books.all(Movement, lambda part: part.payout == asked.get("payout") and _is_stripe(part.payment))
        return _page(request, asked, [stripe_shapes.balance_transaction(books, part, expand) for part in found])

    return _answer(request, "settlement", act, "GET")


def _answer(request: HttpRequest, operation: str, act: Callable[[], dict[str, Any]], method: str) -> HttpResponse:
    if request.method != method:
        return HttpResponseNotAllowed([method])
    return door().answer(request, state.books(), operation, act)


def _create(request: HttpRequest) -> dict[str, Any]:
    asked = stripe_forms.read(request, _CREATE)
    items = asked.get("line_items")
    if asked.get("mode") != "payment" or not isinstance(items, list) or len(items) != 1:
        raise Refused("parameter_invalid", "The sandbox takes mode=payment with one line item")
    price = inside(items[0], "price_data")
    made = checkout.create(
        state.books(),
        protocol="stripe",
        reference=asked.get("client_reference_id", ""),
        amount=whole(inside(price, "unit_amount"), "unit_amount") * whole(inside(items[0], "quantity"), "quantity"),
        currency=str(inside(price, "currency")),
        description=str(inside(price, "product_data", "name"))[:200],
        methods=tuple(asked.get("allowed_payment_method_types", ())),
        success_url=asked.get("success_url", ""),
        cancel_url=asked.get("cancel_url", ""),
        expires_at=_expiry(asked),
        konbini_days=whole(
            inside(asked, "payment_method_options", "konbini", "expires_after_days") or "3", "expires_after_days"
        ),
        metadata=words(asked.get("metadata")),
        payment_metadata=words(inside(asked, "payment_intent_data", "metadata")),
    )
    return _show(made, request)


def _expiry(asked: dict[str, Any]) -> float:
    """Stripe takes 30 minutes to 24 hours, and 24 hours unless told."""
    now = clock.now(state.books())
    if "expires_at" not in asked:
        return now + checkout.LIVES_AT_MOST
    moment = whole(asked["expires_at"], "expires_at")
    if moment < now + 30 * 60:
        raise Refused("parameter_invalid_expires_at", "expires_at must be at least 30 minutes from now")
    return moment


def _show(found: Session, request: HttpRequest) -> dict[str, Any]:
    shape = stripe_shapes.session(state.books(), found, _expansions(request))
    return {**shape, "url": state.page_address(found.id) if found.status == "open" else None}


def _list_sessions(request: HttpRequest) -> dict[str, Any]:
    asked = stripe_forms.read(request, {"payment_intent", "limit", "expand"})
    money = _payment(str(asked.get("payment_intent")))
    return _page(request, asked, [_show(checkout.find(state.books(), money.session, "stripe"), request)])


def _refund(request: HttpRequest) -> dict[str, Any]:
    asked = stripe_forms.read(request, {"payment_intent", "amount", "reason", "metadata", "expand"})
    metadata = words(asked.get("metadata"))
    made = refunds.create(
        state.books(),
        payment_id=_payment(str(asked.get("payment_intent"))).id,
        amount=whole(asked.get("amount"), "amount"),
        reference=metadata.get("refund", ""),
        reason=asked.get("reason", ""),
        metadata=metadata,
    )
    return stripe_shapes.refund(state.books(), made, _expansions(request))


def _refunds_of(request: HttpRequest) -> dict[str, Any]:
    asked = stripe_forms.read(request, {"payment_intent", "limit", "starting_after", "expand"})
    found = state.books().of(Refund, "payment", _payment(str(asked.get("payment_intent"))).id)
    expand = frozenset(path.removeprefix("data.") for path in asked.get("expand", []))
    return _page(request, asked, [stripe_shapes.refund(state.books(), part, expand) for part in reversed(found)])


def _disputes_of(request: HttpRequest) -> dict[str, Any]:
    asked = stripe_forms.read(request, {"payment_intent", "limit", "starting_after"})
    found = state.books().of(Dispute, "payment", _payment(str(asked.get("payment_intent"))).id)
    return _page(request, asked, [stripe_shapes.dispute(state.books(), part) for part in reversed(found)])


def _page(request: HttpRequest, asked: dict[str, Any], shapes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a list with Stripe's paging: `limit` (10 unless asked, 100 at most) and `starting_after`."""
    limit = min(whole(asked.get("limit", "10"), "limit"), 100)
    after = asked.get("starting_after", "")
    start = next((place + 1 for place, shape in enumerate(shapes) if shape["id"] == after), 0)
    chosen = shapes[start : start + limit]
    return stripe_shapes.listed(request.path, chosen, has_more=start + limit < len(shapes))


def _payment(identifier: str) -> Payment:
    found = state.books().find(Payment, identifier)
    if found is None or not _is_stripe(found.id):
        raise missing(f"payment_intent: {identifier[:80]}")
    return found


def _is_stripe(payment_id: str) -> bool:
    books = state.books()
    return books.get(Session, books.get(Payment, payment_id).session).protocol == "stripe"


def _has_stripe_money(payout: Payout) -> bool:
    return any(_is_stripe(part.payment) for part in state.books().all(Movement, lambda part: part.payout == payout.id))


def _expansions(request: HttpRequest) -> frozenset[str]:
    asked = stripe_forms.parse(request.POST if request.method == "POST" else request.GET)
    return frozenset(path.removeprefix("data.") for path in asked.get("expand", ()))
