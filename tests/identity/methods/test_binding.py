"""Whose account a proof opens: the table of identity/methods/binding.py, row by row."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from identity.access.assurance import Level
from identity.access.secrets import decrypt_secret
from identity.methods.attributes import forget_attributes, keep_attributes, verified_attributes
from identity.methods.binding import Change, ConsentNeeded, settle, supersede, unbind
from identity.methods.contract import Proof, ProofFailed
from identity.methods.models import Attempt, CitizenIdentity, IdentityEvent, VerifiedAttributes
from identity.people.models import User

HANAKO = {
    "name": "山王　花子",
    "address": "秋田県秋田市山王一丁目2番34号",
    "birth_date": "1985-04-12",
    "gender": "female",
}
TARO = {"name": "土崎　太郎", "address": "秋田県秋田市土崎港中央六丁目", "birth_date": "1972-11-03", "gender": "male"}


def proof(subject: str = "card-1", attributes: dict[str, str] | None = None, **more) -> Proof:
    return Proof(
        method="card",
        level=Level.CARD,
        issuer="https://op.example",
        subject=subject,
        acr="aal3",
        attributes=HANAKO if attributes is None else attributes,
        **more,
    )


def attempt(user: User | None = None) -> Attempt:
    return Attempt(method="card", level=2, next_path="/", user=user)


def events() -> list[tuple[str, str]]:
    return list(IdentityEvent.objects.order_by("at").values_list("event", "reason"))


def test_a_new_card_and_nobody_signed_in_makes_a_citizen_without_an_address(db):
    settled = settle(proof(), attempt=attempt())
    assert settled.created
    assert (settled.user.email, settled.user.kind, settled.user.has_usable_password()) == (None, "citizen", False)
    assert (settled.identity.issuer, settled.identity.level, settled.identity.acr) == ("https://op.example", 2, "aal3")
    assert decrypt_secret(settled.identity.subject) == "card-1"
    assert "card-1" not in settled.identity.subject_hash
    assert events() == [("created", ""), ("bound", "")]


def test_the_same_card_opens_the_same_account(db):
    first, second = (settle(proof(), attempt=attempt()) for _time in range(2))
    assert first.user == second.user
    assert (second.created, second.change) == (False, Change.NONE)
    assert User.objects.count() == 1


def test_the_same_subject_of_another_issuer_is_somebody_else(db):
    settle(proof(), attempt=attempt())
    other = Proof(method="card", level=Level.CARD, issuer="https://other.example", subject="card-1", attributes=HANAKO)
    assert settle(other, attempt=attempt()).created


def test_the_same_name_and_birth_date_bind_nothing(db):
    first, second = (settle(proof(subject), attempt=attempt()).user for subject in ("card-1", "card-2"))
    assert first != second


def test_a_signed_in_citizen_is_asked_before_a_card_is_bound(citizen):
    with pytest.raises(ConsentNeeded) as asked:
        settle(proof(), attempt=attempt(citizen.user))
    assert asked.value.replaces is False
    assert not CitizenIdentity.objects.exists()
    settled = settle(proof(), attempt=attempt(citizen.user), consent=True)
    assert (settled.user, settled.identity.user) == (citizen.user, citizen.user)


def test_a_card_of_another_account_is_not_bound(citizen):
    other = settle(proof(), attempt=attempt()).user
    with pytest.raises(ProofFailed) as refused:
        settle(proof(), attempt=attempt(citizen.user), consent=True)
    assert (refused.value.outcome, refused.value.reason) == ("other-account", "other-account")
    assert CitizenIdentity.objects.get().user == other


def test_the_card_of_another_person_is_not_bound_beside_the_own_one(citizen):
    settle(proof(), attempt=attempt(citizen.user), consent=True)
    with pytest.raises(ProofFailed) as refused:
        settle(proof("card-2", TARO, signed=True), attempt=attempt(citizen.user), consent=True)
    assert refused.value.outcome == "another-person"


def test_a_card_that_names_nobody_replaces_nothing(citizen):
    settle(proof(), attempt=attempt(citizen.user), consent=True)
    with pytest.raises(ProofFailed) as refused:
        settle(proof("card-2", {}, signed=True), attempt=attempt(citizen.user), consent=True)
    assert refused.value.outcome == "another-person"


def test_a_new_card_of_the_same_person_needs_a_signature(citizen):
    settle(proof(), attempt=attempt(citizen.user), consent=True)
    with pytest.raises(ProofFailed) as refused:
        settle(proof("card-2"), attempt=attempt(citizen.user), consent=True)
    assert (refused.value.outcome, refused.value.reason) == ("new-card", "signature-needed")


def test_a_new_card_with_a_signature_takes_the_old_ones_place(citizen):
    old = settle(proof(), attempt=attempt(citizen.user), consent=True).identity
    with pytest.raises(ConsentNeeded) as asked:
        settle(proof("card-2", signed=True), attempt=attempt(citizen.user))
    assert asked.value.replaces is True
    new = settle(proof("card-2", signed=True), attempt=attempt(citizen.user), consent=True).identity
    old.refresh_from_db()
    assert old.superseded_by == new
    assert list(VerifiedAttributes.objects.values_list("identity", flat=True)) == [new.pk]
    assert settle(proof("card-2"), attempt=attempt()).user == citizen.user
    with pytest.raises(ProofFailed) as refused:
        settle(proof(), attempt=attempt())
    assert (refused.value.outcome, refused.value.reason) == ("old-card", "superseded")


def test_a_counter_moves_the_new_cards_identity_to_the_old_account(citizen):
    old = settle(proof(), attempt=attempt(citizen.user), consent=True).identity
    new = settle(proof("card-2"), attempt=attempt()).identity
    forget_attributes(citizen.user.pk)
    old.refresh_from_db()
    supersede(old, by=new)
    assert settle(proof("card-2"), attempt=attempt()).user == citizen.user
    assert ("superseded", "") in events()


def test_a_card_that_was_unbound_opens_the_account_no_more(db):
    first = settle(proof(), attempt=attempt())
    unbind(first.identity)
    assert not VerifiedAttributes.objects.exists()
    assert ("unbound", "") in events()
    assert settle(proof(), attempt=attempt()).user != first.user


def test_a_move_and_a_new_name_are_noticed_even_when_the_attributes_are_gone(db):
    user = settle(proof(), attempt=attempt()).user
    assert forget_attributes(user.pk) == 1
    moved = HANAKO | {"address": "秋田県秋田市八橋運動公園1番10号"}
    assert settle(proof(attributes=moved), attempt=attempt()).change is Change.MOVED
    assert settle(proof(attributes=moved), attempt=attempt()).change is Change.NONE
    renamed = moved | {"name": "土崎　花子"}
    assert settle(proof(attributes=renamed), attempt=attempt()).change is Change.RENAMED
    assert verified_attributes(user.pk).name == "土崎　花子"
    assert [event for event in events() if event[0] == "moved"] == [("moved", "moved"), ("moved", "renamed")]


def test_width_and_spaces_are_no_move(db):
    settle(proof(), attempt=attempt())
    same = HANAKO | {"address": "秋田県秋田市山王一丁目２番 ３４号"}
    assert settle(proof(attributes=same), attempt=attempt()).change is Change.NONE


def test_what_is_not_told_this_time_is_no_change(db):
    settle(proof(), attempt=attempt())
    assert settle(proof(attributes={}), attempt=attempt()).change is Change.NONE
    moved = HANAKO | {"address": "秋田県秋田市八橋運動公園1番10号"}
    assert settle(proof(attributes=moved), attempt=attempt()).change is Change.MOVED


def test_two_browsers_with_one_new_card_make_one_account(transactional_db):
    def sign_in(_number: int) -> int:
        try:
            return settle(proof(), attempt=attempt()).user.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        users = set(pool.map(sign_in, range(4)))
    assert len(users) == 1
    assert CitizenIdentity.objects.count() == 1
    assert User.objects.count() == 1


def test_what_is_kept_is_replaced(db):
    identity = settle(proof(), attempt=attempt()).identity
    keep_attributes(identity, TARO)
    assert VerifiedAttributes.objects.count() == 1
    assert verified_attributes(identity.user_id).name == "土崎　太郎"
