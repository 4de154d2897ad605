"""The stage of a trial: a procedure of its own with one version, and people who exist for the length of one page.

Call within `rehearsing()`. Rows that are made here have negative keys, which no real row has: they are worked out from
the trial, so that two trials never wait for each other. Nothing that real people use is changed or locked: the
procedure, its slots and its numbers are the stage's own.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Actor, Staff, Visitor
from identity.access.assurance import Level
from identity.methods.attributes import keep_attributes
from identity.methods.models import CitizenIdentity
from identity.people.models import Kind, Role, User
from procedures.applications.models import Application
from procedures.applications.receipts import ALPHABET
from procedures.catalogue.models import Department, Procedure, ProcedureVersion
from procedures.definitions import Definition
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.people import Person, find_person
from procedures.designer.rehearsal.proxies import Proxy, find_proxy
from procedures.designer.rehearsal.slots import staged_definition

CLERK, APPROVER, SECOND, APPLICANT, PORTAL = "clerk", "approver", "second", "applicant", "portal"
Said = Mapping[str, Any]


@dataclass
class Stage:
    """`person`: the one whom it is about; `proxy`: who applies for that one.

    `application`: what was sent; None until something is. `news`: effects of payments that were carried out.
    `is_taking`: the step that is done has not been kept yet; all before it were.
    """

    trial: Trial
    person: Person
    proxy: Proxy | None
    level: Level
    version: ProcedureVersion
    definition: Definition
    applicant: Visitor
    clerk: Staff
    approver: Staff
    second: Staff
    application: Application | None = None
    news: set[UUID] = field(default_factory=set)
    is_taking: bool = False

    @property
    def sender(self) -> Person:
        """Who sends it, as the applicant's account on this stage."""
        return self.proxy.person if self.proxy is not None else self.person

    def principal(self) -> Visitor:
        """The person whom it is about, with the own card. Some four SQL statements: call it once on a stage."""
        return _account(self.trial, "principal", self.person, Level.CARD)

    @property
    def receipt(self) -> str:
        """A receipt number that nobody takes for a real one, the same on every page of the trial."""
        number, letters = int.from_bytes(self.trial.pk.bytes[:8]), []
        for _letter in range(5):
            number, rest = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[rest])
        return "XXXX" + "".join(letters)


Act = Callable[[Stage, Application, Actor, Said], None]
"""One deed: on this stage, with what was sent, by whom, with what was typed for it."""


def order(application: Application, actor: Actor) -> dict[str, Any]:
    """What every command is told."""
    return {
        "actor": actor,
        "application_id": application.pk,
        "expected_revision": application.revision,
        "command_key": uuid4().hex,
    }


def set_stage(trial: Trial, acting: str = "") -> Stage:
    """Make what has to be there before something is sent. `acting`: see Contents. Some ten SQL statements."""
    person, level = find_person(trial.person), Level(trial.level)
    definition = staged_definition(trial)
    proxy = find_proxy(definition, acting)
    version = _version(trial, definition)
    department = version.procedure.department.code
    staff = {
        role: User(pk=own_key(trial, role), kind=Kind.STAFF, name=name, email=f"{uuid4().hex}@{role}.invalid")
        for role, name in (
            (CLERK, _("担当者（試行）")),
            (APPROVER, _("決裁者（試行）")),
            (SECOND, _("別の決裁者（試行）")),
        )
    }
    User.objects.bulk_create(staff.values())
    return Stage(
        trial=trial,
        person=person,
        proxy=proxy,
        level=level,
        version=version,
        definition=definition,
        applicant=_account(trial, APPLICANT, proxy.person if proxy is not None else person, level),
        clerk=_staff(staff[CLERK], department, Role.CLERK),
        approver=_staff(staff[APPROVER], department, Role.APPROVER, Role.SUPERVISOR),
        second=_staff(staff[SECOND], department, Role.APPROVER, Role.SUPERVISOR),
    )


def own_key(trial: Trial, name: str, *, bits: int = 62) -> int:
    """A negative key that belongs to this trial and this name alone."""
    return -1 - (int.from_bytes(hashlib.sha256(trial.pk.bytes + name.encode()).digest()[:8]) >> (64 - bits))


def _staff(user: User, department: str, *roles: Role) -> Staff:
    """Rights on this stage alone: the only applications of these people are made on it, and gone with it."""
    return Staff(user_id=user.pk, name=user.name, roles=frozenset((department, role.value) for role in roles))


def _version(trial: Trial, definition: Definition) -> ProcedureVersion:
    """The definition is found in memory (procedures.catalogue.published): nobody reads this row's document."""
    procedure = Procedure(
        pk=own_key(trial, "procedure", bits=31),  # PostgreSQL's locks by number take no more
        number=_free_number(),
        department=Department.objects.get(code=trial.department),
        title=definition.title.ja[:120],
        kind=definition.kind,
    )
    procedure.save(force_insert=True)
    version = ProcedureVersion(
        pk=own_key(trial, "version"),
        procedure=procedure,
        number=1,
        document=trial.document,
        digest=hashlib.sha256(trial.document.encode()).hexdigest(),
        department=procedure.department,
        effective_from=clock.now(),
    )
    version.save(force_insert=True)
    return version


def _free_number() -> int:
    taken = set(Procedure.objects.values_list("number", flat=True))
    return secrets.choice([number for number in range(1000, 10000) if number not in taken])


def _account(trial: Trial, name: str, person: Person, level: Level) -> Visitor:
    """A guest, or somebody who signed in with the card (a company: with its account), of whom that is known."""
    if level < Level.CARD:
        return Visitor()
    user = User(pk=own_key(trial, name))
    User.objects.bulk_create([user])
    subject = uuid4().hex
    identity = CitizenIdentity.objects.create(
        user=user, method=person.method, issuer="", subject_hash=subject, subject="", level=int(Level.CARD)
    )
    keep_attributes(identity, person.told(clock.today()))
    return Visitor(user_id=user.pk, email=person.email, assurance=person.assurance(level))
