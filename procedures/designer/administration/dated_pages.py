"""Pages of what counts from one day to another: a list, one with its periods and history, add, change, end.

A subclass says what it is about (exemption_pages, revenue_pages, trustee_pages).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accessibility.components.days import read_date
from identity.access.staff import StaffRequest
from identity.people.models import User
from payments.dated import Act, BadEntry, Chain
from procedures.designer.administration.pages import changed, columns_of, day, form_page, note, period, settings_page
from procedures.designer.listing import Row, short
from procedures.designer.pages import administrator_page

_SHOWN = 100
_ASKS = ["GET", "HEAD", "POST"]
Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What the pages call it. `hint` stands where there is none yet; `lead` under the list's heading."""

    title: Any
    lead: Any
    none: Any
    hint: Any
    add: Any
    change: Any
    end: Any
    ending: Any


class DatedPages(ABC):
    """`name` and `plural` make the addresses' names: `exemption`, `exemption_new`, …, `exemptions`."""

    name: str
    plural: str
    naming: Naming
    chain: Chain[Any]
    new_form: type[forms.Form]
    change_form: type[forms.Form]
    end_form: type[forms.Form]
    columns: Sequence[Any]
    periods: Sequence[Any] = (gettext_lazy("期間"), gettext_lazy("内容"), gettext_lazy("根拠"))

    @abstractmethod
    def list_rows(self) -> list[Row]: ...

    @abstractmethod
    def label(self, row: Any) -> str: ...

    @abstractmethod
    def cells(self, row: Any) -> list[Any]:
        """What stands beside the period."""

    @abstractmethod
    def facts(self, row: Any) -> list[tuple[str, str]]:
        """Words and values under the heading."""

    @abstractmethod
    def records(self, code: str) -> Any:
        """Lines of the history, the newest first."""

    @abstractmethod
    def told(self, values: dict[str, Any]) -> list[tuple[str, str]]:
        """Words for the recorded values, in order."""

    @abstractmethod
    def initial(self, row: Any) -> dict[str, Any]: ...

    @abstractmethod
    def add(self, form: forms.Form, by: User) -> str:
        """Returns the code. Raises BadEntry."""

    @abstractmethod
    def change(self, code: str, form: forms.Form, by: User) -> None: ...

    @abstractmethod
    def end(self, code: str, form: forms.Form, by: User) -> None: ...

    def find(self, code: str) -> list[Any]:
        rows = self.chain.rows(code)
        if not rows:
            raise Http404
        return rows

    def more(self) -> Mapping[str, Any]:
        """What else stands on the list's page."""
        return {}

    def urls(self, prefix: str) -> list[URLPattern]:
        one = f"{prefix}<slug:code>/"
        asks, posts = require_http_methods(_ASKS), require_POST
        return [
            path(prefix, administrator_page(require_safe(self._list)), name=self.plural),
            path(f"{prefix}new/", administrator_page(asks(self._new)), name=f"{self.name}_new"),
            path(one, administrator_page(require_safe(self._one)), name=self.name),
            path(f"{one}change/", administrator_page(asks(self._change)), name=f"{self.name}_change"),
            path(f"{one}call-off/", administrator_page(posts(self._call_off)), name=f"{self.name}_call_off"),
            path(f"{one}end/", administrator_page(asks(self._end)), name=f"{self.name}_end"),
            path(f"{one}keep/", administrator_page(posts(self._keep)), name=f"{self.name}_keep"),
        ]

    def _list(self, request: StaffRequest) -> HttpResponse:
        context = {
            "naming": self.naming,
            "columns": columns_of(*(str(one) for one in self.columns)),
            "rows": self.list_rows(),
            "new_url": reverse(f"administration:{self.name}_new"),
            **self.more(),
        }
        return settings_page(request, "designer/administration/dated_list.html", context)

    def _new(self, request: StaffRequest) -> HttpResponse:
        form = self.new_form(request.POST if request.method == "POST" else None)
        made: list[str] = []
        if form.is_valid() and _done(form, lambda: made.append(self.add(form, request.user))):
            messages.success(request, _("登録しました。"))
            return redirect(f"administration:{self.name}", made[0])
        back = (reverse(f"administration:{self.plural}"), _("一覧に戻る"))
        return form_page(request, form, title=str(self.naming.add), back=back, button=_("登録する"))

    def _one(self, request: StaffRequest, code: str) -> HttpResponse:
        rows = self.find(code)
        today = timezone.localdate()
        last, now = rows[-1], counting(rows, today)
        names = ("change", "end", "keep", "call_off")
        context = {
            "naming": self.naming,
            "label": self.label(now or last),
            "badges": badges_of(rows, today, self.naming.ending),
            "facts": self.facts(now or last),
            "columns": columns_of(*(str(one) for one in self.periods)),
            "rows": self._periods(rows, today),
            "coming": self._coming(rows, today),
            "ending": last.valid_until is not None and last.valid_until >= today,
            "over": last.valid_until is not None and last.valid_until < today,
            "history": self._history(code),
            "list_url": reverse(f"administration:{self.plural}"),
            **{f"{one}_url": reverse(f"administration:{self.name}_{one}", args=[code]) for one in names},
        }
        return settings_page(request, "designer/administration/dated.html", context)

    def _change(self, request: StaffRequest, code: str) -> HttpResponse:
        last = self.find(code)[-1]
        form = self.change_form(request.POST if request.method == "POST" else None, initial=self.initial(last))
        if form.is_valid() and _done(form, lambda: self.change(code, form, request.user)):
            messages.success(request, _("変更を登録しました。"))
            return redirect(f"administration:{self.name}", code)
        more = {"subject": self.label(last), "text": _("開始日より前の内容は変わりません。記録にも残ります。")}
        title = str(self.naming.change)
        return form_page(request, form, title=title, back=self._back(code), button=_("登録する"), **more)

    def _end(self, request: StaffRequest, code: str) -> HttpResponse:
        last = self.find(code)[-1]
        form = self.end_form(request.POST if request.method == "POST" else None)
        if form.is_valid() and _done(form, lambda: self.end(code, form, request.user)):
            messages.success(request, _("%(ending)sを登録しました。") % {"ending": self.naming.ending})
            return redirect(f"administration:{self.name}", code)
        more: dict[str, Any] = {"subject": self.label(last), "danger": True}
        title, button = str(self.naming.end), _("%(ending)sを登録する") % {"ending": self.naming.ending}
        return form_page(request, form, title=title, back=self._back(code), button=button, **more)

    def _call_off(self, request: StaffRequest, code: str) -> HttpResponse:
        self.find(code)
        first = read_date(request.POST.get("day", ""))
        if first is None:
            raise Http404
        act = self.chain.call_off
        return self._try(
            request, code, lambda: act(code=code, valid_from=first, by=request.user), _("予定を取り消しました。")
        )

    def _keep(self, request: StaffRequest, code: str) -> HttpResponse:
        self.find(code)
        act = self.chain.keep
        return self._try(
            request,
            code,
            lambda: act(code=code, by=request.user),
            _("%(ending)sを取り消しました。") % {"ending": self.naming.ending},
        )

    def _try(self, request: StaffRequest, code: str, act: Callable[[], object], done: str) -> HttpResponse:
        try:
            act()
        except BadEntry as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, done)
        return redirect(f"administration:{self.name}", code)

    def _back(self, code: str) -> tuple[str, str]:
        return reverse(f"administration:{self.name}", args=[code]), _("内容に戻る")

    def _periods(self, rows: Sequence[Any], today: date) -> list[Row]:
        found: list[Row] = []
        for one in reversed(rows):
            badges = [{"label": _("今の内容"), "kind": "ok"}] if counting([one], today) else []
            first = {"value": period(one.valid_from, one.valid_until), "header": True, "badges": badges}
            found.append({"cells": [first, *self.cells(one)]})
        return found

    def _coming(self, rows: Sequence[Any], today: date) -> dict[str, str] | None:
        """The last row, where it is still to come and something is there before it."""
        last = rows[-1]
        if last.valid_from <= today or len(rows) == 1:
            return None
        cell = self.cells(last)[0]
        words = _("%(day)sから：%(what)s") % {
            "day": day(last.valid_from),
            "what": cell["value"] if isinstance(cell, dict) else cell,
        }
        return {"day": last.valid_from.isoformat(), "words": words}

    def _history(self, code: str) -> list[dict[str, str]]:
        """For `timeline`, the newest first. One SQL statement."""
        return [
            {
                "title": self._act(one),
                "meta": f"{short(one.at)}　{one.by.name if one.by else _('システムの管理者')}",
                "text": "\n".join(self._lines(one.data)),
                "state": "done",
            }
            for one in self.records(code)[:_SHOWN]
        ]

    def _act(self, record: Any) -> str:
        own = {
            Act.ENDED: str(self.naming.ending),
            Act.KEPT: _("%(ending)sの取消し") % {"ending": self.naming.ending},
        }
        return own.get(record.kind) or str(record.get_kind_display())

    def _lines(self, data: dict[str, Any]) -> list[str]:
        lines = [_("日付：%(day)s") % {"day": day(date.fromisoformat(data["on"]))}] if data.get("on") else []
        before, after = dict(self.told(data.get("before", {}))), dict(self.told(data.get("after", {})))
        lines += [
            changed(label, before.get(label), value) for label, value in after.items() if before.get(label) != value
        ]
        if data.get("reason"):
            lines.append(_("理由：%(reason)s") % {"reason": data["reason"]})
        return lines


def counting(rows: Sequence[Any], on: date) -> Any:
    """The row that counts on a day; None."""
    return next(
        (one for one in rows if one.valid_from <= on and (one.valid_until is None or one.valid_until >= on)), None
    )


def badges_of(rows: Sequence[Any], today: date, ending: Any) -> list[dict[str, str]]:
    now, last = counting(rows, today), rows[-1]
    found = []
    if now is None:
        coming = last.valid_from > today
        found.append({"label": _("これから"), "kind": "accent"} if coming else {"label": str(ending), "kind": "mute"})
    elif last is not now:
        found.append({"label": _("変更の予定"), "kind": "accent"})
    if now is not None and last.valid_until is not None:
        found.append({"label": _("%(ending)sの予定") % {"ending": ending}, "kind": "warn"})
    if (now or last).is_sample:
        found.append({"label": _("見本"), "kind": "warn"})
    return found


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it could be done; otherwise the reason stands beside its box."""
    try:
        act()
    except BadEntry as refused:
        note(form, refused.part, str(refused))
        return False
    return True
