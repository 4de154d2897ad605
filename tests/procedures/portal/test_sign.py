"""Level 3 within a form: what was checked is signed and sent in one go, and nothing else is."""

from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from identity.signatures.models import SignatureEvidence, SignatureRequest
from identity.signatures.services import read_text
from procedures.applications.answers import Signed, add_answers
from procedures.applications.models import AnswerRevision, Application, Draft
from procedures.applications.receipts import show_receipt
from procedures.workflow import commands
from procedures.workflow.errors import SignatureMissing
from procedures.workflow.signing import signature_of
from tests.catalogue import make_procedure, small_document
from tests.factories.card import assured, raise_level, sign_request, with_card
from tests.factories.cases import do
from tests.procedures.portal.steps import Citizen, text

pytestmark = pytest.mark.django_db

SIGNED = {"level": 3, "reason": "電子署名が必要なため", "signature": True}
PAGES = small_document()["pages"]
PAGES[0]["items"][0]["source"] = "identity.name"
TYPED = {
    "applicant_name-family_kana": "アキタ",
    "applicant_name-given_kana": "ハナコ",
    "applicant_email": "hanako@example.jp",
    "wish": "早めに",
}


@pytest.fixture
def holder(citizen, indexed) -> Citizen:
    """Hanako, who used her card in this session and filled in everything."""
    with_card(citizen.user)
    holder = Citizen(make_procedure(assurance=SIGNED, pages=PAGES), citizen.client())
    raise_level(holder.client)
    holder.start()
    assert holder.send_page(data=TYPED)["Location"] == holder.address("check")
    return holder


def back(holder: Citizen):
    return holder.client.get(holder.address("sign"))


def test_the_check_page_says_that_it_is_signed(holder):
    shown = text(holder.client.get(holder.address("check")))
    assert "署名して請求する" in shown
    assert "英数字6けたから16けた" in shown


def test_sending_asks_for_a_signature_over_what_was_checked(holder, citizen):
    away = holder.send()
    asked = SignatureRequest.objects.get()
    place = urlsplit(away["Location"])
    assert place.path == f"/identify/sign/{asked.pk}/"
    assert parse_qs(place.query)["next"] == [holder.address("sign")]
    assert (asked.subject, asked.user_id, asked.title) == (holder.draft_id, citizen.user.pk, "小さな手続")
    assert read_text(asked).splitlines() == [
        "秋田市長　あて",
        "小さな手続（手続番号9001）",
        "",
        "【申請者】",
        "氏名：秋田 花子（アキタ ハナコ）",
        "メールアドレス：hanako@example.jp",
        "希望：早めに",
        "",
        "以上のとおり、まちがいありません。",
    ]
    assert Application.objects.count() == 0


def test_back_from_signing_it_is_sent_and_the_signature_stays_with_it(holder, hanako):
    holder.send()
    evidence = sign_request(holder.draft_id, hanako)
    landed = back(holder)
    application = Application.objects.get()
    assert landed["Location"] == f"/applications/{application.receipt}/done/"
    assert (application.assurance_level, application.assurance_method) == (3, "card")
    assert application.assured_at == evidence.at
    assert application.events.get().data == {"level": 3, "method": "card", "signed": evidence.digest}
    assert signature_of(application) == evidence


def test_coming_back_twice_is_one_application(holder, hanako):
    holder.send()
    sign_request(holder.draft_id, hanako)
    assert back(holder)["Location"] == back(holder)["Location"]
    assert Application.objects.count() == 1


def test_coming_back_without_a_signature_keeps_everything(holder):
    holder.send()
    landed = holder.client.get(holder.address("sign"), follow=True)
    assert landed.redirect_chain[-1][0] == holder.address("check")
    assert "まだ送っていません" in text(landed)
    assert "早めに" in text(landed)
    assert Application.objects.count() == 0
    assert holder.send().status_code == 302


def test_what_changed_after_it_was_signed_is_not_sent(holder, hanako):
    holder.send()
    sign_request(holder.draft_id, hanako)
    holder.send_page(data=TYPED | {"wish": "ゆっくりでよい"})
    landed = holder.client.get(holder.address("sign"), follow=True)
    assert "内容が変わりました" in text(landed)
    assert Application.objects.count() == 0
    holder.send()
    sign_request(holder.draft_id, hanako)
    back(holder)
    assert Application.objects.count() == 1
    assert SignatureEvidence.objects.count() == 2


