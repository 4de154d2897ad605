"""Ending a fee that procedures may still ask for."""

from datetime import date

from django.utils.translation import gettext as _

from identity.people.models import User
from payments.fees import keeping
from payments.fees.keeping import BadFee
from procedures.catalogue.usage import FIELDS, procedures_naming


def end_fee(*, code: str, last_day: date, reason: str, by: User | None) -> None:
    """As payments.fees.keeping.end_fee, unless a procedure names the fee: it would cost nothing. Raises BadFee."""
    users = dict.fromkeys(f"{one.number} {one.title}" for one in procedures_naming(FIELDS["fee"], code))
    if users:
        message = _("この手数料を、%(procedures)sが使っています。手続の手数料を変えて公開してから、廃止してください。")
        raise BadFee("last_day", message % {"procedures": "、".join(list(users)[:5])})
    keeping.end_fee(code=code, last_day=last_day, reason=reason, by=by)
