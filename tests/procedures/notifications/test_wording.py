"""What notices say in the inbox, and what they must not say in a mail."""

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from identity.access.actors import Visitor
from identity.people.models import User
from procedures.applications.models import Application, ApplicationEvent
from procedures.applications.receipts import show_receipt
from procedures.notifications.models import Message
from procedures.notifications.services import mark_read, notify
from procedures.notifications.topics import Topic
from procedures.notifications.wording import mail_for, render_message
from tests.factories.received import happen, law_procedure, receive

pytestmark = pytest.mark.django_db

JAPAN = ZoneInfo("Asia/Tokyo")
PERSONAL = ("山王", "花子", "サンノウ", "早めに", "住所が見えません")


def message_about(application: Application, event: ApplicationEvent, topic: Topic) -> Message:
    with transaction.atomic():
        message = notify(application=application, event=event, topic=topic)
    return Message.objects.readable().get(pk=message.pk)


def every_message(*, owner: User | None = None) -> dict[str, Message]:
    """One message of each topic, with personal words wherever a clerk or a citizen can write some."""
    application, event = receive(owner=owner)
    messages = {"received": message_about(application, event, Topic.RECEIVED)}
    for name, verb, topic, data in (
        ("correction", "request_correction", Topic.CORRECTION, {"items": ["wish"]}),
        ("resubmitted", "resubmit", Topic.RESUBMITTED, {"answers": 1}),
        ("refused", "decide", Topic.DECIDED, {"outcome": "refused"}),
        ("approved", "decide", Topic.DECIDED, {"outcome": "approved"}),
        ("completed", "complete", Topic.COMPLETED, {}),
        ("withdrawn", "withdraw", Topic.WITHDRAWN, {}),
    ):
        event = happen(application, event, verb, data=data, text="山王 花子さんの住所が見えません。")
        messages[name] = message_about(application, event, topic)
    return messages


def test_every_topic_has_words():
    assert {name: render_message(message).subject for name, message in every_message().items()} == {
        "received": "受け付けました：小さな手続",
        "correction": "内容の修正をお願いします：小さな手続",
        "resubmitted": "修正を受け付けました：小さな手続",
        "refused": "結果をお知らせします：小さな手続",
        "approved": "結果をお知らせします：小さな手続",
        "completed": "手続が終わりました：小さな手続",
        "withdrawn": "取下げを受け付けました：小さな手続",
    }


def test_arrival_tells_receipt_number_and_promised_date():
    application, event = receive()
    Application.objects.filter(pk=application.pk).update(
        submitted_at=datetime(2026, 11, 20, 23, 30, tzinfo=JAPAN)  # a Friday; 11/23 is a holiday
    )

    words = render_message(message_about(application, event, Topic.RECEIVED))

    assert words.paragraphs == (
        "請求を受け付けました。",
        f"受付番号は {show_receipt(application.receipt)} です。",
        "結果は、2026年11月26日（木）までにお知らせする予定です。",
    )


def test_a_correction_is_told_in_the_clerks_words():
    words = render_message(every_message()["correction"])

    assert words.paragraphs == (
        "請求の内容に、修正をお願いしたいところがあります。",
        "山王 花子さんの住所が見えません。",
        "状況のページから修正して、もう一度送ってください。修正が届くまで、審査は進みません。",
    )


def test_after_a_correction_the_moved_date_is_told():
    application, event = receive()
    Application.objects.filter(pk=application.pk).update(due_on=date(2026, 12, 4))
    event = happen(application, event, "resubmit", data={"answers": 1})

    words = render_message(message_about(application, event, Topic.RESUBMITTED))

    assert words.paragraphs[-1] == "結果は、2026年12月4日（金）までにお知らせする予定です。"


def test_a_refusal_gives_reasons_and_where_appeal_is_explained():
    assert render_message(every_message()["refused"]).paragraphs == (
        "請求を認めない決定をしました。",
        "理由：山王 花子さんの住所が見えません。",
        "決定通知書は、状況のページで受け取ってください。",
        "決定に不服がある場合の方法は、決定通知書に書いてあります。",
    )


def test_an_approval_carries_the_clerks_remark():
    assert render_message(every_message()["approved"]).paragraphs == (
        "請求のとおり認める決定をしました。",
        "山王 花子さんの住所が見えません。",
        "決定通知書は、状況のページで受け取ってください。",
    )


def test_the_procedures_own_text_is_filled_in():
    version = law_procedure(
        messages={"received": "{procedure}（{receipt_number}）は{promised_date}までに。{department} {phone}"}
    )
    application, event = receive(version=version)
    Application.objects.filter(pk=application.pk).update(submitted_at=datetime(2026, 11, 24, 9, 0, tzinfo=JAPAN))

    words = render_message(message_about(application, event, Topic.RECEIVED))

    assert words.paragraphs[-1] == (
        f"小さな手続（{show_receipt(application.receipt)}）は2026年11月27日（金）までに。市民課 018-888-0000"
    )


