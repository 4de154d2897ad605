"""An application opened in one more browser: by its receipt number, and a code sent to its mail address.

Whatever number is typed, the answer is the same, so that nobody learns which numbers exist.
"""

import unicodedata
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from identity.access.limits import LOOK_UP, SEND_CODE, TRY_CODE
from identity.access.visitors import grant
from procedures.applications.access_codes import LIFETIME, CodeRefused, redeem_code
from procedures.applications.answers import read_digest
from procedures.applications.models import Application
from procedures.applications.receipts import read_receipt
from procedures.notifications.access_codes import send_access_code
from procedures.portal.addresses import login_address
from procedures.portal.doors import limited

_COOKIE = "lookup"
_SALT = "portal.lookup"
_SECONDS = int(LIFETIME.total_seconds())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt number."""
    typed = request.POST.get("receipt", request.GET.get("receipt", ""))[:40]
    error = ""
    if request.method == "POST":
        LOOK_UP.spend_for(request)
        receipt = read_receipt(typed)
        if receipt is not None:
            return _code_page(_send(request, receipt))
        error = _("受付番号を確かめて、もう一度入力してください。9文字の英字と数字です。例）K7QF-3M9D-2")
    context = {
        "typed": typed,
        "login_url": login_address(reverse("portal:applications")),
        "error": error,
        "errors": [{"id": "receipt", "message": error}] if error else [],
    }
    return render(request, "portal/lookup.html", context)


def _send(request: HttpRequest, receipt: str) -> UUID:
    """The identifier of the code that was sent; of none, for a number that nobody has. Raises TooMany."""
    SEND_CODE.spend_for(request)
    SEND_CODE.spend(f"receipt:{receipt}")
    found = Application.objects.filter(receipt=receipt, owner=None).first()
    if found is None or not read_digest(found).email:
        return uuid4()
    return send_access_code(found).pk


def _code_page(code_id: UUID) -> HttpResponse:
    response = redirect("portal:lookup_code")
    response.set_cookie(
        _COOKIE,
        signing.dumps(code_id.hex, salt=_SALT),
        max_age=_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def lookup_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the right one opens the application in this browser."""
    code_id = _code_asked_for(request)
    if code_id is None:
        return redirect("portal:lookup")
    error = ""
    if request.method == "POST":
        TRY_CODE.spend_for(request, code_id.hex)
        digits = "".join(c for c in unicodedata.normalize("NFKC", request.POST.get("code", "")[:40]) if c.isalnum())
        try:
            application = redeem_code(code_id=code_id, typed=digits)
        except CodeRefused as refused:
            error = _fault(refused)
        else:
            response = redirect("portal:application", receipt=application.receipt)
            grant(request, response, application.pk)
            response.delete_cookie(_COOKIE)
            return response
    context = {
        "error": error,
        "errors": [{"id": "code", "message": error}] if error else [],
        "minutes": _SECONDS // 60,
    }
    return render(request, "portal/lookup_code.html", context)


def _fault(refused: CodeRefused) -> str:
    if refused.over:
        return _(
            "このコードは使えません。期限が過ぎたか、入力の回数が多すぎます。受付番号の入力からやり直してください。"
        )
    return _("確認コードが違います。メールに書かれた6けたの数字を、もう一度入力してください。例）012345")


def _code_asked_for(request: HttpRequest) -> UUID | None:
    try:
        return UUID(hex=signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_SECONDS))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
