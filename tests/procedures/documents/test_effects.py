"""Workers make documents: once, sealed, and only what is still there."""

import hashlib
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from procedures.applications import effects
from procedures.applications.models import Effect, EffectState
from procedures.documents.effects import MakeDocument, make_document
from procedures.documents.models import Document, DocumentKind
from procedures.documents.services import DocumentBroken, NotMadeYet, open_document, request_document
from tests.factories.received import receive, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "wake", lambda effect_id: None)


def requested() -> tuple[Document, Effect]:
    application, event = receive()
    with transaction.atomic():
        document = request_document(application=application, event=event, kind=DocumentKind.RECEIPT)
    return document, Effect.objects.get(application=application)


def stored(document: Document) -> Document:
    return Document.objects.select_related("application").get(pk=document.pk)


def test_a_requested_document_is_made_by_its_effect():
    document, effect = requested()
    with pytest.raises(NotMadeYet):
        open_document(stored(document))

    assert effects.run(effect.pk) is True

    made = stored(document)
    pdf = open_document(made)
    assert pdf[:5] == b"%PDF-"
    assert (made.size, made.digest) == (len(pdf), hashlib.sha256(pdf).hexdigest())
    assert made.made_at is not None


def test_asking_again_is_the_same_document_and_the_same_work():
    application, event = receive()
    asked = []
    for _ in range(2):
        with transaction.atomic():
            asked.append(request_document(application=application, event=event, kind=DocumentKind.RECEIPT).pk)

    assert len(set(asked)) == 1
    assert Effect.objects.count() == 1


def test_the_stored_bytes_are_sealed():
    document, effect = requested()
    effects.run(effect.pk)

    content = bytes(stored(document).content or b"")

    assert b"%PDF" not in content
    assert len(content) > 10_000


def test_a_second_run_leaves_the_first_result():
    document, effect = requested()
    run = effects.Run(effect.pk, 1)
    late = make_document(MakeDocument(str(document.pk)), run)  # both workers rendered
    effects.run(effect.pk)
    first = stored(document)

    assert late is not None
    late()

    assert stored(document).digest == first.digest
    assert bytes(stored(document).content or b"") == bytes(first.content or b"")
    assert make_document(MakeDocument(str(document.pk)), run) is None


def test_a_document_that_is_gone_cannot_be_made_by_trying_again():
    effect_id = written(MakeDocument(str(uuid4())))

    effects.run(effect_id)

    effect = Effect.objects.get(pk=effect_id)
    assert (effect.state, effect.problem, effect.attempts) == (EffectState.DEAD, "document row is gone", 1)


@pytest.mark.parametrize("fault", [{"content": b"x" * 40}, {"digest": "0" * 64}])
def test_bytes_that_are_not_what_was_made_are_refused(fault: dict[str, Any]):
    document, effect = requested()
    effects.run(effect.pk)
    Document.objects.filter(pk=document.pk).update(**fault)

    with pytest.raises(DocumentBroken):
        open_document(stored(document))


def test_a_seal_moved_from_another_document_does_not_open():
    document, effect = requested()
    effects.run(effect.pk)
    other, other_effect = requested()
    effects.run(other_effect.pk)
    Document.objects.filter(pk=document.pk).update(content=stored(other).content, digest=stored(other).digest)

    with pytest.raises(DocumentBroken):
        open_document(stored(document))


def test_making_a_document_costs_few_statements(django_assert_num_queries: Any):
    document, effect = requested()
    assert document.application.version.definition.kind == "issuance"  # parsed

    with django_assert_num_queries(7) as context:
        effects.run(effect.pk)

    asked = [query["sql"].split()[0] for query in context.captured_queries]
    assert asked == ["UPDATE", "SELECT", "SELECT", "BEGIN", "UPDATE", "UPDATE", "COMMIT"]
