"""The fictional people as whom a procedure is tried. None of them exists.

What their cards say has the shape in which the provider tells it, and is read by the same code.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from identity.access import clock
from identity.access.assurance import NOBODY, Assurance, Level
from identity.methods.card.attributes import card_attributes
from identity.methods.card.attributes import normalise as normalise_card
from identity.methods.gbizid.attributes import corporate_attributes
from identity.methods.gbizid.attributes import normalise as normalise_company
from procedures.applications.facts import company_facts, person_facts
from procedures.definitions import Applicant, Definition
from procedures.forms.card_facts import split_address, split_name
from procedures.forms.samples import SamplePerson
from procedures.forms.sources import sources_of

LEVELS: tuple[Level, ...] = tuple(Level)


@dataclass(frozen=True)
class Person:
    """`age` on the day of the trial, so that a child stays a child. `company`: its number and name, for GビズID."""

    code: str
    about: Promise
    name: str
    kana: str
    age: int
    address: str
    postcode: str
    gender: str = "2"  # 1 male, 2 female, as on cards
    company: tuple[str, str] | None = None

    @property
    def email(self) -> str:
        return f"{self.code}@example.jp"

    @property
    def method(self) -> str:
        return "gbizid" if self.company else "card"

    def birth(self, day: date) -> date:
        """Born on 10 June, so many years ago that `age` is reached on `day`."""
        return date(day.year - self.age - ((day.month, day.day) < (6, 10)), 6, 10)

    def told(self, day: date) -> dict[str, str]:
        """What the provider would tell of this person, as the portal keeps it."""
        if self.company:
            number, name = self.company
            return normalise_company({"corp_name": name, "corp_reg_num": number, "account_type": "prime"})
        card = {"name": self.name, "address": self.address, "gender": self.gender}
        return normalise_card(card | {"birthdate": f"{self.birth(day):%Y%m%d}"})

    def assurance(self, level: Level) -> Assurance:
        """What the sign-in of this person proves, just now. A signature is given when something is sent."""
        if level < Level.CARD:
            return NOBODY
        return Assurance(Level.CARD, self.method, clock.now())

    def confirmed(self, level: Level, applicant: Applicant) -> str:
        """The address to which a code was sent, and came back: the one that the form asks for. "" at level 0."""
        return (applicant.email or self.email) if level >= Level.CONTACT else ""

    def facts(self, definition: Definition, level: Level, day: date) -> dict[str, Any]:
        """What forms know without asking: as procedures.applications.facts tells it of somebody real. No SQL."""
        if level < Level.CARD:
            return {}
        facts: dict[str, Any] = {"profile": {"email": self.email}}
        if sources_of(definition, "identity"):
            facts["identity"] = self._identity(int(self.assurance(level).level), day)
        return facts

    def facts_as_proxy(self, definition: Definition, level: Level) -> dict[str, Any]:
        """As `facts`, for somebody else: what the card of a proxy says is not about the applicant."""
        if level < Level.CARD:
            return {}
        facts: dict[str, Any] = {"profile": {"email": self.email}}
        if sources_of(definition, "identity"):
            facts["identity"] = {"level": int(self.assurance(level).level)}
        return facts

    def _identity(self, level: int, day: date) -> dict[str, Any]:
        kept, now = self.told(day), clock.now()
        if self.company:
            return company_facts(corporate_attributes(kept, now), level=level)
        return person_facts(card_attributes(kept, now), level=level)

    def sample(self, day: date) -> SamplePerson:
        """Answers of this person, where a form asks for them."""
        return SamplePerson(
            name=split_name(self.name, self.kana),
            address=split_address(self.address) | {"postcode": self.postcode},
            birth=self.birth(day),
            email=self.email,
        )

    @cached_property
    def shown_name(self) -> str:
        return self.company[1] if self.company else self.name


PEOPLE: tuple[Person, ...] = (
    Person(
        "hanako",
        _("市内に住む大人"),
        "山王　花子",
        "サンノウ ハナコ",
        41,
        "秋田県秋田市山王一丁目2番34号",
        "010-0951",
    ),
    Person(
        "kazuko",
        _("市内に住む高齢の方。氏名に異体字（葛\U000e0100、𠮷）がある"),
        "葛\U000e0100原　𠮷江",
        "クズハラ ヨシエ",
        86,
        "秋田県秋田市広面字樋口100番地",
        "010-0041",
    ),
    Person(
        "sora",
        _("市内に住む未成年"),
        "泉　そら",
        "イズミ ソラ",
        15,
        "秋田県秋田市泉中央三丁目5番12号",
        "010-0917",
        gender="1",
    ),
    Person(
        "haruka",
        _("市外に住む大人"),
        "北上　遥",
        "キタカミ ハルカ",
        33,
        "岩手県盛岡市内丸12番2号",
        "020-0023",
    ),
    Person(
        "minh",
        _("市内に住む外国籍の方。カードの氏名がローマ字"),
        "ＮＧＵＹＥＮ　ＶＡＮ　ＭＩＮＨ",
        "グエン ヴァン ミン",
        28,
        "秋田県秋田市土崎港中央六丁目16番30号",
        "011-0946",
        gender="1",
    ),
    Person(
        "senshu",
        _("会社の担当者（GビズID）"),
        "千秋　進",
        "センシュウ ススム",
        45,
        "秋田県秋田市千秋公園1番1号",
        "010-0876",
        gender="1",
        company=("7999901000001", "株式会社千秋見本商事"),
    ),
)
_BY_CODE = {person.code: person for person in PEOPLE}


def find_person(code: str) -> Person:
    """The first one for a code that is not known (any more)."""
    return _BY_CODE.get(code, PEOPLE[0])
