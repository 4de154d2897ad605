"""`/staff/books/payouts/`: what gateways paid out, and what does not agree with the ledger."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accessibility.components.days import read_date
from identity.access.staff import StaffRequest
from payments.gateways.contract import GatewayError
from payments.gateways.registry import UnknownGateway, gateway, gateways
from payments.pages.charts import bar_chart
from payments.pages.treasury import show, treasury_page
from payments.pages.wording import movement, provider_names
from payments.reconciliation.daily import reconcile_day
from payments.reconciliation.differences import disagreeing_lines, missing_there, unequal_payouts
from payments.reconciliation.importing import Imported, import_settlement
from payments.reconciliation.models import BatchSource, SettlementBatch
from payments.reconciliation.reading import COLUMNS, LARGEST, Unreadable, read_settlement

_SHOWN = 50


@treasury_page
@require_safe
def payouts(request: StaffRequest) -> HttpResponse:
    """Payouts, newest first, with gross and fee apart; and every difference by its kind."""
    today = timezone.localdate()
    batches = list(SettlementBatch.objects.order_by("-payout_on", "-pk")[:_SHOWN])
    names = provider_names()
    context = {
        "batches": [{"one": one, "gateway": names.get(one.gateway, one.gateway)} for one in batches],
        "chart": bar_chart([(f"{one.payout_on:%m/%d}", one.net_yen) for one in reversed(batches[:16])]),
        "lines": [{"one": one, "kind": movement(one.kind)} for one in disagreeing_lines()[:_SHOWN]],
        "missing": list(missing_there(today)[:_SHOWN]),
        "unequal": list(unequal_payouts().order_by("-payout_on")[:_SHOWN]),
        "gateways": [
            {"value": one.code, "label": names.get(one.code, one.code)}
            for one in gateways()
            if one.capabilities.reports_settlement
        ],
        "day": today.isoformat(),
    }
    return show(request, "treasury/payouts.html", context)


@treasury_page
@require_safe
def payout(request: StaffRequest, batch: int) -> HttpResponse:
    """One payout with its lines."""
    found = get_object_or_404(SettlementBatch, pk=batch)
    lines = [{"one": one, "kind": movement(one.kind)} for one in found.lines.order_by("position")]
    return show(request, "treasury/payout.html", {"batch": found, "lines": lines})


@treasury_page
@require_POST
def ask(request: StaffRequest) -> HttpResponse:
    """Ask every gateway for the payouts of a day and the week before it."""
    day = read_date(request.POST.get("day", ""))
    if day is None:
        messages.error(request, _("最後の日を入力してください。例）2026-11-23、令和8年11月23日"))
        return redirect("treasury:payouts")
    report = reconcile_day(min(day, timezone.localdate() + timedelta(days=7)))
    for away in report.away:
        messages.error(request, _("照会できませんでした：%(away)s") % {"away": away})
    words = _("新しい入金%(batches)d件を取り込みました。合わない明細は%(differences)d件です。")
    messages.success(request, words % {"batches": report.batches, "differences": report.differences})
    return redirect("treasury:payouts")


@treasury_page
@require_POST
def read(request: StaffRequest) -> HttpResponse:
    """Take in a settlement file, or text pasted from one."""
    code = request.POST.get("gateway", "")
    upload = request.FILES.get("file")
    if upload is not None and (upload.size or 0) > LARGEST:
        messages.error(request, _("ファイルが大きすぎます。2MBまでに分けてください。"))
        return redirect("treasury:payouts")
    raw = upload.read() if upload is not None else request.POST.get("text", "").encode()
    try:
        gateway(code)
        done = import_settlement(
            gateway=code, rows=read_settlement(raw), source=BatchSource.FILE, imported_by_id=request.staff.user_id
        )
    except UnknownGateway:
        messages.error(request, _("決済事業者を選んでください。"))
    except Unreadable as fault:
        messages.error(request, _words(fault))
    except GatewayError as error:
        messages.error(request, _("照会できませんでした：%(away)s") % {"away": error.reason})
    else:
        _tell(request, done)
    return redirect("treasury:payouts")


def _words(fault: Unreadable) -> str:
    if fault.line == 1:
        words = _("見出しの行に、%(columns)sが要ります。何も取り込んでいません。")
        return words % {"columns": "、".join(COLUMNS.values())}
    if not fault.line:
        return _("ファイルを読めませんでした。UTF-8かShift_JISのCSVで、2MBまでにしてください。何も取り込んでいません。")
    words = _(
        "%(line)d行目の「%(column)s」を読めませんでした。直して、もう一度取り込んでください。何も取り込んでいません。"
    )
    return words % {"line": fault.line, "column": COLUMNS.get(fault.column, fault.column)}


def _tell(request: StaffRequest, done: Imported) -> None:
    words = _(
        "新しい入金%(batches)d件を取り込みました。前に取り込んだ入金は%(known)d件、合わない明細は%(differences)d件です。"
    )
    found = {"batches": len(done.batches), "known": done.known, "differences": done.differences}
    messages.success(request, words % found)
