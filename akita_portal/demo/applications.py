"""A few applications in the queues of the sample city, made by the portal's own commands."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from akita_portal.demo.payments import pay_at_counter, take_back
from akita_portal.demo.people import STAFF
from akita_portal.demo.signatures import holder_of, sign_draft
from identity.access.actors import Visitor
from identity.access.assurance import Assurance, Level
from identity.access.staff import load_staff
from identity.people.models import User
from procedures.applications.drafts import Contents, start_draft
from procedures.applications.models import Application
from procedures.catalogue.queries import find_published
from procedures.definitions.applicant import KNOWN_IDS
from procedures.forms.journey import Journey
from procedures.workflow.commands import claim, request_correction, submit
from procedures.workflow.levels import needs_signature, wanted_level

_STREETS = ("一丁目1番1号", "二丁目3番4号", "三丁目5番6号", "四丁目7番8号")


def _applicant(number: int, family: str, given: str, kana: tuple[str, str], born: date) -> dict[str, Any]:
    return {
        KNOWN_IDS["person_name"]: {"family": family, "given": given, "family_kana": kana[0], "given_kana": kana[1]},
        KNOWN_IDS["birth_date"]: born.isoformat(),
        KNOWN_IDS["address"]: {
            "postcode": "0100951",
            "prefecture": "秋田県",
            "city": "秋田市",
            "town": "山王",
            "street": _STREETS[number % len(_STREETS)],
            "building": "",
        },
        KNOWN_IDS["phone"]: f"018-888-{1000 + number}",
        KNOWN_IDS["email"]: f"sample{number}@example.jp",
    }


def _certificate(**more: Any) -> dict[str, Any]:
    return {
        "scope": "household",
        "contents": ["relationship"],
        "with_my_number": False,
        "copies": 1,
        "purpose": "bank",
        "delivery_consent": {"given": True, "version": "2026-04"},
    } | more


def _dog(name: str, today: date) -> dict[str, Any]:
    return {
        "dog_name": name,
        "dog_breed": "柴犬",
        "dog_color": "茶",
        "dog_sex": "male",
        "dog_birth_date": (today - timedelta(days=200)).isoformat(),
        "acquired_date": (today - timedelta(days=20)).isoformat(),
        "has_microchip": False,
        "kept_at_home": True,
        "vaccinated": True,
        "vaccinated_date": (today - timedelta(days=10)).isoformat(),
        "receive_by": "counter",
        "counter": "city_hall",
    }


def make_applications() -> int:
    """Make the sample applications if there is none at all. Returns how many there are."""
    if not Application.objects.exists():
        today = timezone.localdate()
        sent = [
            _send(1001, _applicant(1, "土崎", "一郎", ("ツチザキ", "イチロウ"), date(1948, 4, 2)) | _certificate()),
            _send(
                1001,
                _applicant(2, "河辺", "みのり", ("カワベ", "ミノリ"), date(1990, 8, 15)) | _certificate(copies=2),
                gender="2",
            ),
            _send(
                1001,
                _applicant(3, "髙橋", "𠮷彦", ("タカハシ", "ヨシヒコ"), date(1963, 12, 1)) | _certificate(),
                card_name="高橋　吉彦",
                substitutes=(0, 3),
            ),
            _send(4001, _applicant(4, "葛󠄀城", "雪", ("カツラギ", "ユキ"), date(1985, 2, 3)) | _dog("こたろう", today)),
            _send(6002, _road_report()),
            _send(1001, _applicant(1, "新屋", "健", ("アラヤ", "ケン"), date(1971, 7, 9)) | _certificate()),
        ]
        clerk = load_staff(User.objects.get(email=STAFF[0].email))
        if all(pay_at_counter(paid, clerk) for paid in (sent[1], sent[2], sent[5])):
            take_back(sent[5])
            _handle(sent[1])
    return Application.objects.count()


def _road_report() -> dict[str, Any]:
    return {
        "place": "山王大通り、市役所前のバス停の近く",
        "trouble": ["pothole"],
        "is_dangerous": False,
        "detail": "車道に直径30cmくらいの穴があります。",
        "wants_reply": False,
    }


def _send(number: int, answers: dict[str, Any], **card: Any) -> Application:
    """Send as a guest, or, where the procedure asks for it, as somebody who used a card and signed with it.

    `card`: where the card does not say what was answered; see signatures.holder_of.
    """
    version = find_published(number).current
    assert version is not None  # published ones only
    applicant = version.definition.applicant.among(answers)
    contents = Contents(answers=answers, email=applicant.email, email_confirmed=True)
    if wanted_level(version.definition) < Level.CARD:
        draft = start_draft(version=version, visitor=Visitor(), contents=contents)
        return submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk)
    used = Assurance(Level.CARD, "card", timezone.now())
    actor = Visitor(user_id=User.objects.create_user().pk, assurance=used)
    draft = start_draft(version=version, visitor=actor, contents=contents)
    if needs_signature(version.definition):
        holder = holder_of(applicant, **card)
        sign_draft(draft, Journey(version.definition, answers, timezone.localdate()), holder)
    return submit(actor=actor, draft_id=draft.pk)


def _handle(application: Application) -> None:
    """The clerk of the application's department has asked for a correction."""
    clerk = load_staff(User.objects.get(email=STAFF[0].email))
    claim(actor=clerk, application_id=application.pk, expected_revision=1, command_key=str(uuid4()))
    request_correction(
        actor=clerk,
        application_id=application.pk,
        expected_revision=2,
        command_key=str(uuid4()),
        text="提出先がわかるように、使いみちを選びなおしてください。",
        items=["purpose"],
    )
