"""What an account may be without: citizens may lack an address, staff may not."""

import pytest
from django.db import IntegrityError, transaction

from identity.people.models import Kind, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("given", [None, "", "  "])
def test_citizens_may_have_no_address_and_are_still_different_people(given: str | None):
    first, second = User.objects.create_user(email=given), User.objects.create_user(email=given)

    assert (first.email, second.email) == (None, None)
    assert first.pk != second.pk


def test_an_address_that_is_taken_away_leaves_none():
    user = User.objects.create_user(email="hanako@example.jp")
    user.email = ""
    user.save(update_fields=["email"])

    user.refresh_from_db()
    assert user.email is None


def test_staff_without_an_address_are_refused_by_the_database():
    with pytest.raises(IntegrityError, match="staff_has_an_address"), transaction.atomic():
        User.objects.create_user(kind=Kind.STAFF, name="佐藤 恵")


def test_an_empty_address_is_refused_by_the_database():
    user = User.objects.create_user()
    with pytest.raises(IntegrityError, match="user_email_not_empty"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="")


@pytest.mark.parametrize("typed", [None, "", " "])
def test_nobody_is_found_by_no_address(typed: str | None):
    User.objects.create_user()

    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(typed)


def test_an_account_is_found_however_its_address_is_typed():
    user = User.objects.create_user(email="Hanako@Example.jp ")

    assert User.objects.get_by_natural_key(" hanako@example.JP") == user


def test_a_person_without_address_or_password_has_neither():
    user = User.objects.create_user()

    assert (str(user), user.has_usable_password()) == (f"User {user.pk}", False)
