"""What tests and the control page do to the gateway: play the payer, move the clock, disturb the post and the API.

`POST /control/api/<action>` with JSON arguments and the key of the sandbox's own protocol; `GET /control/api/books`.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from payments.gateways.sandbox.server import checkout, clock, disputes, due, faults, post, refunds, settlement, state
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.errors import Refused
from payments.gateways.sandbox.server.records import Delivery, Dispute, Movement, Payment, Payout, Refund, Session

_KINDS: dict[str, type[Any]] = {
    "sessions": Session,
    "payments": Payment,
    "refunds": Refund,
    "disputes": Dispute,
    "movements": Movement,
    "payouts": Payout,
    "deliveries": Delivery,
}


@csrf_exempt
def act(request: HttpRequest, action: str) -> HttpResponse:
    if not _may(request):
        return JsonResponse({"error": "the key is wrong"}, status=401)
    books = state.books()
    due.run(books)
    try:
        arguments = json.loads(request.body or b"{}")
        return JsonResponse(ACTIONS[action](books, **arguments) or {})
    except Refused as refused:
        return JsonResponse({"error": refused.code, "text": refused.text}, status=refused.status)
    except (KeyError, TypeError, ValueError) as error:
        return JsonResponse({"error": type(error).__name__}, status=400)


@csrf_exempt
def show(request: HttpRequest) -> HttpResponse:
    """Return the books whole: what the gateway holds for true."""
    if not _may(request):
        return JsonResponse({"error": "the key is wrong"}, status=401)
    books = state.books()
    due.run(books)
    kinds = request.GET.get("kinds", ",".join(_KINDS)).split(",")
    with books:
        return JsonResponse({name: [vars(record) for record in books.all(_KINDS[name])] for name in kinds})


def _may(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given, f"Bearer {state.configured().own_key}")


def _pay(books: Books, session: str, method: str = "card", number: str = "4242424242424242") -> dict[str, Any]:
    """Play the payer to the end: a card with its challenge, the wallet, or taking a konbini number."""
    if method == "konbini":
        return asdict(checkout.issue_number(books, session, "seicomart"))
    if method == "paypay":
        return asdict(checkout.pay_by_wallet(books, session))
    payment = checkout.pay_by_card(books, session, number)
    if payment.status == "challenge":
        payment = checkout.answer_challenge(books, session, checkout.CODE)
    return asdict(payment)


def _move_clock(books: Books, seconds: float) -> dict[str, Any]:
    clock.move(books, seconds)
    due.run(books)
    return {"now": clock.now(books)}


def _pay_out(books: Books) -> dict[str, Any]:
    """Pay out everything to this moment, without waiting for midnight."""
    settlement.pay_out(books, before=clock.days_after(clock.jst_day(clock.now(books)), 1))
    return {}


def _set_faults(books: Books, seed: int = 0, **chosen: Any) -> dict[str, Any]:
    faults.set_plan(books, faults.Plan(**chosen), seed=seed)
    return {}


def _set_post(books: Books, **chosen: Any) -> dict[str, Any]:
    post.set_policy(books, post.Policy(**chosen))
    return {}


def _plan_refunds(books: Books, courses: list[str]) -> dict[str, Any]:
    refunds.plan(books, courses)
    return {}


ACTIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "pay": _pay,
    "pay_at_store": lambda books, payment, late=False: asdict(checkout.pay_at_store(books, payment, late=late)),
    "pay_late": lambda books, session: asdict(checkout.pay_late(books, session)),
    "wallet_empty": lambda books, session: asdict(checkout.pay_by_wallet(books, session, enough=False)),
    "close": lambda books, session: asdict(checkout.close(books, session)),
    "tamper": lambda books, session, amount=0, currency="": asdict(
        checkout.tamper(books, session, amount=amount, currency=currency)
    ),
    "clock": _move_clock,
    "refund": lambda books, payment, amount: asdict(
        refunds.create(books, payment_id=payment, amount=amount, reference="", reason="")
    ),
    "refund_plan": _plan_refunds,
    "refund_finish": lambda books, refund, status: asdict(refunds.finish(books, refund, status)),
    "dispute": lambda books, payment: asdict(disputes.open_dispute(books, payment)),
    "dispute_close": lambda books, dispute, won: asdict(disputes.close_dispute(books, dispute, won=won)),
    "pay_out": _pay_out,
    "faults": _set_faults,
    "post": _set_post,
    "post_release": lambda books, order="first", only="": {"released": post.release(books, order=order, only=only)},
    "post_waiting": lambda books: {"queued": len(books.all(Delivery, lambda found: found.status == "queued"))},
    "post_again": lambda books, delivery: asdict(post.send_again(books, delivery)),
}