def test_a_signature_too_old_is_given_again(holder, hanako):
    holder.send()
    sign_request(holder.draft_id, hanako)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert "まだ送っていません" in text(holder.client.get(holder.address("sign"), follow=True))
    assert Application.objects.count() == 0


def test_a_use_of_the_card_some_time_before_the_signature_is_enough(holder, hanako):
    raise_level(holder.client, at=timezone.now() - timedelta(hours=2))
    holder.send()
    sign_request(holder.draft_id, hanako)
    back(holder)
    assert Application.objects.count() == 1


def test_the_command_itself_refuses_what_is_not_signed(holder, hanako, citizen):
    with pytest.raises(SignatureMissing):
        commands.submit(actor=assured(citizen.user), draft_id=holder.draft_id)


def test_another_drafts_signature_is_none(holder, hanako, citizen):
    other = Citizen(holder.version, holder.client)
    other.start()
    other.send_page(data=TYPED)
    other.send()
    sign_request(other.draft_id, hanako)
    assert back(holder)["Location"] == holder.address("check")
    assert Application.objects.count() == 0


def test_a_correction_is_signed_again(holder, hanako, clerk):
    holder.send()
    first = sign_request(holder.draft_id, hanako)
    back(holder)
    application = Application.objects.get()
    do(commands.claim, application, clerk.staff)
    do(commands.request_correction, application, clerk.staff, text="希望をくわしく。", items=["wish"])
    holder.client.post(f"/applications/{application.receipt}/correct/")
    holder.draft_id = Draft.objects.get(corrects=application).pk
    unchanged = holder.send()
    assert unchanged.status_code == 409
    holder.send_page(data=TYPED | {"wish": "窓口で受け取る"})
    assert urlsplit(holder.send()["Location"]).path.startswith("/identify/sign/")
    second = sign_request(holder.draft_id, hanako)
    assert back(holder)["Location"] == f"/applications/{application.receipt}/"
    application.refresh_from_db()
    assert list(AnswerRevision.objects.order_by("number").values_list("signed_digest", flat=True)) == [
        first.digest,
        second.digest,
    ]
    assert signature_of(application) == second
    assert application.events.latest("sequence").data["signed"] == second.digest


def test_an_unsigned_application_has_no_signature(citizen):
    own = Citizen(make_procedure(), citizen.client())
    own.apply()
    assert signature_of(Application.objects.get()) is None


def verified(application: Application) -> list[str]:
    """What the command says, line by line."""
    out = StringIO()
    call_command("verify_application", show_receipt(application.receipt), stdout=out)
    return out.getvalue().splitlines()


def test_everything_can_be_checked_again_from_the_receipt_number(holder, hanako):
    holder.send()
    sign_request(holder.draft_id, hanako)
    back(holder)
    said = verified(Application.objects.get())
    assert said[1:3] == ["  events       ok", "  sending 1    ok: the answers are the ones that were signed"]
    assert said[-1] == "1 of 1 signatures hold."
    assert "秋田" not in "".join(said)


def test_the_check_fails_where_the_answers_are_others(holder, hanako):
    holder.send()
    sign_request(holder.draft_id, hanako)
    back(holder)
    application = Application.objects.get()
    sent = AnswerRevision.objects.get()
    assert sent.signed_as is not None
    add_answers(application, {"wish": "別の希望"}, number=2, signed_as=Signed(sent.signed_as, sent.signed_digest))
    Application.objects.update(answers_number=2)
    with pytest.raises(CommandError, match="sending 2"):
        verified(application)
    with pytest.raises(CommandError, match="no application"):
        call_command("verify_application", "K7QF-3M9D-2")


def test_an_unsigned_application_can_be_checked_too(citizen):
    Citizen(make_procedure(), citizen.client()).apply()
    assert verified(Application.objects.get())[1:] == ["  events       ok", "  sending 1    not signed"]
