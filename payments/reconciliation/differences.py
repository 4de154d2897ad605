"""What does not agree between the ledger and the payouts."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from payments.gateways.registry import gateways
from payments.ledger.models import EntryKind, LedgerEntry
from payments.reconciliation.models import Match, SettlementBatch, SettlementLine

WAITS = timedelta(days=7)
"""How long money may be on its way from a gateway before its absence counts as a difference."""


def disagreeing_lines() -> QuerySet[SettlementLine]:
    """Lines that are not in the ledger, or stand there with another amount; the newest first."""
    return SettlementLine.objects.exclude(match__in=[Match.MATCHED, Match.FEE]).select_related("batch").order_by("-pk")


def missing_there(today: date) -> QuerySet[LedgerEntry]:
    """Entries of gateways with settlements that no payout has named, though they are older than WAITS."""
    reporting = [one.code for one in gateways() if one.capabilities.reports_settlement]
    settled = SettlementLine.objects.filter(reference=OuterRef("provider_ref")).filter(
        Q(kind=OuterRef("kind")) | Q(kind="charge")
    )
    return (
        LedgerEntry.objects.filter(provider__in=reporting, occurred_on__lt=today - WAITS)
        .exclude(kind__in=[EntryKind.MANUAL, EntryKind.CHARGE_REVERSAL])
        .exclude(provisional=True, confirmation__isnull=True)  # a 速報 is no money yet
        .filter(~Exists(settled))
        .order_by("occurred_on", "pk")
    )


def unequal_payouts() -> QuerySet[SettlementBatch]:
    """Payouts of which another sum arrived than their lines say."""
    return SettlementBatch.objects.filter(stated_net_yen__isnull=False).exclude(stated_net_yen=F("net_yen"))
