from django.urls import path, re_path

from procedures.portal.views import (
    after_login,
    applications,
    catalogue,
    check,
    contact,
    drafts,
    for_whom,
    form_page,
    handling,
    identify,
    inbox,
    lookup,
    mandates,
    sign,
    statements,
    top,
)

app_name = "portal"

_application = "applications/<str:receipt>/"
_draft = "apply/<uuid:draft>/"

urlpatterns = [
    path("", top.top, name="top"),
    re_path(r"^(?P<number>[1-9][0-9]{3})/?$", catalogue.by_number, name="by_number"),
    path("procedures/", catalogue.procedures, name="procedures"),
    path("procedures/<int:number>/", catalogue.procedure, name="procedure"),
    path("procedures/<int:number>/print/", catalogue.procedure_print, name="procedure_print"),
    path("procedures/<int:number>/start/", drafts.start, name="start"),
    # These names are no page ids of a definition.
    path(f"{_draft}", drafts.go_on, name="go_on"),
    path(f"{_draft}saved/", drafts.saved, name="saved"),
    path(f"{_draft}contact/", contact.contact, name="contact"),
    path(f"{_draft}for-whom/", for_whom.for_whom, name="for_whom"),
    path(f"{_draft}mandate/", mandates.mandate, name="mandate"),
    path(f"{_draft}identify/", identify.identify, name="identify"),
    path(f"{_draft}check/", check.check, name="check"),
    path(f"{_draft}sign/", sign.signed, name="signed"),
    path(f"{_draft}discard/", drafts.discard, name="discard"),
    path(f"{_draft}<slug:page>/", form_page.form_page, name="form_page"),
    path("resume/<str:token>/", drafts.resume, name="resume"),
    path("applications/", applications.applications, name="applications"),
    path(f"{_application}", applications.application, name="application"),
    path(f"{_application}done/", applications.done, name="done"),
    path(f"{_application}correct/", handling.correct, name="correct"),
    path(f"{_application}withdraw/", handling.withdraw, name="withdraw"),
    path(f"{_application}answers/", applications.answers, name="answers"),
    path(f"{_application}disclosures/", applications.disclosures, name="disclosures"),
    path(f"{_application}documents/receipt/", handling.request_receipt, name="request_receipt"),
    path(f"{_application}documents/<uuid:document>/", handling.document, name="document"),
    path("mandates/", mandates.find, name="mandates"),
    path("mandates/<str:number>/", mandates.principal, name="principal"),
    path("mandates/<str:number>/sign/", mandates.signed, name="mandate_signed"),
    path("lookup/", lookup.lookup, name="lookup"),
    path("lookup/code/", lookup.lookup_code, name="lookup_code"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<uuid:message>/", inbox.message, name="message"),
    path("help/", statements.help_page, name="help"),
    path("privacy/", statements.privacy, name="privacy"),
    path("terms/", statements.terms, name="terms"),
    path("payments/trustees/", statements.trustees, name="trustees"),
    path("after-login/", after_login.after_login, name="after_login"),
]
