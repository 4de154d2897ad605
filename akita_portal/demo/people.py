"""The fictional people of the sample city. The password is no secret: the demo listens on this machine only."""

import time
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.utils import timezone

from identity.people.models import Kind, Role, StaffRole, User

PASSWORD = "akita-demo-2026"  # noqa: S105  printed at start


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    roles: tuple[tuple[str, Role], ...] = ()


OTHER_DEPARTMENTS = (
    "asset-tax",
    "care-insurance",
    "child-health",
    "child-welfare",
    "childcare",
    "city-tax",
    "disability-welfare",
    "disaster-safety",
    "environment",
    "fire-prevention",
    "fire-station",
    "housing",
    "information-statistics",
    "insurance-pension",
    "legal-affairs",
    "longevity-welfare",
    "parks",
    "school-affairs",
    "sports",
    "tax-collection",
    "waterworks",
)
CITIZENS = (
    Person("hanako@example.jp", "山王 花子"),
    Person("taro@example.jp", "土崎 太郎"),
)
STAFF = (
    Person("sato@city.example.jp", "佐藤 恵", (("citizen-affairs", Role.CLERK),)),
    Person(
        "suzuki@city.example.jp", "鈴木 誠", (("citizen-affairs", Role.APPROVER), ("citizen-affairs", Role.SUPERVISOR))
    ),
    Person("ito@city.example.jp", "伊藤 さくら", (("health-inspection", Role.CLERK),)),
    Person("kato@city.example.jp", "加藤 進", (("road-maintenance", Role.CLERK),)),
    Person(
        "watanabe@city.example.jp",
        "渡辺 光",
        (("information-statistics", Role.ADMINISTRATOR), ("accounting", Role.TREASURER)),
    ),
    # Whoever writes a procedure cannot approve it: a second administrator does.
    Person("chiba@city.example.jp", "千葉 律子", (("legal-affairs", Role.ADMINISTRATOR),)),
    Person("kikuchi@city.example.jp", "菊地 計", (("accounting", Role.TREASURER),)),
    # One helper for all other departments, so that every sample procedure can be handled.
    Person("takahashi@city.example.jp", "高橋 応", tuple((code, Role.CLERK) for code in OTHER_DEPARTMENTS)),
)


def make_people() -> None:
    """Make every sample person that is not there yet, staff with a second factor."""
    for person in CITIZENS:
        _make(person, Kind.CITIZEN)
    for person in STAFF:
        _make(person, Kind.STAFF)


def _make(person: Person, kind: Kind) -> None:
    if User.objects.filter(email=person.email).exists():
        return
    name = person.name if kind == Kind.STAFF else ""
    user = User.objects.create_user(email=person.email, password=PASSWORD, kind=kind, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    today = timezone.localdate()
    StaffRole.objects.bulk_create(
        StaffRole(user=user, department=department, role=role, valid_from=today) for department, role in person.roles
    )
    if kind == Kind.STAFF:
        TOTP.activate(user, generate_totp_secret())


def code_now(email: str) -> str:
    """The six digits that this person's authenticator app would show now; empty without a second factor."""
    found = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
    if found is None:
        return ""
    secret = get_adapter().decrypt(found.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD)))
