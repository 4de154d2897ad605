"""`/staff/cases/<receipt>/signature/`: what was signed, by whom, and how it was verified."""

import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from identity.signatures.sealing import unseal
from identity.signatures.services import read_text
from procedures.applications.answers import read_sent
from procedures.applications.receipts import show_receipt
from procedures.backoffice.acting import find_case
from procedures.backoffice.identification import signature_of
from procedures.backoffice.looking import purpose_page, record_look
from procedures.backoffice.pages import staff_page
from procedures.backoffice.trail import Trail


def _list_at(proof: dict[str, Any]) -> datetime | None:
    """As of when it was known what is revoked."""
    written = proof.get("this_update")
    return datetime.fromisoformat(written) if written else None


@require_safe
def signature(request: StaffRequest, receipt: str) -> HttpResponse:
    application = find_case(request, receipt)
    asked = purpose_page(request, application)
    if asked is not None:
        return asked
    sent = read_sent(application)
    record_look(request, application, _("署名の確認"), sent.answers)
    found = signature_of(application, sent)
    if found is None:
        raise Http404
    evidence = found.evidence
    context = {
        "receipt": show_receipt(application.receipt),
        "procedure": application.procedure.title,
        "case_url": Trail.read(request.GET).case_url(application),
        "signature": found,
        "text": read_text(evidence.request),
        "list_at": _list_at(json.loads(unseal(evidence.request, evidence.revocation))),
        "command": f"manage.py verify_application {application.receipt}",
    }
    return staff_page(request, "backoffice/signature.html", context, nav="queue")
