"""The portal's own messages and mails, part by part: the standard sentences, and what a city may put in their place.

A part is one sentence, or a few. It is left out where one of the facts that it `needs` is not there, and where its
`flag` is not up. Facts stand in braces: `{receipt_number}`; administrators read and write them by their Japanese names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.notifications.topics import Topic

FACTS: Mapping[str, Promise] = MappingProxyType(
    {
        "procedure": _("手続名"),
        "noun": _("手続の種類"),
        "receipt_number": _("受付番号"),
        "promised_date": _("予定日"),
        "department": _("課"),
        "phone": _("電話番号"),
        "amount": _("金額"),
        "pay_by": _("納付期限"),
        "paid_on": _("納付日"),
        "reasons": _("理由"),
        "minutes": _("有効な分数"),
    }
)
ANYWHERE = frozenset({"procedure", "noun", "receipt_number", "department", "phone"})
"""Facts that may stand in every part of a message: nothing personal, so that a mail may say them."""


class Inserted(StrEnum):
    """What stands between the parts and is not the city's sentence."""

    WORDS = "words"  # what the clerk wrote
    OWN = "own"  # the procedure's own sentences


@dataclass(frozen=True, slots=True)
class Part:
    """`facts`: what may stand in it besides the letter's. `needs`: what must. `optional`: may be left empty.

    `inbox` and `mail`: where it shows.
    """

    key: str
    label: Promise
    standard: Promise | str
    needs: frozenset[str] = frozenset()
    flag: str = ""
    optional: bool = True
    inbox: bool = True
    mail: bool = False
    lines: bool = False
    insert: Inserted | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """`where`: when it is sent, for the administrator. `facts`: what every part may name."""

    key: str
    label: Promise
    where: Promise
    parts: tuple[Part, ...]
    facts: frozenset[str] = ANYWHERE

    @property
    def written(self) -> tuple[Part, ...]:
        """The parts that a city may write."""
        return tuple(part for part in self.parts if part.insert is None)

    def part(self, key: str) -> Part:
        return next(part for part in self.written if part.key == key)


def subject(standard: Promise) -> Part:
    return Part("subject", _("件名"), standard, optional=False, inbox=False, mail=True)


def happened(standard: Promise, *, inbox: bool = True) -> Part:
    return Part("happened", _("何があったか"), standard, optional=False, inbox=inbox, mail=True)


def promised() -> Part:
    needs = frozenset({"promised_date"})
    return Part("promised", _("予定日の案内"), _("結果は、{promised_date}までにお知らせする予定です。"), needs)


def to_pay() -> tuple[Part, ...]:
    amount = _("手数料は{amount}です。状況のページから納めてください。")
    return (
        Part("amount", _("納める金額"), amount, frozenset({"amount"}), optional=False),
        Part("pay_by", _("納付の期限"), _("納付の期限は{pay_by}です。"), frozenset({"pay_by"}), optional=False),
        Part("first", _("納付が先のとき"), _("担当の課は、納付を確認してから内容の確認を始めます。"), flag="first"),
    )


WORDS = Part("words", _("職員が書いた文"), "", insert=Inserted.WORDS)
OWN = Part("own", _("手続ごとの文"), "", insert=Inserted.OWN)
FURTHER = Part("further", _("市からの案内（追加する文）"), "", lines=True)


def of_topic(topic: Topic, label: Promise, where: Promise, *parts: Part) -> Letter:
    return Letter(topic.value, label, where, (*parts, FURTHER))


def line(key: str, label: Promise, standard: Promise, *, needs: frozenset[str] = frozenset()) -> Part:
    """One line of a mail that is always there."""
    return Part(key, label, standard, needs, optional=False, inbox=False, mail=True)


def of_draft(key: str, label: Promise, where: Promise, title: Promise, opening: Promise) -> Letter:
    careful = _("このリンクを開いた人は、入力した内容を見ることができます。ほかの人に転送しないでください。")
    return Letter(
        key,
        label,
        where,
        (
            subject(title),
            line("opening", _("何のメールか"), opening),
            line("account", _("アカウントがある人に"), _("ページを開くには、アカウントでログインしてください。")),
            line("careful", _("アカウントがない人に"), careful),
            line(
                "not_yet",
                _("まだ終わっていないこと"),
                _("まだ申請は終わっていません。期限を過ぎると、入力した内容は消えます。"),
            ),
        ),
        frozenset({"procedure", "department", "phone"}),
    )
