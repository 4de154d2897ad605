"""The named people of the tests. Residents and staff are fictional."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from identity.access import staff_sessions
from identity.access.actors import Staff, Visitor
from identity.access.assurance import Assurance, Level
from identity.access.staff import load_staff
from identity.people.models import Kind, Role, StaffRole, User

CITIZEN_AFFAIRS = "citizen-affairs"
PUBLIC_HEALTH = "health-inspection"
ACCOUNTING = "accounting"
PASSWORD = "a-long-enough-password"

BEGAN = date(2020, 4, 1)
"""Since when the staff of the play have their roles: before any day that a test travels to."""


@dataclass(frozen=True)
class Player:
    """A user with the ways in which tests need it: as an actor of commands, and as a signed-in browser."""

    user: User

    @property
    def visitor(self) -> Visitor:
        return Visitor(user_id=self.user.pk, assurance=Assurance(Level.CONTACT, "account", self.user.last_login))

    @property
    def staff(self) -> Staff:
        return load_staff(self.user)

    def client(self, *, second_factor: bool = True) -> Client:
        """A signed-in client; staff passed the second factor unless told otherwise."""
        client = Client()
        client.force_login(self.user)
        methods = [{"method": "password", "at": timezone.now().timestamp()}]
        if self.user.is_staff and second_factor:
            methods.append({"method": "mfa", "at": timezone.now().timestamp(), "type": "totp"})
        session = client.session
        session["account_authentication_methods"] = methods
        if self.user.is_staff:
            now = timezone.now().timestamp()
            session[staff_sessions.KEY] = {"since": now, "seen": now, "bound": staff_sessions.browser_of(HttpRequest())}
        session.save()
        return client


def make_citizen(email: str) -> Player:
    return Player(User.objects.create_user(email=email, password=PASSWORD))


def make_staff(email: str, name: str, department: str, *roles: Role) -> Player:
    user = User.objects.create_user(email=email, password=PASSWORD, kind=Kind.STAFF, name=name)
    for role in roles:
        StaffRole.objects.create(user=user, department=department, role=role, valid_from=BEGAN)
    return Player(user)


@pytest.fixture
def citizen(db: None) -> Player:
    """Hanako, who applies."""
    return make_citizen("hanako@example.jp")


@pytest.fixture
def other_citizen(db: None) -> Player:
    """Taro, whom Hanako's applications are none of his business."""
    return make_citizen("taro@example.jp")


@pytest.fixture
def clerk(db: None) -> Player:
    """佐藤, clerk of 市民課."""
    return make_staff("sato@city.example.jp", "佐藤 恵", CITIZEN_AFFAIRS, Role.CLERK)


@pytest.fixture
def colleague(db: None) -> Player:
    """高橋, another clerk of 市民課."""
    return make_staff("takahashi@city.example.jp", "高橋 進", CITIZEN_AFFAIRS, Role.CLERK)


@pytest.fixture
def approver(db: None) -> Player:
    """鈴木, approver of 市民課."""
    return make_staff("suzuki@city.example.jp", "鈴木 誠", CITIZEN_AFFAIRS, Role.APPROVER)


@pytest.fixture
def supervisor(db: None) -> Player:
    """田中, supervisor of 市民課."""
    return make_staff("tanaka@city.example.jp", "田中 明", CITIZEN_AFFAIRS, Role.SUPERVISOR)


@pytest.fixture
def administrator(db: None) -> Player:
    """渡辺, administrator in 市民課: handles no applications."""
    return make_staff("watanabe@city.example.jp", "渡辺 光", CITIZEN_AFFAIRS, Role.ADMINISTRATOR)


@pytest.fixture
def treasurer(db: None) -> Player:
    """菊地, of 会計課: keeps the books and handles no applications."""
    return make_staff("kikuchi@city.example.jp", "菊地 計", ACCOUNTING, Role.TREASURER)


@pytest.fixture
def outsider(db: None) -> Player:
    """伊藤, clerk of another department."""
    return make_staff("ito@city.example.jp", "伊藤 さくら", PUBLIC_HEALTH, Role.CLERK)
