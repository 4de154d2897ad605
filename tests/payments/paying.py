"""An application that costs something, and an honest quick way to pay for it: through start, gateway and ledger."""

from typing import Any

from identity.access.actors import Portal
from payments.attempts.applying import apply_snapshot
from payments.attempts.models import PaymentAttempt
from payments.attempts.starting import start_payment
from payments.gateways import registry
from payments.gateways.contract import Method
from payments.gateways.models import Trustee
from payments.ledger.models import Source
from procedures.applications.effects import run
from procedures.applications.models import Application, Effect, EffectState
from procedures.catalogue.models import ProcedureVersion
from procedures.workflow.fees import assessment_of
from tests.catalogue import make_procedure
from tests.payments.fake_gateway import FakeGateway
from tests.payments.scene import make_item, make_trustee


def charging(timing: str, *, number: int = 9050, copies: int = 2, **fees: Any) -> ProcedureVersion:
    """A procedure that costs 300 yen for each of its copies. `documents` are the procedure's own."""
    make_item()
    if not Trustee.objects.filter(gateway="fake").exists():
        make_trustee()
    changes = {"documents": fees.pop("documents")} if "documents" in fees else {}
    kind = fees.pop("procedure_kind", "issuance")
    lines = [{"item": "juminhyo", "quantity": copies}]
    return make_procedure(number=number, kind=kind, fees={"timing": timing, "lines": lines, **fees}, **changes)


def start(application: Application, *, method: Method = Method.CARD) -> PaymentAttempt:
    """A payment under way at the scripted gateway."""
    assessment = assessment_of(application)
    assert assessment is not None, "nothing is owed"
    return start_payment(
        assessment_id=assessment.pk,
        gateway="fake",
        method=method,
        by=Portal(),
        return_url="https://portal.example/{attempt}/",
        cancel_url="https://portal.example/{attempt}/",
    )


def pay(application: Application, *, method: Method = Method.CARD) -> PaymentAttempt:
    """Start, be paid at the gateway, and hear of it; then workers do what follows."""
    gateway = registry.gateway("fake")
    assert isinstance(gateway, FakeGateway)
    attempt = start(application, method=method)
    gateway.pay(attempt.pk)
    apply_snapshot(attempt_id=attempt.pk, snapshot=gateway.sessions[attempt.pk], source=Source.WEBHOOK)
    run_effects()
    attempt.refresh_from_db()
    return attempt


def run_effects(*kinds: str) -> None:
    """Do what workers would: the news that payments told the workflow (or effects of these kinds)."""
    for effect in Effect.objects.filter(kind__in=kinds or ["workflow.fee_news"], state=EffectState.PENDING):
        assert run(effect.pk)
