"""What a method is: a folder whose AppConfig registers one of these; one line in INSTALLED_APPS.

A method sends the person away and reads what comes back. It writes nothing and renders nothing; `flow` and `binding`
do, alike for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise

from identity.access.assurance import Level
from identity.methods.models import Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was proved just now. `attributes`: plain JSON values by the method's own names; personal, never logged."""

    method: str
    level: Level
    issuer: str
    subject: str
    acr: str = ""
    source: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)
    # A signature with this person's 署名用電子証明書 came with it and held.
    signed: bool = False


class ProofFailed(Exception):
    """No proof. `outcome` names the page the citizen sees (identity.methods.outcomes), `reason` is for staff."""

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


class Method(Protocol):
    """`code`: the folder's name. `label`, `note`: shown where a person chooses. `levels`: what it can prove."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...
    @property
    def note(self) -> str | Promise: ...
    @property
    def levels(self) -> frozenset[Level]: ...

    def address(self, attempt: Attempt, *, state: str, redirect_uri: str) -> str:
        """Where to send the person. Raises ProofFailed when the provider is away."""

    def prove(self, attempt: Attempt, answer: Mapping[str, str], *, redirect_uri: str) -> tuple[Proof, Any]:
        """Check what came back, by every rule; also what a signature needs next (level 3). Raises ProofFailed."""

    def origins(self) -> tuple[str, ...]:
        """Origins that a form may lead to on the way (Content-Security-Policy form-action)."""
