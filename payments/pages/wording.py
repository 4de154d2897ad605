"""Codes of gateways and kinds of movements in a treasurer's words."""

from django.utils import timezone
from django.utils.translation import gettext as _

from payments.gateways.models import Trustee
from payments.ledger.models import EntryKind


def provider_names() -> dict[str, str]:
    """By the codes of gateways: who brings the money. One SQL statement; a code that is not there stands for itself."""
    named = Trustee.objects.valid_on(timezone.localdate()).order_by("valid_from").values_list("gateway", "name")
    return {**dict(named), "manual": _("窓口・振込・納付書"), "bank": _("市からの振込")}


def movement(kind: str) -> str:
    """Of a ledger entry or of a line of a payout."""
    return str(EntryKind(kind).label) if kind in EntryKind.values else _("決済手数料")
