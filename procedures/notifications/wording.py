"""The words of notices: made from topic, event and the version's own texts whenever they are shown or sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.components.formats import long_date, yen_amount
from procedures.applications.answers import read_digest
from procedures.applications.events import event_text
from procedures.applications.models.application import Outcome
from procedures.applications.receipts import show_receipt
from procedures.definitions import LocalizedText
from procedures.definitions.business_days import add_business_days
from procedures.notifications.mail import closing_lines, compose
from procedures.notifications.models import Message
from procedures.notifications.topics import Topic

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as the inbox shows it. Paragraphs are plain text; a line feed within one is a line break."""

    subject: str
    paragraphs: tuple[str, ...]


def render_message(message: Message) -> Words:
    """The notice for the portal's own pages, where personal words may stand: what a clerk wrote, reasons, outcome.

    No SQL if the message comes from Message.objects.readable().
    """
    return Words(_subject(message), tuple(filter(None, _PARAGRAPHS[Topic(message.topic)](message))))


def mail_for(message: Message, *, effect_id: UUID) -> EmailMessage | None:
    """The mail that says that the message is there: no name, answer, outcome or reason. None without an address."""
    application = message.application
    to = read_digest(application).email or (application.owner.email if application.owner else None)
    if not to:
        return None
    lines = [
        _("秋田市デジタル市役所からのお知らせです。"),
        "",
        _happened(message),
        "",
        _("手続　　：%(procedure)s") % {"procedure": _procedure(message)},
        _("受付番号：%(receipt)s") % {"receipt": show_receipt(application.receipt)},
        "",
        _("くわしい内容は、次のページで確認してください。"),
        f"{settings.SITE_URL}/applications/{application.receipt}/",
        "",
        *_way_in(message),
        "",
        *closing_lines(application.procedure.department),
    ]
    return compose(to=to, subject=_subject(message), lines=lines, effect_id=effect_id)


def _way_in(message: Message) -> list[str]:
    if message.application.owner_id is not None:
        return [_("ページを開くには、申請したときのアカウントでログインしてください。")]
    return [
        _("申請したときと別の機器で見るときは、次のページで受付番号を入力してください。"),
        _("このメールアドレスに届く確認コードで、内容を見ることができます。"),
        f"{settings.SITE_URL}/lookup/",
    ]


def _procedure(message: Message) -> str:
    return message.application.version.definition.title.ja


def _noun(message: Message) -> str:
    """What the law calls it: it differs by kind of procedure."""
    nouns = {"application": _("申請"), "issuance": _("請求"), "notification": _("届出"), "report": _("通報")}
    return nouns[message.application.version.definition.kind]


def _subject(message: Message) -> str:
    subjects = {
        Topic.RECEIVED: _("受け付けました：%(procedure)s"),
        Topic.CORRECTION: _("内容の修正をお願いします：%(procedure)s"),
        Topic.RESUBMITTED: _("修正を受け付けました：%(procedure)s"),
        Topic.DECIDED: _("結果をお知らせします：%(procedure)s"),
        Topic.COMPLETED: _("手続が終わりました：%(procedure)s"),
        Topic.WITHDRAWN: _("取下げを受け付けました：%(procedure)s"),
        Topic.FEE_DUE: _("手数料の納付をお願いします：%(procedure)s"),
        Topic.FEE_REMINDER: _("手数料の納付の期限が近づいています：%(procedure)s"),
        Topic.FEE_OVERDUE: _("手数料の納付の期限を過ぎました：%(procedure)s"),
        Topic.FEE_LAPSED: _("手続を終わりにしました：%(procedure)s"),
        Topic.FEE_PAID: _("手数料の納付を確認しました：%(procedure)s"),
        Topic.FEE_REFUNDED: _("手数料をお返ししました：%(procedure)s"),
        Topic.FEE_PAYEE: _("返金の振込先を入力してください：%(procedure)s"),
    }
    return subjects[Topic(message.topic)] % {"procedure": _procedure(message)}


