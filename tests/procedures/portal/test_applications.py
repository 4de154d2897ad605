import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from identity.disclosure.services import record_disclosure
from procedures.applications import effects
from procedures.applications.models import Application, Effect
from procedures.documents.models import Document
from procedures.notifications.models import Message
from procedures.workflow import commands
from tests.catalogue import make_procedure
from tests.factories.applications import make_application
from tests.factories.cases import do
from tests.procedures.portal.steps import Citizen, text

PAGES = ("", "done/", "answers/", "disclosures/", "withdraw/", "documents/3f2f0f0e-0000-4000-8000-000000000000/")


@pytest.fixture
def sent(db) -> tuple[Citizen, Application]:
    citizen = Citizen(make_procedure())
    return citizen, citizen.apply()


def place(application: Application, rest: str = "") -> str:
    return f"/applications/{application.receipt}/{rest}"


@pytest.mark.parametrize("rest", PAGES)
def test_anothers_application_looks_like_none(sent, other_citizen, rest):
    _citizen, application = sent
    for client in (Client(), other_citizen.client()):
        hidden = client.get(place(application, rest))
        nothing = client.get(f"/applications/K7QF3M9D2/{rest}")
        assert hidden.status_code == nothing.status_code == 404
        assert told(hidden, application.receipt) == told(nothing, "K7QF3M9D2")