def test_without_a_standard_period_the_date_is_open():
    version = law_procedure(kind="report", messages={"received": "{promised_date}です。"})
    application, event = receive(version=version)

    words = render_message(message_about(application, event, Topic.RECEIVED))

    assert words.paragraphs == (
        "通報を受け付けました。",
        f"受付番号は {show_receipt(application.receipt)} です。",
        "未定です。",
    )


def test_no_mail_holds_anything_personal():
    for name, message in every_message().items():
        mail = mail_for(message, effect_id=uuid4())
        assert mail is not None
        said = f"{mail.subject}{mail.body}"
        assert [word for word in PERSONAL if word in said] == [], name
        assert "認め" not in said, name  # the outcome stands in the portal


def test_a_guests_mail_says_how_to_look_it_up(settings):
    settings.SITE_URL = "https://portal.example.lg.jp"
    message = every_message()["received"]

    mail = mail_for(message, effect_id=uuid4())

    assert mail is not None
    assert mail.to == ["hanako@example.jp"]
    assert str(mail.body).splitlines() == [
        "秋田市デジタル市役所からのお知らせです。",
        "",
        "請求を受け付けました。",
        "",
        "手続　　：小さな手続",
        f"受付番号：{show_receipt(message.application.receipt)}",
        "",
        "くわしい内容は、次のページで確認してください。",
        f"https://portal.example.lg.jp/applications/{message.application.receipt}/",
        "",
        "申請したときと別の機器で見るときは、次のページで受付番号を入力してください。",
        "このメールアドレスに届く確認コードで、内容を見ることができます。",
        "https://portal.example.lg.jp/lookup/",
        "",
        "お問い合わせ",
        "秋田市 市民課　電話 018-888-0000（平日 8:30–17:15）",
        "",
        "このメールは送信専用のアドレスから送っています。返信は届きません。",
    ]


def test_an_accounts_mail_asks_to_sign_in_and_goes_to_the_account_where_none_was_typed():
    owner = User.objects.create_user(email="owner@example.jp")
    application, event = receive(owner=owner, email="")

    mail = mail_for(message_about(application, event, Topic.RECEIVED), effect_id=uuid4())

    assert mail is not None
    assert mail.to == ["owner@example.jp"]
    assert "ページを開くには、申請したときのアカウントでログインしてください。" in str(mail.body).splitlines()


def test_an_account_without_an_address_gets_no_mail_where_none_was_typed():
    application, event = receive(owner=User.objects.create_user(), email="")

    assert mail_for(message_about(application, event, Topic.RECEIVED), effect_id=uuid4()) is None


@pytest.mark.parametrize("count", [1, 3])
def test_an_inbox_costs_one_statement(count: int, django_assert_num_queries):
    owner = User.objects.create_user(email="owner@example.jp")
    version = law_procedure()
    for _ in range(count):
        application, event = receive(owner=owner, version=version)
        event = happen(application, event, "request_correction", text="直してください。")
        message_about(application, event, Topic.CORRECTION)
    visitor = Visitor(user_id=owner.pk)
    assert version.definition.kind == "issuance"  # parsed

    with django_assert_num_queries(1):
        subjects = [render_message(message).subject for message in Message.objects.for_citizen(visitor).readable()]

    assert subjects == ["内容の修正をお願いします：小さな手続"] * count


def test_a_visitor_sees_the_own_messages_only():
    owner = User.objects.create_user(email="owner@example.jp")
    version = law_procedure()
    mine, arrived = receive(owner=owner, version=version)
    guests, guests_arrived = receive(version=version)
    own = message_about(mine, arrived, Topic.RECEIVED)
    other = message_about(guests, guests_arrived, Topic.RECEIVED)

    assert list(Message.objects.for_citizen(Visitor())) == []
    assert list(Message.objects.for_citizen(Visitor(user_id=owner.pk))) == [own]
    assert list(Message.objects.for_citizen(Visitor(grants=frozenset({guests.draft_id})))) == [other]
    assert list(Message.objects.for_citizen(Visitor(grants=frozenset({guests.pk})))) == [other]
    # A grant to what belongs to an account opens nothing: whoever shared the browser is not the owner.
    assert list(Message.objects.for_citizen(Visitor(grants=frozenset({mine.pk})))) == []


def test_reading_is_noted_once():
    application, event = receive()
    message = message_about(application, event, Topic.RECEIVED)

    mark_read(message)
    message.refresh_from_db()
    first = message.read_at
    mark_read(message)
    message.refresh_from_db()

    assert first is not None
    assert message.read_at == first
    assert list(Message.objects.unread()) == []
