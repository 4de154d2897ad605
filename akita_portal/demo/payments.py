"""Payments of the sample city: the company behind the sandbox, and cases whose fee was paid at a counter."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access.actors import Staff, Visitor
from payments.gateways.contract import Method
from payments.gateways.models import Trustee
from payments.reconciliation.by_hand import methods_by_hand, record_by_hand
from procedures.applications.effects import run
from procedures.applications.models import Application, Effect, EffectState
from procedures.workflow.commands import withdraw
from procedures.workflow.fees import assessment_of


def make_trustees() -> None:
    """Appoint the sandbox: no payment is started through a company that the city has not appointed."""
    Trustee.objects.get_or_create(
        gateway="sandbox",
        valid_from=date(2026, 4, 1),
        defaults={
            "name": _("見本決済株式会社"),
            "address": _("秋田県秋田市山王見本町1番1号"),
            "notice_number": _("秋田市告示第0号（見本）"),
            "notice_date": date(2026, 3, 25),
            "revenues": _("証明書の交付手数料、申請の手数料、使用料"),
            "is_sample": True,
        },
    )


def pay_at_counter(application: Application, clerk: Staff) -> bool:
    """The fee was received at the counter and recorded; what follows for the case is done at once.

    False where this portal takes no money by hand (PAYMENT_COUNTER is not set): the case goes on waiting.
    """
    assessment = assessment_of(application)
    if assessment is None or Method.COUNTER not in methods_by_hand():
        return False
    record_by_hand(
        assessment_id=assessment.pk,
        method=Method.COUNTER,
        amount_yen=assessment.total_yen,
        paid_on=timezone.localdate(),
        evidence=_("領収済通知書 %(receipt)s") % {"receipt": application.receipt},
        by=clerk,
        page=f"{settings.SITE_URL}/staff/cases/{application.receipt}/fee/",
    )
    for news in Effect.objects.filter(kind="workflow.fee_news", state=EffectState.PENDING):
        run(news.pk)
    application.refresh_from_db()
    return True


def take_back(application: Application) -> None:
    """Paid and withdrawn: a refund waits for an approval."""
    withdraw(
        actor=Visitor(user_id=application.owner_id, grants=frozenset({application.draft_id})),
        application_id=application.pk,
        expected_revision=application.revision,
        command_key=uuid4().hex,
        reason=_("必要がなくなりました。"),
    )
