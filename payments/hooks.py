"""How upper rooms hear of payments: typed callables, called inside the transaction that changed something.

A subject is known here by kind and identifier only. For each hook one callable may be registered for a kind of
subject; a second one is a fault of the wiring. What a callable raises undoes the transaction (the webhook or poll that
caused it is tried again later), so a callable writes rows and effects, and nothing else. Where nobody registered,
nothing happens.

Each notice is sent by the transition that really happened, under the row locks of attempt and assessment: once.

    hooks.settled.register("application", on_settled)       # in AppConfig.ready of the upper room
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fee is owed for: a kind such as "application", and its identifier."""

    kind: str
    id: UUID


class Notice(Protocol):
    @property
    def subject(self) -> Subject: ...


NoticeT = TypeVar("NoticeT", bound=Notice)
AnswerT = TypeVar("AnswerT")


class Hook(Generic[NoticeT, AnswerT]):
    def __init__(self, name: str) -> None:
        self.name = name
        self._callables: dict[str, Callable[[NoticeT], AnswerT]] = {}

    def register(self, subject_kind: str, callable_: Callable[[NoticeT], AnswerT]) -> None:
        """Raises ValueError if another callable is registered for this kind of subject."""
        if self._callables.get(subject_kind, callable_) != callable_:
            raise ValueError(f"{self.name}: {subject_kind} has its subscriber already.")
        self._callables[subject_kind] = callable_

    def unregister(self, subject_kind: str) -> None:
        self._callables.pop(subject_kind, None)

    def call(self, notice: NoticeT) -> AnswerT | None:
        """Call the subscriber of the notice's subject; None if there is none. What it raises goes on."""
        subscriber = self._callables.get(notice.subject.kind)
        return subscriber(notice) if subscriber is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The claim a notice is about: `assessment` is its current revision, `kind` which of the subject's fees it is.

    Amounts in yen. `received_yen`: charges less refunds and chargebacks, from the ledger.
    """

    subject: Subject
    assessment: UUID
    kind: str
    total_yen: int
    received_yen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Claim):
    """The claim is paid to the yen. `paid_on`: 納付日, the day in Japan on which the last payment was made."""

    paid_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(Claim):
    """Nothing is to be paid: total 0, or exempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled(Claim):
    """A claim that was settled is not any more: chargeback, or a revision with a higher total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Claim):
    """A payment that was only reported (速報) was not made: the claim, never settled by it, waits for its money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overpaid(Claim):
    """More was received than is owed. An exception stands in the staff's work list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded(Claim):
    """Money went back. `amount_yen`: this refund; `whole`: nothing that was received is left."""

    refund: UUID
    amount_yen: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeWanted(Claim):
    """A refund was approved that goes by bank transfer, and nobody has said to which account: ask the payer."""

    refund: UUID
    amount_yen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionOpened:
    """Something that people must look at. `kind`: a value of attempts.models.ExceptionKind."""

    subject: Subject
    exception: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Claim):
    """Unpaid, and the day is near (reminder) or over (overdue). Sent once for each revision."""

    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceQuestion:
    """What would the fee be now? Asked before a payment starts; the answer is the total in yen, or None."""

    subject: Subject
    assessment: UUID
    kind: str


settled: Hook[Settled, None] = Hook("settled")
waived: Hook[Waived, None] = Hook("waived")
unsettled: Hook[Unsettled, None] = Hook("unsettled")
taken_back: Hook[TakenBack, None] = Hook("taken_back")
overpaid: Hook[Overpaid, None] = Hook("overpaid")
refunded: Hook[Refunded, None] = Hook("refunded")
payee_wanted: Hook[PayeeWanted, None] = Hook("payee_wanted")
exception_opened: Hook[ExceptionOpened, None] = Hook("exception_opened")
reminder_due: Hook[Due, None] = Hook("reminder_due")
overdue: Hook[Due, None] = Hook("overdue")
price_now: Hook[PriceQuestion, int | None] = Hook("price_now")
