"""How each step of a trial is done on its stage: by the very commands that do it for real.

What a real person does elsewhere stands in for it here: a signature with the card, and money that arrives. Both are
written as the portal writes them down when they came.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from identity.access import clock
from identity.access.actors import Actor, Portal, Staff
from identity.access.assurance import Level
from identity.signatures.models import SignatureEvidence
from identity.signatures.services import open_signature_request
from procedures.applications.acting import Acting
from procedures.applications.drafts import Contents, read_draft, save_draft, start_draft
from procedures.applications.effects import Run
from procedures.applications.facts import facts_of
from procedures.applications.models import Application, ApplicationEvent, Draft, Effect
from procedures.designer.rehearsal.fees import FEE_ACTS, record_payment
from procedures.designer.rehearsal.proxies import ask_principal
from procedures.designer.rehearsal.refunds import REFUND_ACTS, Refunding, refunders
from procedures.designer.rehearsal.slots import bring_slots
from procedures.designer.rehearsal.stage import APPLICANT, APPROVER, CLERK, PORTAL, SECOND, Act, Said, Stage, order
from procedures.documents.models import DocumentKind
from procedures.documents.services import request_document
from procedures.forms.journey import Journey
from procedures.forms.sources import with_known
from procedures.workflow import commands
from procedures.workflow.authority import allowed_verbs
from procedures.workflow.corrections import correction_draft
from procedures.workflow.errors import NotAllowed
from procedures.workflow.levels import asks_mandate, needs_signature
from procedures.workflow.signing import content_to_sign
from procedures.workflow.subscriptions import FeeNews, carry_out
from procedures.workflow.transitions import Verb

Deed = Verb | Refunding


def deed_of(code: str) -> Deed | None:
    """What is done, by how steps and forms name it; None for a name that nothing has (any more)."""
    found = (kind(code) for kind in (Verb, Refunding) if code in set(kind))
    return next(found, None)


def act(stage: Stage, deed: Deed, said: Said) -> None:
    """Do one step. Raises what the command raises; NotAllowed where nobody on the stage may do it now."""
    stage.applicant = replace(stage.applicant, assurance=stage.sender.assurance(stage.level))
    if deed == Verb.SUBMIT:
        _submit(stage, said)
    else:
        who = players(stage).get(deed)
        if who is None or stage.application is None:
            raise NotAllowed
        _ACTS[deed](stage, stage.application, who, said)
    _hear_of_payments(stage)
    if deed == Verb.SETTLE and stage.application is not None:
        record_payment(stage.application)
    _look_again(stage)


def players(stage: Stage) -> dict[Deed, Actor]:
    """What may be done now, and by whom: the table is asked for each of the players in turn, and each refund."""
    if stage.application is None:
        return {}
    found: dict[Deed, Actor] = dict(refunders(stage, stage.application))
    for actor in (stage.clerk, stage.approver, stage.applicant, Portal()):
        for verb in allowed_verbs(actor=actor, application=stage.application):
            if verb in _ACTS and verb not in REFUND_ACTS:
                found.setdefault(verb, actor)
    return found


def role_of(stage: Stage, actor: Actor) -> str:
    if isinstance(actor, Staff):
        return {stage.clerk.user_id: CLERK, stage.approver.user_id: APPROVER}.get(actor.user_id, SECOND)
    return PORTAL if isinstance(actor, Portal) else APPLICANT


def _look_again(stage: Stage) -> None:
    assert stage.application is not None
    found = Application.objects.select_related("procedure__department", "version", "assignee")
    stage.application = found.defer("version__document").get(pk=stage.application.pk)


def _submit(stage: Stage, said: Said) -> None:
    answers = dict(said["answers"])
    bring_slots(stage.trial, answers, as_they_are=stage.is_taking)
    draft = _draft(stage, answers)
    if stage.proxy is not None and asks_mandate(stage.definition, stage.proxy.acting):
        _ask_principal(stage, draft, said_yes=bool(said.get("mandated")))
    _sign(stage, draft)
    application = commands.submit(actor=stage.applicant, draft_id=draft.pk)
    Application.objects.filter(pk=application.pk).update(receipt=stage.receipt)
    application.receipt = stage.receipt
    stage.application = application
    # A citizen asks for it with a button of the page that says that it arrived.
    arrival = ApplicationEvent.objects.get(application=application, sequence=1)
    with transaction.atomic():
        request_document(application=application, event=arrival, kind=DocumentKind.RECEIPT)


def _draft(stage: Stage, answers: dict[str, Any]) -> Draft:
    acting = stage.proxy.acting.kept() if stage.proxy is not None else {}
    contents = Contents(answers=answers, acting=acting)
    email = stage.sender.confirmed(stage.level, _journey(stage, contents).applicant)
    contents = replace(contents, email=email, email_confirmed=email != "")
    draft = start_draft(version=stage.version, visitor=stage.applicant, contents=contents)
    if stage.applicant.user_id is None:
        stage.applicant = replace(stage.applicant, grants=frozenset({draft.pk}))
    draft.version = stage.version
    return draft


def _journey(stage: Stage, contents: Contents) -> Journey:
    """Of what is sent, as the command that sends it has it."""
    definition, today = stage.definition, clock.today()
    facts = facts_of(stage.applicant, definition, acting=bool(contents.acting))
    return Journey(definition, with_known(definition, contents.answers, facts, today), today, facts=facts)


def _ask_principal(stage: Stage, draft: Draft, *, said_yes: bool) -> None:
    assert stage.proxy is not None
    journey = _journey(stage, read_draft(draft))
    principal = stage.principal() if said_yes else None
    ask_principal(draft, stage.proxy.acting, journey, principal=principal)


def let_proxy_act(stage: Stage, answers: Mapping[str, Any]) -> None:
    """What the person does who says yes, on a stage on which nothing was sent. Raises NotThePrincipal."""
    stage.applicant = replace(stage.applicant, assurance=stage.sender.assurance(stage.level))
    _ask_principal(stage, _draft(stage, dict(answers)), said_yes=True)


def _resubmit(stage: Stage, application: Application, _who: Actor, said: Said) -> None:
    draft = correction_draft(application=application, visitor=stage.applicant)
    if stage.applicant.user_id is None:
        stage.applicant = replace(stage.applicant, grants=stage.applicant.grants | {draft.pk})
    contents = replace(read_draft(draft), answers=dict(said["answers"]))
    bring_slots(stage.trial, contents.answers, as_they_are=stage.is_taking)
    save_draft(draft, contents, expected_revision=draft.revision)
    _sign(stage, draft)
    asked = order(application, stage.applicant)
    del asked["command_key"]  # it is the draft's
    commands.resubmit(draft_id=draft.pk, **asked)


def _sign(stage: Stage, draft: Draft) -> None:
    """Write down a signature over exactly what is sent, as if the card had made it just now."""
    if stage.level < Level.SIGNATURE or stage.sender.company or not needs_signature(stage.definition):
        return
    contents = read_draft(draft)
    draft.version = stage.version
    content = content_to_sign(stage.version, _journey(stage, contents), Acting.read(contents.acting))
    request = open_signature_request(
        subject=draft.pk,
        user_id=stage.applicant.user_id,
        title=content.title,
        text=content.text,
        payload=content.payload,
    )
    SignatureEvidence.objects.create(
        request=request,
        subject=draft.pk,
        digest=request.digest,
        method="card",
        at=clock.now(),
        fingerprint="",
        cms="",
        holder="",
        revocation="",
        root=b"",
    )


def _claim(_stage: Stage, application: Application, who: Actor, _said: Said) -> None:
    commands.claim(**order(application, who))


def _release(_stage: Stage, application: Application, who: Actor, _said: Said) -> None:
    commands.release(**order(application, who))


def _note(_stage: Stage, application: Application, who: Actor, said: Said) -> None:
    commands.note(text=said["text"], **order(application, who))


def _request_correction(_stage: Stage, application: Application, who: Actor, said: Said) -> None:
    commands.request_correction(text=said["text"], items=list(said["items"]), **order(application, who))


def _decide(_stage: Stage, application: Application, who: Actor, said: Said) -> None:
    commands.decide(outcome=said["outcome"], reasons=said["text"], **order(application, who))


def _complete(_stage: Stage, application: Application, who: Actor, _said: Said) -> None:
    commands.complete(**order(application, who))


def _withdraw(_stage: Stage, application: Application, who: Actor, _said: Said) -> None:
    commands.withdraw(**order(application, who))


def _hear_of_payments(stage: Stage) -> None:
    """Do what a worker would do now: tell the case what payments said. All other effects stay undone."""
    assert stage.application is not None
    told = Effect.objects.filter(kind=FeeNews.kind, payload__application_id=str(stage.application.pk))
    for effect in told.exclude(pk__in=stage.news).order_by("created_at"):
        stage.news.add(effect.pk)
        carry_out(FeeNews(**effect.payload), Run(effect.pk, 1))


_ACTS: dict[Deed, Act] = {
    **FEE_ACTS,
    **REFUND_ACTS,
    Verb.CLAIM: _claim,
    Verb.REQUEST_CORRECTION: _request_correction,
    Verb.RESUBMIT: _resubmit,
    Verb.DECIDE: _decide,
    Verb.COMPLETE: _complete,
    Verb.NOTE: _note,
    Verb.RELEASE: _release,
    Verb.WITHDRAW: _withdraw,
}
