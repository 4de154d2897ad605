"""The boxes in which somebody says to which account money goes back, and what stands in them as a Payee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from payments.attempts.payees import Payee
from procedures.definitions.items import BankAccountItem
from procedures.forms.fields.bank_account import KINDS, BankAccountField
from procedures.forms.fields.contract import Context, Fault, Spec

NAME = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeForm:
    """`payee` is None while something is missing or wrong. `spec`: for `{% field spec %}`."""

    payee: Payee | None
    faults: tuple[Fault, ...]
    spec: Spec


def payee_form(data: Mapping[str, Sequence[str]] | None = None) -> PayeeForm:
    """`data`: what was posted; None before."""
    item = BankAccountItem.model_validate({"id": NAME, "type": "bank_account", "label": {"ja": _("振込先の口座")}})
    field = BankAccountField()
    if data is None:
        return PayeeForm(payee=None, faults=(), spec=field.spec(item, NAME, {}, (), required=True))
    context = Context(today=timezone.localdate())
    parsed = field.parse(item, data, NAME, context)
    faults = parsed.faults
    if parsed.value is None and not faults:
        faults = (field.missing(item, NAME, context),)
    payee = None if faults else _payee(parsed.value)
    return PayeeForm(payee=payee, faults=faults, spec=field.spec(item, NAME, data, faults, required=True))


def _payee(value: Mapping[str, str]) -> Payee:
    return Payee(
        bank=_with_code(value["bank_name"], value["bank_code"]),
        branch=_with_code(value["branch_name"], value["branch_code"]),
        kind=str(KINDS[value["kind"]]),
        number=value["number"],
        holder_kana=value["holder_kana"],
    )


def _with_code(name: str, code: str) -> str:
    return _("%(name)s（%(code)s）") % {"name": name, "code": code} if code else name
