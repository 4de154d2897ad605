"""Taking on applications from a list: one by its button, several by their boxes."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from identity.access.staff import StaffRequest
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.backoffice.orders import Order, overtaken_text
from procedures.backoffice.pages import staff_page
from procedures.backoffice.trail import Trail
from procedures.workflow import commands
from procedures.workflow.errors import NotAllowed, Overtaken
from procedures.workflow.transitions import Verb

_MOST = 100


@dataclass(frozen=True, slots=True)
class Result:
    receipt: str
    url: str
    done: bool
    text: str


def claim(request: StaffRequest) -> HttpResponse:
    """Claim each named application; each succeeds or fails for itself."""
    trail = Trail.read(request.GET)
    one = request.POST.get("one", "")
    tokens = [one] if one else request.POST.getlist("case")[:_MOST]
    if not tokens:
        if request.method == "POST":
            messages.error(request, _("申請が選ばれていません。担当する申請の「選択」に印を付けてください。"))
        return redirect(trail.queue_url())
    results = _claim_all(request, trail, tokens)
    if one:
        for result in results:
            tell = messages.success if result.done else messages.error
            tell(request, _("%(receipt)s：%(text)s") % {"receipt": result.receipt, "text": result.text})
        return redirect(trail.queue_url())
    done = sum(result.done for result in results)
    context = {"results": results, "done": done, "failed": len(results) - done, "back_url": trail.queue_url()}
    return staff_page(request, "backoffice/claimed.html", context, nav="queue")


def _claim_all(request: StaffRequest, trail: Trail, tokens: list[str]) -> list[Result]:
    named = dict(token.partition(":")[::2] for token in tokens)
    found = Application.objects.for_clerk(request.staff).filter(receipt__in=named).only("receipt").order_by("receipt")
    results = []
    for application in found:
        order = Order.read(request, revision=named[application.receipt])
        done, text = _claim_one(request, application, order)
        results.append(Result(show_receipt(application.receipt), trail.case_url(application), done, text))
    return results


def _claim_one(request: StaffRequest, application: Application, order: Order) -> tuple[bool, str]:
    claim_it = partial(commands.claim, actor=request.staff, application_id=application.pk)
    key = order.command_key(Verb.CLAIM, application.receipt)
    try:
        claim_it(expected_revision=order.revision, command_key=key)
    except Overtaken as overtaken:
        return False, overtaken_text(overtaken)
    except NotAllowed:
        return False, _("担当できない状態です。")
    return True, _("担当にしました。")
