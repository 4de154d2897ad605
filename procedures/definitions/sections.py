"""The parts of a definition around its pages: law, identification, fees, workflow, documents, retention."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from procedures.definitions.items import Identifier, ValueType
from procedures.definitions.rules import Rule
from procedures.definitions.texts import Line, LocalizedText, Model

DepartmentCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=40)]
FeeCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=40)]

Kind = Literal["application", "notification", "issuance", "report"]
Audience = Literal["person", "business", "both"]
Role = Literal["clerk", "approver", "supervisor"]

# ライフイベント of the national survey of procedures (行政手続等の棚卸調査, 令和7年度), with 災害 added.
LifeEvent = Literal[
    "pregnancy",
    "childcare",
    "moving",
    "employment",
    "marriage",
    "car",
    "housing",
    "care",
    "health",
    "tax",
    "pension",
    "bereavement",
    "disaster",
    "daily_life",
    "business",
]


class LegalBasis(Model):
    """`source` decides which procedure act applies: 行政手続法 (law) or 秋田市行政手続条例 (ordinance)."""

    law: Line
    article: Line | None = None
    source: Literal["law", "ordinance"]


class Assurance(Model):
    """本人確認レベル 0 none, 1 contact confirmed, 2 card authentication, 3 card signature; and why this level."""

    level: int = Field(ge=0, le=3)
    reason: Line
    signature: bool = False


class Proxy(Model):
    allowed: bool = False
    kinds: tuple[Literal["legal", "voluntary", "professional"], ...] = ()


class StandardPeriod(Model):
    """標準処理期間 in business days, without the time spent in correction."""

    business_days: int = Field(ge=1, le=250)


class Accepts(Model):
    """When applications are taken in (JST days, both included), how many in all, and how often by whom."""

    start: date | None = Field(default=None, alias="from")
    until: date | None = None
    limit: int | None = Field(default=None, ge=1, le=1_000_000)
    once_per: Literal["person", "household", "fiscal_year"] | None = None


class Eligibility(Model):
    """`when` true: stop here with the message, which says where to turn."""

    when: Rule
    message: LocalizedText


class Ground(Model):
    """Why the city may look up: a law, or the citizen's consent to this text. One of the two."""

    law: Line | None = None
    consent: LocalizedText | None = None


class Evidence(Model):
    """A look-up in a register that replaces a paper."""

    id: Identifier
    replaces: Line
    register_name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)] = Field(alias="register")
    claims: tuple[Identifier, ...] = Field(min_length=1, max_length=50)
    ground: Ground
    use: Literal["prefill", "check"]
    fallback: Literal["show", "declare"]


class FeeLine(Model):
    """A fee item of the fee table times a quantity; nothing is owed where the quantity is 0 or missing."""

    item: FeeCode
    quantity: Rule = Rule.read(1)
    when: Rule | None = None


class FeeExemption(Model):
    """Takes `percent` of a fee off where `when` holds: at once, or once staff have approved what is claimed."""

    item: FeeCode
    when: Rule
    approval: bool = True
    percent: int = Field(default=100, ge=1, le=100)
    reason: LocalizedText | None = None


class Fees(Model):
    timing: Literal["before_review", "before_issue", "none"] = "none"
    lines: tuple[FeeLine, ...] = Field(default=(), max_length=100)
    exemptions: tuple[FeeExemption, ...] = Field(default=(), max_length=50)
    refund: Literal["none", "not_started", "not_issued"] = "none"


class StageCheck(Model):
    id: Identifier
    label: Line


class Stage(Model):
    """One station of the staff's work. Without a department: the procedure's own."""

    id: Identifier
    title: Line
    role: Role = "clerk"
    department: DepartmentCode | None = None
    when: Rule | None = None
    business_days: int | None = Field(default=None, ge=0, le=250)
    checks: tuple[StageCheck, ...] = Field(default=(), max_length=30)


class Workflow(Model):
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=20)
    four_eyes: bool = False


class Document(Model):
    """A PDF made at a point of the application's life.

    `receipt`, `decision` and `payment` are the portal's own papers. A `letter` is one of the procedure's own, with a
    title and a body (Markdown) in which `{name}` stands for a fact of LETTER_PLACEHOLDERS, the answer to an item, or a
    calculation. `decided` and `issued` make it of what was approved, never of what was refused.
    """

    id: Identifier
    when: Literal["received", "decided", "paid", "issued"]
    template: Literal["receipt", "decision", "payment", "letter"]
    title: LocalizedText | None = None
    body: LocalizedText | None = None
    sign: bool = False


LETTER_PLACEHOLDERS = frozenset(
    {"procedure", "receipt_number", "applicant", "department", "phone", "received_on", "date"}
)
"""`date` is the day of the event that the letter is about."""


class Messages(Model):
    """The procedure's own sentences in notices, added to the portal's. Placeholders as in MESSAGE_PLACEHOLDERS."""

    received: LocalizedText | None = None
    correction: LocalizedText | None = None
    decided: LocalizedText | None = None


MESSAGE_PLACEHOLDERS = frozenset({"procedure", "receipt_number", "promised_date", "department", "phone"})


class Retention(Model):
    """保存期間 after the 1 April that follows; `years` None: 常用, kept until decided otherwise."""

    years: Literal[1, 3, 5, 10, 30] | None
    start: Literal["fiscal_year_end"] = Field(default="fiscal_year_end", alias="from")


class NotNeeded(Model):
    """A paper that is not asked for, and why: the city looks it up, or the law no longer wants it."""

    paper: LocalizedText
    reason: LocalizedText


class Appeal(Model):
    """教示: the authority to which a request for review goes (行政不服審査法82条)."""

    authority: Line


class ComputedValue(Model):
    """A calculation under a name of its own; integers are cut towards zero (端数切捨て)."""

    id: Identifier
    type: ValueType
    value: Rule
    label: LocalizedText | None = None
