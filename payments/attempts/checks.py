"""What must hold before money is asked for."""

from django.utils import timezone
from django.utils.translation import gettext as _

from payments import hooks
from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment
from payments.attempts.errors import AmountChanged, NothingToPay, PaymentRefused
from payments.attempts.exceptions import blocks_payment
from payments.gateways.contract import MethodTerms
from payments.gateways.registry import UnknownGateway, gateway, gateways
from payments.gateways.trustees import covering


def check_amount(assessment: FeeAssessment) -> int:
    """Compute the amount again; returns what was received already, in yen.

    From the lines (the stored snapshot), and from whoever knows the answers (hooks.price_now). Raises AmountChanged,
    NothingToPay, and PaymentRefused while a person looks at money of this claim.
    """
    total = sum(assessment.lines.values_list("amount_yen", flat=True))
    question = hooks.PriceQuestion(subject=assessment.subject, assessment=assessment.pk, kind=assessment.kind)
    answer = hooks.price_now.call(question)
    if assessment.total_yen != total or (answer is not None and answer != assessment.total_yen):
        raise AmountChanged(_("手数料の金額が変わりました。新しい金額をご確認ください。"))
    found = balance(assessment)
    if found.provisional_yen or blocks_payment(assessment):
        raise PaymentRefused(_("前のお支払いを職員が確認しています。重ねて納付せずに、お待ちください。"))
    if not found.outstanding_yen:
        raise NothingToPay(_("この手数料は納付済みです。"))
    return max(0, found.received_yen)


def check_way(assessment: FeeAssessment, *, gateway_code: str, method: str, amount_yen: int) -> MethodTerms:
    """The method's terms. Raises PaymentRefused outside the trustee's range or the method's limits."""
    try:
        capabilities = gateway(gateway_code).capabilities
    except UnknownGateway as error:
        raise PaymentRefused(_("この納付方法は、いま使えません。ほかの納付方法を選んでください。")) from error
    terms = capabilities.terms(method)
    if terms is None:
        raise PaymentRefused(_("この納付方法は、いま使えません。ほかの納付方法を選んでください。"))
    if not terms.minimum_yen <= amount_yen <= terms.maximum_yen:
        raise PaymentRefused(
            _("%(method)sで納付できるのは、%(least)s円から%(most)s円までです。ほかの納付方法を選んでください。")
            % {"method": terms.method.label, "least": f"{terms.minimum_yen:,}", "most": f"{terms.maximum_yen:,}"}
        )
    today = timezone.localdate()
    if capabilities.needs_trustee and not covering(
        gateway=gateway_code, revenue_code=assessment.revenue_code, day=today
    ):
        raise PaymentRefused(
            _(
                "この手数料は、この納付方法では受け付けられません（指定納付受託者の取扱いの範囲外です）。窓口で納付してください。"
            )
        )
    return terms


def ways(assessment: FeeAssessment, *, amount_yen: int) -> list[tuple[str, MethodTerms]]:
    """The (gateway code, terms) that fit this amount today, for the citizen to choose from; a page shows no others."""
    found = []
    for one in gateways():
        for terms in one.capabilities.methods:
            if terms.by_staff:
                continue
            try:
                check_way(assessment, gateway_code=one.code, method=terms.method, amount_yen=amount_yen)
            except PaymentRefused:
                continue
            found.append((one.code, terms))
    return found
