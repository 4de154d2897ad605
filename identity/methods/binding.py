"""Whose account a proof opens. By (issuer, sub) only: never by mail address, never by name, never a staff account.

| signed in | this (issuer, sub) is        | then                                                        |
|-----------|------------------------------|-------------------------------------------------------------|
| nobody    | known                        | that account                                                |
| nobody    | new                          | a new citizen account without a mail address                |
| citizen   | theirs                       | the same account, the level raised                          |
| citizen   | another account's            | refused: "other-account"                                    |
| citizen   | new, they have none yet      | asked first, then bound                                     |
| citizen   | new, they have one already   | the same person by a fresh signature: asked, then replaced; |
|           |                              | otherwise refused: "new-card"                               |
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone

from identity.access.secrets import encrypt_secret
from identity.methods.attributes import keep_attributes
from identity.methods.contract import Proof, ProofFailed
from identity.methods.events import record_event
from identity.methods.marks import address_mark, person_mark, subject_mark
from identity.methods.models import Attempt, CitizenIdentity, Event
from identity.people.models import User


class Change(StrEnum):
    """What differs from the last time, by the page that tells it."""

    NONE = ""
    MOVED = "moved"
    RENAMED = "renamed"


class ConsentNeeded(Exception):
    """The person must say yes first. `replaces`: whether an earlier card of theirs is replaced."""

    def __init__(self, *, replaces: bool) -> None:
        super().__init__()
        self.replaces = replaces


@dataclass(frozen=True, slots=True)
class Settled:
    user: User
    identity: CitizenIdentity
    created: bool = False
    change: Change = Change.NONE


def settle(proof: Proof, *, attempt: Attempt, consent: bool = False) -> Settled:
    """Find or make the account of this proof. Raises ProofFailed and ConsentNeeded, as the table above says."""
    try:
        with transaction.atomic():
            return _settle(proof, attempt=attempt, consent=consent)
    except IntegrityError:  # two browsers with the same new card at once: the other one made it
        with transaction.atomic():
            return _settle(proof, attempt=attempt, consent=consent)


def _settle(proof: Proof, *, attempt: Attempt, consent: bool) -> Settled:
    known = (
        CitizenIdentity.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(issuer=proof.issuer, subject_hash=subject_mark(proof.issuer, proof.subject))
        .first()
    )
    if known is not None:
        _require_usable(known, attempt)
        return _again(known, proof, attempt)
    if attempt.user_id is None:
        user = User.objects.create_user()
        record_event(Event.CREATED, method=proof.method, level=proof.level, user_id=user.pk, attempt=attempt.pk)
        return Settled(user, _bind(user, proof, attempt), created=True)
    user = User.objects.select_for_update().get(pk=attempt.user_id)
    _require_citizen(user)
    earlier = _current(user, proof)
    replaced = _replaceable(earlier, proof)
    if not consent:
        raise ConsentNeeded(replaces=replaced is not None)
    identity = _bind(user, proof, attempt)
    if replaced is not None:
        supersede(replaced, by=identity)
    return Settled(user, identity)


def _require_usable(known: CitizenIdentity, attempt: Attempt) -> None:
    _require_citizen(known.user)
    if attempt.user_id is not None and attempt.user_id != known.user_id:
        raise ProofFailed("other-account", "other-account")
    if known.superseded_by_id is not None:
        raise ProofFailed("old-card", "superseded")


def _require_citizen(user: User) -> None:
    if user.is_staff:
        raise ProofFailed("staff", "staff-account")
    if not user.is_active:
        raise ProofFailed("closed", "inactive-account")


def _current(user: User, proof: Proof) -> list[CitizenIdentity]:
    return list(
        CitizenIdentity.objects.filter(
            user=user, method=proof.method, issuer=proof.issuer, superseded_by=None
        ).order_by("-verified_at", "-pk")
    )


def _replaceable(earlier: list[CitizenIdentity], proof: Proof) -> CitizenIdentity | None:
    """The identity that a new card takes the place of; None where there is none yet.

    Same name, birth date and gender are not enough: two people can share them. A signature with the new card's
    署名用電子証明書, made while signed in to the account, is asked for too; or the counter (docs/operations.md).
    """
    if not earlier:
        return None
    mark = person_mark(proof.attributes)
    if not mark or mark != earlier[0].person:
        raise ProofFailed("another-person", "person-differs")
    if not proof.signed:
        raise ProofFailed("new-card", "signature-needed")
    return earlier[0]


def _bind(user: User, proof: Proof, attempt: Attempt) -> CitizenIdentity:
    identity = CitizenIdentity.objects.create(
        user=user,
        method=proof.method,
        issuer=proof.issuer,
        subject_hash=subject_mark(proof.issuer, proof.subject),
        subject=encrypt_secret(proof.subject),
        level=int(proof.level),
        acr=proof.acr,
        source=proof.source,
        person=person_mark(proof.attributes),
        address=address_mark(proof.attributes),
    )
    keep_attributes(identity, proof.attributes)
    record_event(Event.BOUND, method=proof.method, level=proof.level, user_id=user.pk, attempt=attempt.pk)
    return identity


def _again(identity: CitizenIdentity, proof: Proof, attempt: Attempt) -> Settled:
    """The same (issuer, sub) once more: note what changed, keep the newest."""
    person, address = person_mark(proof.attributes), address_mark(proof.attributes)
    change = Change.NONE
    if identity.person and person and identity.person != person:
        change = Change.RENAMED
    elif identity.address and address and identity.address != address:
        change = Change.MOVED
    identity.person = person or identity.person
    identity.address = address or identity.address
    identity.level = int(proof.level)
    identity.acr, identity.source, identity.verified_at = proof.acr, proof.source, timezone.now()
    identity.save(update_fields=["person", "address", "level", "acr", "source", "verified_at"])
    keep_attributes(identity, proof.attributes)
    if change:
        record_event(
            Event.MOVED,
            method=proof.method,
            level=proof.level,
            user_id=identity.user_id,
            attempt=attempt.pk,
            reason=change.value,
        )
    return Settled(identity.user, identity, change=change)


def unbind(identity: CitizenIdentity) -> None:
    """The card opens this account no more, and what it said goes: it was lost, or the person asks for it."""
    with transaction.atomic():
        record_event(Event.UNBOUND, method=identity.method, level=identity.level, user_id=identity.user_id)
        identity.delete()


def supersede(old: CitizenIdentity, *, by: CitizenIdentity) -> None:
    """A new card takes an old one's place: the old (issuer, sub) opens nothing any more, its attributes go.

    Also what a counter does after checking who stands there: the new card's identity moves to the old one's account.
    """
    with transaction.atomic():
        if by.user_id != old.user_id:
            by.user_id = old.user_id
            by.save(update_fields=["user"])
        old.superseded_by = by
        old.save(update_fields=["superseded_by"])
        old_attributes = getattr(old, "attributes", None)
        if old_attributes is not None:
            old_attributes.delete()
        record_event(Event.SUPERSEDED, method=old.method, level=old.level, user_id=old.user_id)
