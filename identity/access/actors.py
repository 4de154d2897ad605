"""Who acts: the three kinds of actor that commands and look-ups know."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from identity.access.assurance import NOBODY, Assurance
from identity.people.models import HANDLING_ROLES, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A citizen in a browser: signed in (user_id), or a guest who holds grants to single drafts or applications."""

    user_id: int | None = None
    # The account's own address, to suggest where a form asks for one; "" without.
    email: str = ""
    grants: frozenset[UUID] = field(default_factory=frozenset)
    assurance: Assurance = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A staff member with the roles valid today, as (department code, role) pairs.

    `covers`: the colleagues on leave for whom this person stands in, as (department code, user id) pairs.
    """

    user_id: int
    name: str
    roles: frozenset[tuple[str, str]]
    covers: frozenset[tuple[str, int]] = frozenset()

    def departments(self, roles: Iterable[str] = Role.values) -> frozenset[str]:
        wanted = frozenset(roles)
        return frozenset(department for department, role in self.roles if role in wanted)

    @property
    def handled(self) -> frozenset[str]:
        """The departments whose applications this person may read."""
        return self.departments(HANDLING_ROLES)

    @property
    def administers(self) -> bool:
        return any(role == Role.ADMINISTRATOR for _department, role in self.roles)

    @property
    def keeps_books(self) -> bool:
        return any(role == Role.TREASURER for _department, role in self.roles)

    def has_role(self, department: str, roles: Iterable[str]) -> bool:
        return any((department, role) in self.roles for role in roles)


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal itself, acting on a clock or a payment."""


Actor = Visitor | Staff | Portal
