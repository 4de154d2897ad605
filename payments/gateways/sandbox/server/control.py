"""The control page: play the payer who comes three days later, lose a webhook, break the API. On this machine only."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payments.gateways.sandbox.server import clock, due, faults, post, refunds, state, words
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.control_api import ACTIONS
from payments.gateways.sandbox.server.errors import Refused
from payments.gateways.sandbox.server.records import Delivery, Dispute, Payment, Payout, Session

_SHOWN = 20
_STEPS = {"3600": 3600, "86400": 86400, "259200": 3 * 86400}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    books = state.books()
    due.run(books)
    plan, policy = faults.plan(books), post.policy(books)
    context: dict[str, Any] = {
        "now": words.moment(clock.now(books)),
        "payments": [_payment(books, session) for session in _latest(books.all(Session))],
        "deliveries": [_delivery(delivery) for delivery in _latest(books.all(Delivery))],
        "payouts": [_payout(payout) for payout in _latest(books.all(Payout))],
        "held": len(books.all(Delivery, lambda found: found.status == "held")),
        "mode": policy.mode,
        "copies": str(policy.copies),
        "modes": [
            {"value": "normal", "label": _("すぐに送る")},
            {"value": "hold", "label": _("ためておく")},
            {"value": "lose", "label": _("失う")},
        ],
        "copy_choices": [{"value": "1", "label": _("1回")}, {"value": "2", "label": _("同じものを 2回")}],
        "faults": [f"{words.OPERATIONS[fault['operation']]}: {words.FAULTS[fault['kind']]}" for fault in plan.queue],
        "operations": [{"value": name, "label": words.OPERATIONS[name]} for name in faults.OPERATIONS],
        "kinds": [{"value": name, "label": words.FAULTS[name]} for name in faults.KINDS],
        "courses": [{"value": name, "label": words.COURSES[name]} for name in refunds.PLANS],
    }
    return render(request, "payment_sandbox/control.html", context)


@require_POST
def do(request: HttpRequest, action: str) -> HttpResponse:
    """Do what a button asks for and show the page again; a refusal is shown in its place."""
    books = state.books()
    arguments = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    try:
        _perform(books, action, arguments)
    except Refused as refused:
        return render(request, "payment_sandbox/refused.html", {"text": refused.text}, status=409)
    except (KeyError, TypeError, ValueError):
        raise Http404 from None
    return redirect("control")


def _perform(books: Books, action: str, arguments: dict[str, str]) -> None:
    if action == "clock":
        ACTIONS["clock"](books, seconds=_STEPS[arguments["seconds"]])
    elif action == "post":
        ACTIONS["post"](books, mode=arguments["mode"], copies=int(arguments["copies"]))
    elif action == "fault":
        one = {"operation": arguments["operation"], "kind": arguments["kind"]}
        plan = faults.plan(books)
        ACTIONS["faults"](books, queue=[*plan.queue, one], rates=plan.rates, seconds=plan.seconds)
    elif action == "dispute_close":
        ACTIONS["dispute_close"](books, dispute=arguments["dispute"], won=arguments["won"] == "1")
    elif action == "refund_plan":
        ACTIONS["refund_plan"](books, courses=[arguments["course"]])
    elif action in {"pay_at_store", "dispute", "post_release", "post_again", "pay_out"}:
        ACTIONS[action](books, **arguments)
    else:
        raise KeyError(action)


def _latest(records: list[Any]) -> list[Any]:
    return list(reversed(records[-_SHOWN:]))


def _payment(books: Books, session: Session) -> dict[str, Any]:
    payment = books.find(Payment, session.payment)
    disputes = books.of(Dispute, "payment", payment.id) if payment else []
    return {
        "name": session.description,
        "id": session.id,
        "method": words.METHODS[payment.method] if payment and payment.method else "",
        "amount": words.yen(payment.amount if payment else session.amount),
        "state": words.STATES[payment.status if payment and session.status != "expired" else session.status],
        "payment": payment.id if payment else "",
        "waiting": bool(payment and payment.status == "waiting"),
        "disputable": bool(payment and payment.status == "paid" and payment.method == "card" and not disputes),
        "dispute": next((found.id for found in disputes if found.status == "open"), ""),
        "disputed": bool(disputes),
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "kind": delivery.kind,
        "status": words.DELIVERIES[delivery.status],
        "tries": delivery.tries,
        "answer": delivery.answer,
    }


def _payout(payout: Payout) -> dict[str, Any]:
    return {"id": payout.id, "day": payout.day, "arrival": payout.arrival, "amount": words.yen(payout.amount)}
