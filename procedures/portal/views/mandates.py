"""Mandates: the proxy passes the number on; the principal looks at what is mandated and decides, with the own card."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from identity.access.assurance import Level
from identity.access.limits import LOOK_UP
from identity.access.visitors import visitor
from procedures.applications.mandates import (
    Asked,
    MandateClosed,
    NotThePrincipal,
    ask_mandate,
    asked_of,
    confirm_mandate,
    is_over,
    is_principal,
    latest_mandate,
    read_asked,
    refuse_mandate,
    withdraw_mandate,
)
from procedures.applications.models import Draft, Mandate
from procedures.applications.receipts import read_receipt, show_receipt
from procedures.portal.addresses import card_address, signing_address
from procedures.portal.crumbs import to_draft
from procedures.portal.desk import Desk
from procedures.portal.doors import draft_page, limited
from procedures.portal.qr import qr_svg
from procedures.workflow.levels import longest_age, needs_signature
from procedures.workflow.signing import ToSign, ask_for_signature, find_signature


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, desk: Desk) -> HttpResponse:
    """For the proxy: ask for the mandate, pass its number on, see what the principal said."""
    if desk.open_page is not None or desk.missing_level or not desk.needs_mandate:
        return redirect(desk.place)
    found = latest_mandate(desk.draft.pk)
    digest = desk.content.digest(desk.draft.pk)
    current = found if found is not None and found.digest == digest else None
    if request.method == "POST" and (current is None or is_over(current)):
        ask_mandate(desk.draft, asked=_asked(desk), digest=digest)
        return redirect("portal:mandate", draft=desk.draft.pk)
    context: dict[str, Any] = {
        "desk": desk,
        "definition": desk.definition,
        "crumbs": to_draft(desk),
        "mandate": current,
        "changed": found is not None and current is None,
        "waits": current is not None and not is_over(current),
    }
    return render(request, "portal/mandate.html", context | _told(request, current))


def _told(request: HttpRequest, current: Mandate | None) -> dict[str, Any]:
    """What the proxy passes on."""
    if current is None:
        return {}
    address = reverse("portal:principal", args=[current.number])
    return {
        "number": show_receipt(current.number),
        "address": request.build_absolute_uri(address),
        "qr": qr_svg(address, _("委任を確認するページを開く二次元コード")),
    }


def _asked(desk: Desk) -> Asked:
    assert desk.acting is not None  # needs_mandate
    return asked_of(desk.journey.applicant, text=desk.content.text, acting=desk.acting)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def find(request: HttpRequest) -> HttpResponse:
    """For the principal: the number as it was told."""
    typed, error = request.POST.get("number", "")[:40], ""
    if request.method == "POST":
        LOOK_UP.spend_for(request)
        number = read_receipt(typed)
        if number is not None:
            return redirect("portal:principal", number=number)
        error = _("委任番号を確かめて、もう一度入力してください。9文字の英字と数字です。例）K7QF-3M9D-2")
    context = {"typed": typed, "error": error, "errors": [{"id": "number", "message": error}] if error else []}
    return render(request, "portal/mandate_find.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def principal(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing is shown before the card says that this is the applicant; a number that nobody has looks the same."""
    who, found = visitor(request), _find(number)
    known = who.assurance.reaches(Level.CARD, within=longest_age())
    if not known or found is None or not is_principal(found, who):
        if known:
            LOOK_UP.spend_for(request)
        context = {"known": False, "another": known, "card_url": card_address(request.path)}
        return render(request, "portal/mandate_principal.html", context)
    if request.method == "POST":
        return _decide(request, found)
    asked = read_asked(found)
    context = {
        "known": True,
        "mandate": found,
        "definition": found.version.definition,
        "proxy": asked.proxy,
        "text": asked.text,
        "signed": needs_signature(found.version.definition),
        "over": is_over(found),
        "sent": not Draft.objects.filter(pk=found.draft_id).exists(),
    }
    return render(request, "portal/mandate_principal.html", context)


def _find(number: str) -> Mandate | None:
    found = Mandate.objects.filter(number=read_receipt(number) or "").select_related("version")
    return found.defer("version__document").first()


def _decide(request: HttpRequest, found: Mandate) -> HttpResponse:
    who, decision = visitor(request), request.POST.get("decision")
    try:
        if decision == "confirm" and needs_signature(found.version.definition):
            asked = ask_for_signature(content=_content(found), subject=found.pk, user_id=who.user_id)
            return redirect(signing_address(asked.pk, reverse("portal:mandate_signed", args=[found.number])))
        if decision == "confirm":
            confirm_mandate(found, who, level=Level.CARD, method=who.assurance.method)
            messages.success(request, _("任せると答えました。代理の方が送れるようになりました。"))
        elif decision == "refuse":
            refuse_mandate(found, who)
            messages.success(request, _("断りました。代理の方は送れません。"))
        elif decision == "withdraw":
            withdraw_mandate(found, who)
            messages.success(request, _("委任を取り消しました。代理の方は送れません。"))
    except (MandateClosed, NotThePrincipal):
        _overtaken(request)
    return redirect("portal:principal", number=found.number)


def _overtaken(request: HttpRequest) -> None:
    messages.warning(request, _("状況が変わっていたため、何も行いませんでした。いまの状況を確かめてください。"))


@never_cache
@require_safe
def signed(request: HttpRequest, number: str) -> HttpResponse:
    """Back from signing: the mandate is given, if exactly it was signed."""
    found, who = _find(number), visitor(request)
    evidence = find_signature(_content(found), found.pk) if found is not None and is_principal(found, who) else None
    if found is None or evidence is None:
        messages.warning(request, _("署名が終わっていません。まだ任せていません。"))
        return redirect("portal:principal", number=number)
    try:
        confirm_mandate(found, who, level=Level.SIGNATURE, method=evidence.method)
        messages.success(request, _("任せると答えました。代理の方が送れるようになりました。"))
    except (MandateClosed, NotThePrincipal):
        _overtaken(request)
    return redirect("portal:principal", number=number)


def _content(found: Mandate) -> ToSign:
    """What the principal signs: the mandate over exactly what the proxy filled in."""
    asked = read_asked(found)
    title = _("委任状：%(title)s") % {"title": found.version.definition.title}
    head = _("次の内容の手続と、市から求められたときの修正を、%(proxy)sに任せます。") % {"proxy": asked.proxy}
    payload = {"format": 1, "mandate": found.number, "digest": found.digest, "answers": {}}
    return ToSign(title, f"{head}\n\n{asked.text}", payload)