def _happened(message: Message) -> str:
    """What happened, in one sentence that anybody may read."""
    sentences = {
        Topic.RECEIVED: _("%(noun)sを受け付けました。"),
        Topic.CORRECTION: _("%(noun)sの内容に、修正をお願いしたいところがあります。"),
        Topic.RESUBMITTED: _("修正した%(noun)sの内容を受け付けました。"),
        Topic.DECIDED: _("%(noun)sの結果が出ました。"),
        Topic.COMPLETED: _("%(noun)sの手続が終わりました。"),
        Topic.WITHDRAWN: _("%(noun)sの取下げを受け付けました。"),
        Topic.FEE_DUE: _("%(noun)sの手数料が決まりました。納付をお願いします。"),
        Topic.FEE_REMINDER: _("%(noun)sの手数料が、まだ納められていません。"),
        Topic.FEE_OVERDUE: _("%(noun)sの手数料が、納付の期限までに納められていません。"),
        Topic.FEE_LAPSED: _("%(noun)sの手数料が期限までに納められなかったため、取り下げたものとして扱いました。"),
        Topic.FEE_PAID: _("%(noun)sの手数料の納付を確認しました。"),
        Topic.FEE_REFUNDED: _("%(noun)sの手数料をお返しする手続が終わりました。"),
        Topic.FEE_PAYEE: _("%(noun)sの手数料を、口座への振込でお返しします。"),
    }
    return sentences[Topic(message.topic)] % {"noun": _noun(message)}


def _received(message: Message) -> list[str]:
    promised = _promised(message)
    return [
        _happened(message),
        _("受付番号は %(receipt)s です。") % {"receipt": show_receipt(message.application.receipt)},
        *_to_pay(message),
        _("結果は、%(day)sまでにお知らせする予定です。") % {"day": long_date(promised)} if promised else "",
        _own_text(message, message.application.version.definition.messages.received),
    ]


def _correction(message: Message) -> list[str]:
    return [
        _happened(message),
        _event_words(message),
        _own_text(message, message.application.version.definition.messages.correction),
        _("状況のページから修正して、もう一度送ってください。修正が届くまで、審査は進みません。"),
    ]


def _resubmitted(message: Message) -> list[str]:
    promised = _promised(message)
    return [
        _happened(message),
        _("審査を再開します。"),
        _("結果は、%(day)sまでにお知らせする予定です。") % {"day": long_date(promised)} if promised else "",
    ]


def _decided(message: Message) -> list[str]:
    refused = message.event.data["outcome"] == Outcome.REFUSED
    result = _("%(noun)sを認めない決定をしました。") if refused else _("%(noun)sのとおり認める決定をしました。")
    words = _event_words(message)
    return [
        result % {"noun": _noun(message)},
        _("理由：%(reasons)s") % {"reasons": words} if refused and words else words,
        _own_text(message, message.application.version.definition.messages.decided),
        _("決定通知書は、状況のページで受け取ってください。"),
        _("決定に不服がある場合の方法は、決定通知書に書いてあります。") if refused else "",
    ]


def _completed(message: Message) -> list[str]:
    return [_happened(message), _event_words(message)]


def _withdrawn(message: Message) -> list[str]:
    return [_happened(message), _("審査は行いません。必要になったときは、はじめから手続してください。")]


def _to_pay(message: Message) -> list[str]:
    """The amount and the last day, where the event says that something is to be paid."""
    amount, pay_by = message.event.data.get("yen"), message.event.data.get("pay_by")
    if not amount:
        return []
    first = message.event.data.get("first")
    return [
        _("手数料は%(amount)sです。状況のページから納めてください。") % {"amount": yen_amount(amount)},
        _("納付の期限は%(day)sです。") % {"day": long_date(date.fromisoformat(pay_by))} if pay_by else "",
        _("担当の課は、納付を確認してから内容の確認を始めます。") if first else "",
    ]