def told(response, receipt: str) -> str:
    """The page without what differs at every request, and without the number asked for."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", text(response)).replace(receipt, "")


def test_staff_see_nothing_as_citizens(sent, clerk):
    _citizen, application = sent
    assert clerk.client().get(place(application)).status_code == 404


def test_the_receipt_number_may_be_written_with_hyphens(sent):
    citizen, application = sent
    r = application.receipt.lower()
    assert citizen.client.get(f"/applications/{r[:4]}-{r[4:8]}-{r[8:]}/").status_code == 200


def test_the_timeline_tells_what_was_is_and_comes(sent, clerk):
    citizen, application = sent
    shown = text(citizen.client.get(place(application)))
    assert "請求を受け付けました" in shown
    assert "担当の課で順番を待っています" in shown
    assert "内容の確認と決定" in shown
    do(commands.claim, application, clerk.staff)
    do(commands.note, application, clerk.staff, text="電話で確かめること")
    do(commands.request_correction, application, clerk.staff, text="希望を書いてください。", items=["wish"])
    shown = text(citizen.client.get(place(application)))
    assert "担当が内容の確認を始めました" in shown
    assert "希望を書いてください。" in shown
    assert "内容を修正する" in shown
    assert "期限の計算は止まっています" in shown
    assert "電話で確かめること" not in shown
    assert clerk.user.name not in shown


def test_a_refusal_is_told_with_its_reasons(sent, clerk):
    citizen, application = sent
    do(commands.claim, application, clerk.staff)
    do(commands.decide, application, clerk.staff, outcome="refused", reasons="住民登録がないため。")
    shown = text(citizen.client.get(place(application)))
    assert "認められませんでした" in shown
    assert "住民登録がないため。" in shown
    assert "取り下げる" not in shown


def test_a_passed_date_is_owned_up_to(sent):
    citizen, application = sent
    Application.objects.filter(pk=application.pk).update(due_on=timezone.localdate() - timedelta(days=10))
    assert "めやすの日を過ぎています" in text(citizen.client.get(place(application)))


def test_tasks_come_first_in_the_list(citizen, clerk):
    waiting = make_application(citizen.visitor)
    make_application(citizen.visitor)
    do(commands.claim, waiting, clerk.staff)
    do(commands.request_correction, waiting, clerk.staff, text="直してください。", items=["wish"])
    shown = text(citizen.client().get("/applications/"))
    assert shown.index("お願いがあります") < shown.index(waiting.receipt[:4]) < shown.index("送ったもの")


def test_first_use_says_what_will_be_here(citizen):
    assert "まだ申請はありません" in text(citizen.client().get("/applications/"))
    assert "お知らせはありません" in text(citizen.client().get("/inbox/"))
    assert "まだ申請はありません" in text(Client().get("/applications/"))


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_pages_cost_the_same_however_much_there_is(citizen, clerk, django_assert_num_queries, count):
    made = [make_application(citizen.visitor) for _one in range(count)]
    client = citizen.client()
    for path, queries in (("/applications/", 4), ("/inbox/", 3), (place(made[0]), 6), (place(made[0], "answers/"), 4)):
        with django_assert_num_queries(queries):
            client.get(path)


def test_many_are_paged(citizen):
    for _one in range(32):
        make_application(citizen.visitor)
    client = citizen.client()
    first = text(client.get("/applications/"))
    assert first.count("受付番号 ") == 30
    after = first.partition("?before=")[2].partition('"')[0]
    second = text(client.get(f"/applications/?before={after}"))
    assert second.count("受付番号 ") == 2
    assert client.get("/applications/?before=%00x").status_code == 200


# -- withdrawing


def withdrawal(citizen: Citizen, application: Application, **changes: str):
    page = text(citizen.client.get(place(application, "withdraw/")))
    key = page.partition('name="command_key" value="')[2].partition('"')[0]
    data = {"revision": str(application.revision), "command_key": key, "reason": "必要がなくなった"}
    return data | changes


def test_withdrawing_twice_is_one_withdrawal(sent):
    citizen, application = sent
    data = withdrawal(citizen, application)
    for _click in range(2):
        done = citizen.client.post(place(application, "withdraw/"), data)
        assert done["Location"] == place(application)
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert application.events.filter(verb="withdraw").count() == 1
    assert "必要がなくなった" in text(citizen.client.get(place(application)))


def test_withdrawing_something_that_changed_meanwhile_asks_again(sent, clerk):
    citizen, application = sent
    data = withdrawal(citizen, application)
    do(commands.claim, application, clerk.staff)
    late = citizen.client.post(place(application, "withdraw/"), data)
    assert late.status_code == 409
    assert "担当が内容の確認を始めました" in text(late)
    assert "必要がなくなった" in text(late)
    application.refresh_from_db()
    assert application.state == "in_review"
    citizen.client.post(place(application, "withdraw/"), withdrawal(citizen, application))
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_what_is_decided_cannot_be_withdrawn(sent, clerk):
    citizen, application = sent
    do(commands.claim, application, clerk.staff)
    do(commands.decide, application, clerk.staff, outcome="approved")
    data = withdrawal(citizen, application)
    told = citizen.client.post(place(application, "withdraw/"), data, follow=True)
    assert "もう取り下げられません" in text(told)


@pytest.mark.parametrize(
    "forged", [{"revision": "x"}, {"revision": ""}, {"command_key": ""}, {"command_key": "a" * 500}]
)
def test_a_forged_withdrawal_does_no_harm(sent, forged):
    citizen, application = sent
    data = withdrawal(citizen, application, **forged)
    assert citizen.client.post(place(application, "withdraw/"), data).status_code in {302, 409}


# -- documents, disclosures, messages


def test_the_receipt_document_is_asked_for_waited_for_and_opened(sent):
    citizen, application = sent
    asked = citizen.client.post(place(application, "documents/receipt/"))
    again = citizen.client.post(place(application, "documents/receipt/"))
    assert asked["Location"] == again["Location"]
    assert Document.objects.count() == 1
    assert "受付票を作成しています" in text(citizen.client.get(asked["Location"]))
    effects.run(Effect.objects.get(kind="documents.make").pk)
    pdf = citizen.client.get(asked["Location"])
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert "no-store" in pdf["Cache-Control"]
    assert "受付票（PDF" in text(citizen.client.get(place(application)))


def test_anothers_document_is_not_there(sent):
    citizen, application = sent
    asked = citizen.client.post(place(application, "documents/receipt/"))
    other = Citizen(make_procedure())
    theirs = other.apply()
    document = asked["Location"].rstrip("/").rpartition("/")[2]
    assert other.client.get(place(theirs, f"documents/{document}/")).status_code == 404


def test_the_citizen_sees_who_looked(sent, clerk):
    citizen, application = sent
    assert "まだ誰も開いていません" in text(citizen.client.get(place(application, "disclosures/")))
    record_disclosure(
        subject=application.pk, citizen_id=None, staff_id=clerk.user.pk, department="citizen-affairs", purpose="審査"
    )
    shown = text(citizen.client.get(place(application, "disclosures/")))
    assert "市民課" in shown
    assert "審査" in shown
    assert clerk.user.name not in shown


def test_opening_a_message_marks_it_read(sent):
    citizen, application = sent
    message = Message.objects.get(application=application)
    assert "未読" in text(citizen.client.get("/inbox/"))
    shown = text(citizen.client.get(f"/inbox/{message.pk}/"))
    assert "受け付けました：小さな手続" in shown
    assert "未読" not in text(citizen.client.get("/inbox/"))
    assert Client().get(f"/inbox/{message.pk}/").status_code == 404


def test_the_answers_are_those_that_were_sent(sent):
    citizen, application = sent
    assert "秋田 花子" in text(citizen.client.get(place(application, "answers/")))


def test_private_pages_are_not_stored_by_browsers(sent):
    citizen, application = sent
    for path in ("/applications/", "/inbox/", "/lookup/", "/", *(place(application, rest) for rest in PAGES)):
        assert "no-store" in citizen.client.get(path)["Cache-Control"], path


def test_nothing_is_written_by_looking(sent):
    citizen, application = sent
    with transaction.atomic():
        before = Effect.objects.count(), Document.objects.count(), application.events.count()
        for rest in ("", "done/", "answers/", "withdraw/", "documents/receipt/"):
            citizen.client.get(place(application, rest))
        assert (Effect.objects.count(), Document.objects.count(), application.events.count()) == before
