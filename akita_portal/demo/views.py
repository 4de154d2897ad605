import time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from akita_portal.demo.mailbox import read_mails
from akita_portal.demo.people import CITIZENS, PASSWORD, STAFF, code_now
from payments.gateways.sandbox.configuration import Configuration as SandboxGateway


@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Sample people, the staff's codes of this half minute, and the newest mails, and where the world can be played."""
    staff = [(person, code_now(person.email)) for person in STAFF]
    context = {
        "citizens": CITIZENS,
        "staff": staff,
        "password": PASSWORD,
        "seconds": 30 - int(time.time()) % 30,
        "mails": read_mails()[:50],
        "payment_sandbox": SandboxGateway().sandbox_gateway_url,
    }
    return render(request, "demo/index.html", context)


@never_cache
def mail(request: HttpRequest, key: str) -> HttpResponse:
    found = next((mail for mail in read_mails() if mail.key == key), None)
    if found is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": found})
