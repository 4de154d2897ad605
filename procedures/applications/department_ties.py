"""The applications of a department, for the day on which it ends."""

from datetime import date

from django.utils.translation import gettext as _

from procedures.applications.models import Application, State
from procedures.applications.receipts import show_receipt
from procedures.catalogue.department_ties import Tied
from procedures.catalogue.models import Department

_OVER = (State.COMPLETED, State.WITHDRAWN)
_TOLD = 5


class Applications:
    """Those under way stand against an end without a successor; whoever follows can read those that are over too."""

    def find(self, department: Department, last_day: date) -> Tied:  # noqa: ARG002  nobody knows when
        found = Application.objects.filter(department=department.code).exclude(state__in=_OVER)
        receipts = found.order_by("submitted_at", "pk").values_list("receipt", flat=True)[:_TOLD]
        advice = _("処理中の申請を、最後まで処理してください。")
        return Tied(_("処理中の申請"), found.count(), [show_receipt(one) for one in receipts], advice)

    def hand_over(self, old: Department, new: Department, *, by_id: int | None) -> int:  # noqa: ARG002  the contract
        return Application.objects.filter(department=old.code).update(department=new.code)
