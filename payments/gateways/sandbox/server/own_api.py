"""The sandbox's own protocol: JSON over HTTP, `Authorization: Bearer <key>`, `Idempotency-Key` on every POST.

| request | answer |
|---|---|
| `POST /api/sessions` | a session with `url` |
| `GET /api/sessions?reference=…`, `GET /api/sessions/<id>` | the session with its payment, refunds, disputes |
| `POST /api/sessions/<id>/close` | the same after closing; it may be paid |
| `POST /api/refunds` | a refund |
| `GET /api/refunds?reference=…`, `GET /api/refunds/<id>` | the refund |
| `GET /api/settlements?arrival=2026-11-25` (`.csv` too) | the rows of the payouts that arrive on that day |

An error is `{"error": {"code", "text"}}` with its HTTP status.
"""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from payments.gateways.sandbox.server import checkout, clock, own_shapes, refunds, state
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.door import Door
from payments.gateways.sandbox.server.errors import Refused, missing
from payments.gateways.sandbox.server.records import Movement, Payout, Refund, Session

_FIELDS: dict[str, type] = {
    "reference": str,
    "amount": int,
    "currency": str,
    "description": str,
    "methods": list,
    "return_url": str,
    "cancel_url": str,
    "expires_at": str,
}


@lru_cache(maxsize=1)
def door() -> Door:
    return Door(
        "own", state.configured().own_key, lambda refused: {"error": {"code": refused.code, "text": refused.text}}
    )


@csrf_exempt
def sessions(request: HttpRequest) -> HttpResponse:
    books = state.books()
    if request.method == "POST":
        return door().answer(request, books, "start", lambda: _start(books, _read(request, _FIELDS)))
    reference = request.GET.get("reference", "")
    return _get(request, "fetch", lambda: own_shapes.session(books, _by_reference(books, reference)))


@csrf_exempt
def session(request: HttpRequest, identifier: str) -> HttpResponse:
    books = state.books()
    return _get(request, "fetch", lambda: own_shapes.session(books, checkout.find(books, identifier, "own")))


@csrf_exempt
def close(request: HttpRequest, identifier: str) -> HttpResponse:
    books = state.books()

    def act() -> dict[str, Any]:
        checkout.find(books, identifier, "own")
        return own_shapes.session(books, checkout.close(books, identifier))

    return door().answer(request, books, "close", act) if request.method == "POST" else HttpResponseNotAllowed(["POST"])


@csrf_exempt
def refund_list(request: HttpRequest) -> HttpResponse:
    books = state.books()
    if request.method == "POST":
        fields = {"payment": str, "amount": int, "reference": str, "reason": str}
        return door().answer(request, books, "refund", lambda: _refund(books, _read(request, fields)))
    reference = request.GET.get("reference", "")
    return _get(request, "fetch_refund", lambda: own_shapes.refund(books, _refund_by_reference(books, reference)))


@csrf_exempt
def refund(request: HttpRequest, identifier: str) -> HttpResponse:
    books = state.books()
    return _get(request, "fetch_refund", lambda: own_shapes.refund(books, refunds.find(books, identifier)))


@csrf_exempt
def settlements(request: HttpRequest) -> HttpResponse:
    books = state.books()
    return _get(request, "settlement", lambda: {"rows": rows(books, request.GET.get("arrival", ""))})


@csrf_exempt
def settlements_file(request: HttpRequest) -> HttpResponse:
    """The same rows as CSV, as a contractor's portal offers them for download."""
    found = rows(state.books(), request.GET.get("arrival", ""))
    text = io.StringIO()
    if found:
        writer = csv.DictWriter(text, fieldnames=list(found[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(found)
    return HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")


def rows(books: Books, arrival: str) -> list[dict[str, Any]]:
    """Return the rows of this protocol's payouts that arrive on `arrival` (ISO)."""
    payouts = {payout.id: payout for payout in books.all(Payout, lambda found: found.arrival == arrival)}
    return [
        row
        for part in books.all(Movement, lambda found: found.payout in payouts)
        if checkout.find(
            books, (row := own_shapes.settlement_row(books, part, payouts[part.payout]))["session"]
        ).protocol
        == "own"
    ]


def _get(request: HttpRequest, operation: str, act: Callable[[], dict[str, Any]]) -> HttpResponse:
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    return door().answer(request, state.books(), operation, act)


def _read(request: HttpRequest, fields: dict[str, type]) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
    except ValueError:
        raise Refused("body_not_json", "the body is not JSON") from None
    if not isinstance(found, dict) or set(found) - set(fields):
        raise Refused("parameter_unknown", f"known: {', '.join(fields)}")
    for name, kind in fields.items():
        if type(found.get(name)) is not kind:  # a bool is no int, 600.0 is no amount
            raise Refused("parameter_invalid", f"{name} must be {kind.__name__}")
    return found


def _start(books: Books, fields: dict[str, Any]) -> dict[str, Any]:
    try:
        expires_at = datetime.fromisoformat(fields["expires_at"]).timestamp()
    except ValueError:
        raise Refused("parameter_invalid", "expires_at must be ISO 8601") from None
    if books.of(Session, "reference", fields["reference"]):
        raise Refused("reference_used", "there is a session with this reference")
    made = checkout.create(
        books,
        protocol="own",
        reference=fields["reference"],
        amount=fields["amount"],
        currency=fields["currency"].lower(),
        description=fields["description"][:200],
        methods=tuple(fields["methods"]),
        success_url=fields["return_url"],
        cancel_url=fields["cancel_url"],
        # The page is open for a day at most; a number given out there is good until the very end.
        expires_at=min(expires_at, clock.now(books) + checkout.LIVES_AT_MOST),
        number_due=expires_at,
    )
    return own_shapes.session(books, made)


def _by_reference(books: Books, reference: str) -> Session:
    found = [part for part in books.of(Session, "reference", reference) if part.protocol == "own"]
    if not found:
        raise missing("session with this reference")
    return found[0]


def _refund(books: Books, fields: dict[str, Any]) -> dict[str, Any]:
    made = refunds.create(
        books,
        payment_id=fields["payment"],
        amount=fields["amount"],
        reference=fields["reference"],
        reason=fields["reason"],
    )
    return own_shapes.refund(books, made)


def _refund_by_reference(books: Books, reference: str) -> Refund:
    found = books.of(Refund, "reference", reference)
    if not reference or not found:
        raise missing("refund with this reference")
    return found[-1]
