"""`/staff/books/files/`: payments at the counter, by transfer and by slip, taken in from a file (消込)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from payments.gateways.manual.files import LARGEST, FileFault, Finding, Kind, Row, Unreadable, read, write
from payments.pages.treasury import show, treasury_page
from payments.reconciliation.by_hand import gateway_by_hand
from payments.reconciliation.models import PaymentFile
from payments.reconciliation.paymentfiles import MOST_ROWS, Line, Verdict, examine, take_in

_SHOWN = 20
_FAULTS = {
    FileFault.TOO_LARGE: gettext_lazy("ファイルが大きすぎます。2MBまでに分けてください。"),
    FileFault.NOT_TEXT: gettext_lazy("文字を読めませんでした。UTF-8かShift_JISのCSVで保存し直してください。"),
    FileFault.COLUMN_MISSING: gettext_lazy(
        "1行目に、納付番号、金額、納付日、証拠番号の見出しが要ります。見出しを確かめてください。"
    ),
    FileFault.NUMBER: gettext_lazy("納付番号が正しくありません。12けたの数字を確かめてください。例）0421-7730-9955"),
    FileFault.AMOUNT: gettext_lazy("金額が正しくありません。1円以上の数字にしてください。例）600"),
    FileFault.DAY: gettext_lazy("納付日が正しくありません。年月日にしてください。例）2026-11-23"),
    FileFault.EVIDENCE: gettext_lazy("証拠番号がありません。領収済通知書の番号などを書いてください。例）123"),
    FileFault.KIND: gettext_lazy("区分は、確報、速報、取消のどれかにしてください。"),
    FileFault.METHOD: gettext_lazy("方法は、窓口、振込、納付書のどれかにしてください。"),
}
_FINDINGS = {
    Finding.GOOD: gettext_lazy("納付を記録します"),
    Finding.KNOWN: gettext_lazy("別の証拠番号で納付済みです"),
    Finding.AMOUNT_DIFFERS: gettext_lazy("金額が違います。記録して、担当の課に知らせます"),
    Finding.METHOD_DIFFERS: gettext_lazy("納付の方法が違います。記録して、担当の課に知らせます"),
    Finding.UNKNOWN: gettext_lazy("この納付番号の納付はありません。記録しません"),
    Finding.TWICE: gettext_lazy("同じ納付番号がほかの行にもあります。記録しません"),
    Finding.CANCELLED: gettext_lazy("取消ですが、取り消せる速報がありません。記録せずに、担当の課に知らせます"),
}


@treasury_page
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: StaffRequest) -> HttpResponse:
    """A file is chosen or pasted, then shown with what would be recorded, then taken in."""
    if request.method != "POST" or gateway_by_hand() is None:
        return _show(request)
    try:
        rows = _read(request)
    except Unreadable as fault:
        return _show(request, error=_words(fault))
    if not rows:
        return _show(request, error=_("納付の行がありません。ファイルを選ぶか、見出しの行から貼り付けてください。"))
    if len(rows) > MOST_ROWS:
        words = _("1回に取り込めるのは%(most)s行までです。ファイルを分けてください。")
        return _show(request, error=words % {"most": f"{MOST_ROWS:,}"})
    if request.POST.get("step") != "take":
        return _preview(request, rows)
    chosen = {int(place) for place in request.POST.getlist("second") if place.isascii() and place.isdigit()}
    _tell(request, take_in(rows, chosen=frozenset(chosen), by=request.staff))
    return redirect("treasury:files")


def _read(request: StaffRequest) -> tuple[Row, ...]:
    upload = request.FILES.get("file")
    if upload is not None and (upload.size or 0) > LARGEST:
        raise Unreadable(FileFault.TOO_LARGE)
    raw = upload.read() if upload is not None else request.POST.get("text", "").encode()
    return read(raw) if raw.strip() else ()


def _words(fault: Unreadable) -> str:
    if not fault.line:
        return str(_FAULTS[fault.fault])
    words = _("%(line)d行目：%(fault)s何も取り込んでいません。")
    return words % {"line": fault.line, "fault": _FAULTS[fault.fault]}


def _show(request: StaffRequest, *, error: str = "") -> HttpResponse:
    context = {
        "by_hand": gateway_by_hand() is not None,
        "taken": list(PaymentFile.objects.select_related("imported_by").order_by("-imported_at", "-pk")[:_SHOWN]),
        "text": request.POST.get("text", ""),
        "error": error,
        "errors": [{"id": "text", "message": error}] if error else [],
    }
    return show(request, "treasury/files.html", context, status=400 if error else 200)


def _preview(request: StaffRequest, rows: Sequence[Row]) -> HttpResponse:
    lines = examine(rows)
    counts = Counter(line.verdict for line in lines)
    records = [line for line in lines if line.verdict in {Verdict.RECORD, Verdict.RECORD_AND_TELL}]
    context = {
        "rows": [_row(place, line) for place, line in enumerate(lines)],
        "count": len(lines),
        "records": len(records),
        "records_yen": sum(line.row.amount_yen for line in records),
        "looks": sum(counts[one] for one in (Verdict.RECORD_AND_TELL, Verdict.CHOOSE, Verdict.TELL)),
        "taken_back": counts[Verdict.TAKE_BACK],
        "known": counts[Verdict.NOTHING],
        "text": write(rows),
    }
    return show(request, "treasury/file_check.html", context)


def _row(place: int, line: Line) -> dict[str, Any]:
    return {
        "place": place,
        "row": line.row,
        "kind": "" if line.row.kind == Kind.FINAL else line.row.kind.value,
        "title": line.attempt.assessment.title if line.attempt is not None else "",
        "expected": line.attempt.amount_yen if line.attempt is not None else None,
        "differs": line.finding == Finding.AMOUNT_DIFFERS,
        "words": _words_of(line),
        "fine": line.verdict in {Verdict.RECORD, Verdict.TAKE_BACK, Verdict.NOTHING},
        "choose": line.verdict == Verdict.CHOOSE,
        "choose_id": f"second-{place}",
    }


_VERDICTS = {
    Verdict.NOTHING: gettext_lazy("取込済みです"),
    Verdict.TAKE_BACK: gettext_lazy("速報の納付を取り消します。納付待ちに戻り、申請者に知らせます"),
    Verdict.CHOOSE: _FINDINGS[Finding.KNOWN],
}
# Papers in order themselves, of which a 取消 was brought before.
_CANCELLED = {
    Verdict.RECORD_AND_TELL: gettext_lazy("取消のあとに届いた確報です。記録して、担当の課に知らせます"),
    Verdict.TELL: gettext_lazy("先に取消が届いている速報です。記録せずに、担当の課に知らせます"),
}


def _words_of(line: Line) -> str:
    if line.verdict in _VERDICTS:
        return str(_VERDICTS[line.verdict])
    if line.finding in {Finding.GOOD, Finding.KNOWN} and line.verdict in _CANCELLED:
        return str(_CANCELLED[line.verdict])
    if line.row.kind == Kind.PROVISIONAL and line.verdict == Verdict.RECORD:
        return _("速報として記録します。確報まで、納付済みにはなりません")
    return str(_FINDINGS[line.finding])


def _tell(request: StaffRequest, done: PaymentFile) -> None:
    words = _("取り込みました。記録%(recorded)d件、確認が必要%(told)d件、変わりなし%(unchanged)d件。")
    messages.success(request, words % {"recorded": done.recorded, "told": done.told, "unchanged": done.unchanged})
    if done.failed:
        words = _("%(failed)d件は処理できませんでした。同じファイルを、もう一度取り込んでください。")
        messages.error(request, words % {"failed": done.failed})
