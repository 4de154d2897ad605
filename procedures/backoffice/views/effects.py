"""`/staff/effects/`: work that is stuck, and running it again."""

from datetime import timedelta

import structlog
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from procedures.applications.effects import run_again
from procedures.applications.models import Effect, EffectState
from procedures.applications.queries import done_effects, stuck_effects
from procedures.applications.receipts import show_receipt
from procedures.backoffice.pages import staff_page
from procedures.backoffice.trail import Trail
from procedures.backoffice.words import EFFECTS

_SHOWN = 100
_RECENT = 20
_DAY = timedelta(days=1)

log = structlog.get_logger(__name__)


@require_safe
def effects(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    stuck = _with_case(stuck_effects(staff=request.staff, now=now)).order_by("created_at", "pk")
    done = _with_case(done_effects(staff=request.staff, since=now - _DAY))[:_RECENT]
    trail = Trail.read(request.GET)
    listed = [_line(effect, trail) for effect in stuck[: _SHOWN + 1]]
    context = {
        "stuck": listed[:_SHOWN],
        "more": len(listed) > _SHOWN,
        "most": _SHOWN,
        "done": [_line(effect, trail) for effect in done],
        "now": now,
    }
    return staff_page(request, "backoffice/effects.html", context, nav="effects")


def again(request: StaffRequest, effect_id: str) -> HttpResponse:
    """「もう一度実行する」: for whoever sees it in the list. Twice is once: it is one row."""
    if request.method == "POST":
        stuck = stuck_effects(staff=request.staff, now=timezone.now())
        effect = get_object_or_404(stuck, pk=effect_id)
        run_again(effect)
        log.info("effect_run_again", effect=str(effect.pk), staff=request.staff.user_id)
        messages.success(
            request, _("「%(work)s」をもう一度実行します。終わると一覧から消えます。") % {"work": _name(effect)}
        )
    return redirect("backoffice:effects")


def _with_case(found: QuerySet[Effect]) -> QuerySet[Effect]:
    return found.select_related("application").only(
        "kind",
        "state",
        "attempts",
        "created_at",
        "run_after",
        "claimed_at",
        "done_at",
        "problem",
        "application__receipt",
    )


def _name(effect: Effect) -> str:
    return str(EFFECTS.get(effect.kind, effect.kind))


def _why(effect: Effect) -> str:
    match effect.state:
        case EffectState.DEAD:
            return _("失敗が続いたため、自動の実行を止めています。")
        case EffectState.RUNNING:
            return _("実行中のまま終わっていません。処理する機械が止まったときは、自動でやり直します。")
        case _:
            return _("順番を待っています。") if not effect.attempts else _("失敗したため、自動でやり直します。")


def _line(effect: Effect, trail: Trail) -> dict[str, object]:
    application = effect.application
    return {
        "id": effect.pk,
        "name": _name(effect),
        "receipt": show_receipt(application.receipt) if application else "",
        "url": trail.case_url(application) if application else "",
        "why": _why(effect),
        "problem": effect.problem,
        "since": effect.created_at,
        "attempts": effect.attempts,
        "done_at": effect.done_at,
        "can_run": effect.state in {EffectState.DEAD, EffectState.PENDING},
        "dead": effect.state == EffectState.DEAD,
    }
