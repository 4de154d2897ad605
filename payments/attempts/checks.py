"""What must hold before money is asked for."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from payments import hooks
from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment
from payments.attempts.errors import AmountChanged, NothingToPay, PaymentRefused
from payments.attempts.exceptions import blocks_payment
from payments.gateways.contract import Gateway, Method, MethodTerms
from payments.gateways.models import Trustee
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


@dataclass(frozen=True, slots=True)
class Way:
    """A method at a gateway that fits, and through whom the money comes (None: the city itself receives it)."""

    gateway: str
    terms: MethodTerms
    trustee: Trustee | None

    @property
    def value(self) -> str:
        return f"{self.gateway}:{self.terms.method}"

    @property
    def label(self) -> str:
        return str(Method(self.terms.method).label)


def check_way(assessment: FeeAssessment, *, gateway_code: str, method: str, amount_yen: int) -> MethodTerms:
    """The method's terms. Raises PaymentRefused outside the trustee's range or the method's limits."""
    try:
        one = gateway(gateway_code)
    except UnknownGateway as error:
        raise PaymentRefused(_("この納付方法は、いま使えません。ほかの納付方法を選んでください。")) from error
    terms = one.capabilities.terms(method)
    if terms is None:
        raise PaymentRefused(_("この納付方法は、いま使えません。ほかの納付方法を選んでください。"))
    if not _fits(terms, amount_yen):
        raise PaymentRefused(
            _("%(method)sで納付できるのは、%(least)s円から%(most)s円までです。ほかの納付方法を選んでください。")
            % {"method": terms.method.label, "least": f"{terms.minimum_yen:,}", "most": f"{terms.maximum_yen:,}"}
        )
    if one.capabilities.needs_trustee and _trustee(assessment, one) is None:
        raise PaymentRefused(
            _(
                "この手数料は、この納付方法では受け付けられません（指定納付受託者の取扱いの範囲外です）。窓口で納付してください。"
            )
        )
    return terms


def ways(assessment: FeeAssessment, *, amount_yen: int) -> list[Way]:
    """The ways that fit this amount today, for the citizen to choose from; a page shows no others.

    One SQL statement for each gateway.
    """
    found: list[Way] = []
    for one in gateways():
        trustee = _trustee(assessment, one)
        if one.capabilities.needs_trustee and trustee is None:
            continue
        offered = (terms for terms in one.capabilities.methods if not terms.by_staff and _fits(terms, amount_yen))
        found += [Way(one.code, terms, trustee) for terms in offered]
    return found


def _fits(terms: MethodTerms, amount_yen: int) -> bool:
    return terms.minimum_yen <= amount_yen <= terms.maximum_yen


def _trustee(assessment: FeeAssessment, one: Gateway) -> Trustee | None:
    return covering(gateway=one.code, revenue_code=assessment.revenue_code, day=timezone.localdate())
