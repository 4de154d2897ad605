"""Which staff account a person of the city's directory opens. Accounts are registered by an administrator first."""

from django.conf import settings
from django.db import IntegrityError, transaction

from identity.access.secrets import encrypt_secret
from identity.methods.contract import Proof, ProofFailed
from identity.methods.events import record_event
from identity.methods.marks import subject_mark
from identity.methods.models import Attempt, Event, StaffIdentity
from identity.people.models import Kind, User


def open_account(proof: Proof, *, attempt: Attempt) -> User:
    """By (issuer, sub). The first time, by the directory's verified address, in the city's own domains only.

    Raises ProofFailed: "not-registered", "staff-suspended", "other-account".
    """
    known = (
        StaffIdentity.objects.select_related("user")
        .filter(issuer=proof.issuer, subject_hash=subject_mark(proof.issuer, proof.subject))
        .first()
    )
    user = known.user if known is not None else _bind(proof, attempt)
    if not user.is_active:
        raise ProofFailed("staff-suspended", "inactive-account")
    return user


def _bind(proof: Proof, attempt: Attempt) -> User:
    email = proof.attributes["email"]
    if email.rpartition("@")[2] not in settings.DIRECTORY_DOMAINS:
        raise ProofFailed("not-registered", "domain")
    user = User.objects.filter(email=email, kind=Kind.STAFF).first()
    if user is None:
        raise ProofFailed("not-registered", "no-account")
    try:
        with transaction.atomic():
            StaffIdentity.objects.create(
                user=user,
                issuer=proof.issuer,
                subject_hash=subject_mark(proof.issuer, proof.subject),
                subject=encrypt_secret(proof.subject),
            )
    except IntegrityError:  # the account belongs to another subject: an address that was given to somebody new
        raise ProofFailed("other-account", "other-subject") from None
    record_event(Event.BOUND, method=proof.method, level=proof.level, user_id=user.pk, attempt=attempt.pk)
    return user
