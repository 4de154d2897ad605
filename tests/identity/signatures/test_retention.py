from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.utils import timezone

from identity.jpki.models import RevocationList
from identity.signatures import tasks
from identity.signatures.models import SignatureEvidence, SignatureRequest, SignatureState
from identity.signatures.retention import forget, forget_unsigned, prune_lists
from identity.signatures.sealing import KeyDestroyed, renew_signature_keys
from identity.signatures.services import (
    OutcomeState,
    open_signature_request,
    read_content,
    read_holder,
    record_signature,
)
from tests.jpki import HANAKO, bare


def ask(subject=None) -> SignatureRequest:
    return open_signature_request(subject=subject or uuid4(), user_id=None, title="件", text="文", payload={})


def sign(request, card):
    return record_signature(request_id=request.pk, result=bare(card, read_content(request)), method="card")


@pytest.fixture
def signed(indexed, hanako) -> SignatureEvidence:
    sign(ask(), hanako)
    return SignatureEvidence.objects.get()


def test_forgetting_a_subject_leaves_evidence_that_names_nobody(signed):
    assert forget(subject=signed.subject) == 1
    assert forget(subject=signed.subject) == 0
    kept = SignatureEvidence.objects.get()
    assert (kept.digest, kept.at) == (signed.digest, signed.at)
    for read in (lambda: read_holder(kept), lambda: read_content(kept.request)):
        with pytest.raises(KeyDestroyed):
            read()


def test_what_was_signed_stays_signed_after_forgetting(signed, hanako):
    forget(subject=signed.subject)
    outcome = record_signature(request_id=signed.request.pk, result=bare(hanako), method="card")
    assert (outcome.state, outcome.evidence, outcome.holder) == (OutcomeState.SIGNED, signed, None)


def test_forgetting_closes_what_is_open(indexed, hanako):
    request = ask()
    result = bare(hanako, read_content(request))
    forget(subject=request.subject)
    outcome = record_signature(request_id=request.pk, result=result, method="card")
    assert outcome.state is OutcomeState.EXPIRED


def test_what_was_never_signed_is_forgotten_after_a_month(signed):
    late = ask()
    SignatureRequest.objects.filter(pk=late.pk).update(
        state=SignatureState.EXPIRED, finished_at=timezone.now() - timedelta(days=31)
    )
    recent = ask()
    SignatureRequest.objects.filter(pk=recent.pk).update(state=SignatureState.REFUSED, finished_at=timezone.now())
    SignatureRequest.objects.filter(pk=signed.request.pk).update(finished_at=timezone.now() - timedelta(days=99))
    assert forget_unsigned() == 1
    assert set(SignatureRequest.objects.filter(wrapped_key="")) == {late}


def test_lists_are_kept_while_evidence_leans_on_them(signed):
    long_ago = timezone.now() - timedelta(days=8)
    RevocationList.objects.update(superseded_at=long_ago)
    assert prune_lists() == 2
    assert RevocationList.objects.get() == signed.revocation_list


def test_lists_in_force_and_just_replaced_are_kept(indexed):
    RevocationList.objects.filter(pk=RevocationList.objects.first().pk).update(superseded_at=timezone.now())
    assert prune_lists() == 0
    assert RevocationList.objects.count() == 3


def test_the_task_does_all_of_it(indexed):
    request = ask()
    SignatureRequest.objects.update(expires_at=timezone.now())
    tasks.tidy_signatures()
    request.refresh_from_db()
    assert request.state == SignatureState.EXPIRED


def test_keys_are_wrapped_anew(signed, settings):
    old = settings.SEALING_KEYS
    settings.SEALING_KEYS = f"new:{Fernet.generate_key().decode()},{old}"
    call_command("rotate_keys")
    settings.SEALING_KEYS = settings.SEALING_KEYS.split(",")[0]
    fresh = SignatureEvidence.objects.get()
    assert read_holder(fresh) == HANAKO
    settings.SEALING_KEYS = old
    with pytest.raises(InvalidToken):
        read_holder(SignatureEvidence.objects.get())


def test_destroyed_keys_are_not_renewed(signed):
    forget(subject=signed.subject)
    assert renew_signature_keys() == 0