def _fee_due(message: Message) -> list[str]:
    return [_happened(message), *_to_pay(message), _event_words(message)]


def _fee_reminder(message: Message) -> list[str]:
    paid = _("行き違いで納めていただいたときは、このお知らせを読み捨ててください。")
    return [_happened(message), *_to_pay(message), paid]


def _fee_overdue(message: Message) -> list[str]:
    return [
        _happened(message),
        *_to_pay(message),
        _("いまも納められます。納められないときや、取り下げるときは、担当の課へお知らせください。"),
        _("行き違いで納めていただいたときは、このお知らせを読み捨ててください。"),
    ]


def _fee_lapsed(message: Message) -> list[str]:
    return [
        _happened(message),
        _("手数料を納める必要はなくなりました。必要になったときは、はじめから手続してください。"),
        _("期限までに納めていただいたはずのときは、担当の課へお知らせください。"),
    ]


def _fee_paid(message: Message) -> list[str]:
    data = message.event.data
    return [
        _happened(message),
        _("%(day)sに%(amount)sを納めていただきました。")
        % {"day": long_date(date.fromisoformat(data["paid_on"])), "amount": yen_amount(data["yen"])},
        _("納付済みの記録は、状況のページで見ることができます。"),
    ]


def _fee_refunded(message: Message) -> list[str]:
    return [
        _happened(message),
        _("お返しした金額は%(amount)sです。") % {"amount": yen_amount(message.event.data["yen"])},
        _("カードなどで納めたときは、利用した会社の明細に表れるまで、日数がかかることがあります。"),
    ]


def _fee_payee(message: Message) -> list[str]:
    return [
        _happened(message),
        _("お返しする金額は%(amount)sです。") % {"amount": yen_amount(message.event.data["yen"])},
        _("状況のページで、振込先の口座を入力してください。メールや電話で口座をお聞きすることはありません。"),
    ]


_PARAGRAPHS: dict[Topic, Callable[[Message], list[str]]] = {
    Topic.RECEIVED: _received,
    Topic.CORRECTION: _correction,
    Topic.RESUBMITTED: _resubmitted,
    Topic.DECIDED: _decided,
    Topic.COMPLETED: _completed,
    Topic.WITHDRAWN: _withdrawn,
    Topic.FEE_DUE: _fee_due,
    Topic.FEE_REMINDER: _fee_reminder,
    Topic.FEE_OVERDUE: _fee_overdue,
    Topic.FEE_LAPSED: _fee_lapsed,
    Topic.FEE_PAID: _fee_paid,
    Topic.FEE_REFUNDED: _fee_refunded,
    Topic.FEE_PAYEE: _fee_payee,
}


def _event_words(message: Message) -> str:
    message.event.application = message.application  # the same row, already here
    return event_text(message.event)


def _promised(message: Message) -> date | None:
    """The promised date as of the message: on receipt the standard period alone, later what corrections made of it."""
    period = message.application.version.definition.standard_period
    if message.topic == Topic.RECEIVED and message.event.data.get("first"):
        return None  # the days are counted from the payment on
    if message.topic == Topic.RECEIVED and period is not None:
        return add_business_days(timezone.localdate(message.application.submitted_at), period.business_days)
    return message.application.due_on


def _own_text(message: Message, text: LocalizedText | None) -> str:
    """The procedure's own sentences with their placeholders (MESSAGE_PLACEHOLDERS) filled in."""
    if text is None:
        return ""
    application = message.application
    promised = _promised(message)
    values = {
        "procedure": _procedure(message),
        "receipt_number": show_receipt(application.receipt),
        "promised_date": long_date(promised) if promised else _("未定"),
        "department": application.procedure.department.name,
        "phone": application.procedure.department.phone,
    }
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text.ja)
