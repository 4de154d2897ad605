"""The hosted pages: what the payer sees away from the portal. They work without scripts and by keyboard."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from payments.gateways.sandbox.server import cards, checkout, clock, due, state, words
from payments.gateways.sandbox.server.errors import Refused
from payments.gateways.sandbox.server.records import Payment, Session

_PATHS = {"card": "card", "paypay": "wallet", "konbini": "konbini"}
_form = require_http_methods(["GET", "HEAD", "POST"])


class ContentSecurityPolicyMiddleware:
    """The portal's policy, with the way back to the merchant."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY
        response["Cache-Control"] = "no-store"
        return response


def about(_request: HttpRequest) -> dict[str, object]:
    """Context processor: what the layout asks of every page."""
    return {"site_name": _("見本の決済サービス"), "signed_in": False, "demo": True}


def health(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def choose(request: HttpRequest, identifier: str) -> HttpResponse:
    """The address that the merchant is given: on to the only method, or to a choice of them."""
    session, payment = _find(identifier)
    if over := _over(request, session, payment):
        return over
    if len(session.methods) == 1:
        return redirect(_PATHS[session.methods[0]], identifier)
    methods = [{"title": words.METHODS[name], "url": f"{_PATHS[name]}/"} for name in session.methods]
    return render(request, "payment_sandbox/choose.html", {**_facts(session, payment), "methods": methods})


@_form
def card(request: HttpRequest, identifier: str) -> HttpResponse:
    session, payment = _find(identifier, "card")
    if over := _over(request, session, payment):
        return over
    errors: list[dict[str, str]] = []
    typed = {name: request.POST.get(name, "").strip() for name in ("expiry", "code")}
    if request.method == "POST":
        digits = re.sub(r"[\s-]", "", request.POST.get("number", ""))
        errors = _card_errors(digits, typed)
        if not errors:
            payment = checkout.pay_by_card(state.books(), identifier, digits)
            if payment.status == "challenge":
                return redirect("challenge", identifier)
            if payment.status == "paid":
                return _back(session)
    samples = [{"cells": [words.grouped(sample.number), sample.label]} for sample in cards.samples()]
    # The number is not shown again: the page must not keep one that somebody typed by mistake.
    context = {**_facts(session, payment), "errors": errors, "typed": typed, "samples": samples}
    faults = {error["id"]: error["message"] for error in errors}
    context |= {f"{name}_error": faults.get(name, "") for name in ("number", "expiry", "code")}
    context["columns"] = [{"label": _("番号")}, {"label": _("起きること")}]
    return render(request, "payment_sandbox/card.html", context)


@_form
def challenge(request: HttpRequest, identifier: str) -> HttpResponse:
    """The card company's page: a one-time code, three tries."""
    session, payment = _find(identifier, "card")
    if over := _over(request, session, payment):
        return over
    if payment is None or payment.status != "challenge":
        return redirect("card", identifier)
    error = ""
    if request.method == "POST" and "give_up" in request.POST:
        checkout.give_up_challenge(state.books(), identifier)
        return redirect("card", identifier)
    if request.method == "POST":
        payment = checkout.answer_challenge(state.books(), identifier, request.POST.get("code", "").strip())
        if payment.status != "challenge":
            return _back(session) if payment.status == "paid" else redirect("card", identifier)
        error = _("ワンタイムパスワードが違います。この画面の「見本のパスワード」にある6けたの数字を入力してください。")
    errors = [{"id": "code", "message": error}] if error else []
    context = {**_facts(session, payment), "errors": errors, "error": error, "code": checkout.CODE}
    return render(request, "payment_sandbox/challenge.html", context)


@_form
def wallet(request: HttpRequest, identifier: str) -> HttpResponse:
    session, payment = _find(identifier, "paypay")
    if over := _over(request, session, payment):
        return over
    if request.method == "POST":
        payment = checkout.pay_by_wallet(state.books(), identifier, enough="pay" in request.POST)
        if payment.status == "paid":
            return _back(session)
    return render(request, "payment_sandbox/wallet.html", _facts(session, payment))


@_form
def konbini(request: HttpRequest, identifier: str) -> HttpResponse:
    session, payment = _find(identifier, "konbini")
    if over := _over(request, session, payment):
        return over
    error = ""
    store = request.POST.get("store", "")
    if request.method == "POST":
        if store in checkout.STORES:
            checkout.issue_number(state.books(), identifier, store)
            return redirect("number", identifier)
        error = _("支払うコンビニを選んでください。")
    choices = [{"value": name, "label": words.STORES[name]} for name in checkout.STORES]
    errors = [{"id": "store", "message": error}] if error else []
    context = {**_facts(session, payment), "errors": errors, "error": error, "choices": choices}
    return render(request, "payment_sandbox/konbini.html", context)


def number(request: HttpRequest, identifier: str) -> HttpResponse:
    """The numbers to show at the till."""
    session, payment = _find(identifier, "konbini")
    if payment is None or payment.status != "waiting":
        return _over(request, session, payment) or redirect("konbini", identifier)
    rows = [
        {"label": _("コンビニ"), "value": words.STORES[payment.store]},
        {"label": _("払込番号"), "value": payment.numbers[0]},
        {"label": _("確認番号"), "value": payment.numbers[1]},
        {"label": _("支払期限"), "value": words.moment(payment.due)},
    ]
    context = {**_facts(session, payment), "rows": rows, "onward": _success(session)}
    return render(request, "payment_sandbox/number.html", context)


def _find(identifier: str, method: str = "") -> tuple[Session, Payment | None]:
    books = state.books()
    due.run(books)
    try:
        session = checkout.find(books, identifier)
    except Refused:
        raise Http404 from None
    if method and method not in session.methods:
        raise Http404
    return session, books.find(Payment, session.payment)


def _facts(session: Session, payment: Payment | None) -> dict[str, Any]:
    """What every page of a checkout shows: for what, how much, until when; and why the last try did not work."""
    declined = bool(payment and payment.declines and payment.status == "unpaid")
    return {
        "session": session,
        "summary": [
            {"label": _("支払先"), "value": _("秋田市")},
            {"label": _("内容"), "value": session.description},
            {"label": _("金額"), "value": words.yen(session.amount)},
        ],
        "amount": words.yen(session.amount),
        "pay_label": _("%(amount)sを支払う") % {"amount": words.yen(session.amount)},
        "until": words.moment(session.expires_at),
        "decline": words.DECLINES[payment.declines[-1]] if payment and declined else "",
        "errors": [],
    }


def _over(request: HttpRequest, session: Session, payment: Payment | None) -> HttpResponse | None:
    """The page of a checkout that nobody can pay any more; None while somebody can."""
    if session.status == "open":
        return None
    status = payment.status if payment else ""
    if status == "waiting":
        return redirect("number", session.id) if not request.path.endswith("/number/") else None
    paid = status == "paid"
    context = {**_facts(session, payment), "paid": paid, "onward": _success(session) if paid else session.cancel_url}
    return render(request, "payment_sandbox/over.html", context, status=200 if paid else 410)


def _success(session: Session) -> str:
    return session.success_url.replace("{CHECKOUT_SESSION_ID}", session.id)


def _back(session: Session) -> HttpResponseRedirect:
    return HttpResponseRedirect(_success(session))


def _card_errors(digits: str, typed: dict[str, str]) -> list[dict[str, str]]:
    errors = []
    if not (digits.isascii() and digits.isdigit() and cards.passes_luhn(digits)):
        errors.append(
            {
                "id": "number",
                "message": _("カード番号が正しくありません。例）4242 4242 4242 4242。見本の番号は下の表にあります。"),
            }
        )
    found = re.fullmatch(r"(0[1-9]|1[0-2])\s*/\s*(\d\d)", typed["expiry"], re.ASCII)
    today = clock.jst_day(clock.now(state.books()))
    if not found or (2000 + int(found[2]), int(found[1])) < (today.year, today.month):
        errors.append(
            {"id": "expiry", "message": _("有効期限は、これから先の月と年を「12/30」のように入力してください。")}
        )
    if not re.fullmatch(r"\d{3,4}", typed["code"], re.ASCII):
        errors.append({"id": "code", "message": _("セキュリティコードは3けたか4けたの数字で入力してください。例）123")})
    return errors
