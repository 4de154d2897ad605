"""Level 1: whoever applies without an account shows by a code that the mail address is read."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.assurance import Level
from identity.access.limits import SEND_FROM_CLIENT, SEND_TO_ADDRESS, SEND_TO_ADDRESS_A_DAY, TRY_CODE
from identity.methods.contact.codes import LIFETIME, SentCode, fits
from procedures.applications.drafts import DraftChanged
from procedures.notifications.contact_codes import send_contact_code
from procedures.portal.addresses import login_address
from procedures.portal.crumbs import to_draft
from procedures.portal.desk import Desk
from procedures.portal.doors import draft_page
from procedures.portal.mail_addresses import typed_address


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Asks for the address where the form has none, sends a code, takes it in; the right one leads on."""
    if desk.open_page is not None or desk.missing_level != Level.CONTACT:
        return redirect(desk.place)
    code = None if "change" in request.GET else _waited_for(desk)
    if request.method == "POST":
        try:
            if code is not None and "code" in request.POST:
                return _take(request, desk, code)
            return _send(request, desk)
        except DraftChanged:
            messages.warning(request, _("別の画面で内容が変わりました。もう一度操作してください。"))
            return redirect("portal:contact", draft=desk.draft.pk)
    return _show(request, desk, code)


def _answered(desk: Desk) -> str:
    """The address that the form asked for; empty where it asks for none, or it was left out."""
    return desk.journey.applicant.email


def _asking(desk: Desk) -> list[str]:
    """The item whose answer that is."""
    return [item for item in desk.definition.applicant.of("email") if item in desk.journey.answers][:1]


def _waited_for(desk: Desk) -> SentCode | None:
    """The code that can still be typed in, if it went to the address that counts now."""
    code = desk.contents.code
    answered = _answered(desk)
    if code is None or code.is_over or (answered and code.address != answered):
        return None
    return code


def _send(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Raises TooMany and DraftChanged."""
    answered = _answered(desk)
    address, error = (answered, "") if answered else typed_address(request)
    if error:
        return _show(request, desk, None, email=address, error=error)
    SEND_FROM_CLIENT.spend_for(request)
    SEND_TO_ADDRESS.spend(address.lower())
    SEND_TO_ADDRESS_A_DAY.spend(address.lower())
    send_contact_code(desk.draft, desk.contents, address=address)
    return redirect("portal:contact", draft=desk.draft.pk)


def _take(request: HttpRequest, desk: Desk, code: SentCode) -> HttpResponse:
    """Raises TooMany and DraftChanged: of answers sent at once, one is looked at."""
    TRY_CODE.spend_for(request, str(desk.draft.pk))
    tried = code.tried()
    right = fits(tried, request.POST["code"])
    confirmed = replace(desk.contents, email=code.address, email_confirmed=True, code=None)
    desk.put_down(confirmed if right else replace(desk.contents, code=tried), expected_revision=desk.draft.revision)
    if right:
        messages.success(request, _("メールアドレスを確認しました。"))
        return redirect(desk.place)
    if tried.is_over:
        error = _("確認コードを続けてまちがえたため、このコードは使えなくなりました。新しいコードを送ってください。")
        return _show(request, desk, None, error=error)
    error = _("確認コードが違います。メールに書かれた6けたの数字を、もう一度入力してください。例）012345")
    return _show(request, desk, tried, error=error)


def _show(request: HttpRequest, desk: Desk, code: SentCode | None, *, email: str = "", error: str = "") -> HttpResponse:
    answered = _answered(desk)
    field = "code" if code else "" if answered else "email"
    context = {
        "desk": desk,
        "definition": desk.definition,
        "words": desk.words,
        "crumbs": to_draft(desk),
        "sent_to": code.address if code else "",
        "answered": answered,
        "email": email or desk.contents.email,
        "minutes": int(LIFETIME.total_seconds()) // 60,
        "error": error,
        "errors": [{"id": field, "message": error}] if error else [],
        "mend_url": desk.place_to_mend(_asking(desk)),
        "login_url": login_address(request.path),
    }
    return render(request, "portal/contact.html", context)
