"""A procedure whose items have the names of another city: everything that has to know who applies does know it."""

from typing import Any

import pytest

from procedures.applications import effects
from procedures.applications.answers import Digest, read_digest
from procedures.applications.models import Application, Effect
from procedures.catalogue.models import ProcedureVersion
from procedures.designer.designs import change
from procedures.designer.models import OperationKind
from procedures.designer.steps import Set
from tests.catalogue import make_procedure
from tests.designs import make_design
from tests.procedures.backoffice.pages import listed
from tests.procedures.portal.steps import Citizen, text

OWN = {"subject": "applicant"}
HOW = {"id": "how", "type": "yes_no", "label": "法人の申請ですか", "required": True}
COMPANY = {"var": "how"}
PAGES: list[dict[str, Any]] = [
    {
        "id": "who",
        "title": "申請する方",
        "items": [
            HOW,
            {"id": "daihyo", "type": "person_name", "label": "代表者", "required": True, "when": COMPANY, **OWN},
            {
                "id": "honnin",
                "type": "group",
                "label": "本人",
                "when": {"!": [COMPANY]},
                "items": [
                    {"id": "shimei", "type": "person_name", "label": "氏名", "required": True, **OWN},
                    {"id": "umare", "type": "birth_date", "label": "生年月日", **OWN},
                ],
            },
            {"id": "renraku", "type": "phone", "label": "電話番号", **OWN},
            {"id": "kinkyu", "type": "email", "label": "緊急のときの家族のメール", "subject": "other"},
            {"id": "meru", "type": "email", "label": "メール", "required": True, **OWN},
        ],
    }
]
ANSWERED = {
    "how": "yes",
    "daihyo-family": "土崎",
    "daihyo-given": "一郎",
    "daihyo-family_kana": "ツチザキ",
    "daihyo-given_kana": "イチロウ",
    "renraku": "018-888-1234",
    "kinkyu": "family@example.jp",
    "meru": "ichiro@example.jp",
}
PERSON = {
    "how": "no",
    "shimei-family": "山王",
    "shimei-given": "花子",
    "shimei-family_kana": "サンノウ",
    "shimei-given_kana": "ハナコ",
    "umare-year": "1985",
    "umare-month": "4",
    "umare-day": "12",
}


def sent(version: ProcedureVersion, **changes: str) -> Application:
    """By a guest, who shows by a code that the form's own address is read."""
    guest = Citizen(version)
    guest.start()
    assert guest.send_page("who", ANSWERED | changes)["Location"] == guest.address("contact")
    assert ANSWERED["meru"] in text(guest.client.get(guest.address("contact")))
    guest.confirm()
    guest.send()
    return Application.objects.get(draft_id=guest.draft_id)


@pytest.fixture
def application(db: None) -> Application:
    return sent(make_procedure(pages=PAGES))


def test_mails_go_to_whoever_applies(application, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for effect in Effect.objects.filter(application=application):
        effects.run(effect.pk)
    assert [mail.to for mail in mailoutbox] == [["ichiro@example.jp"]]
    assert read_digest(application) == Digest("土崎 一郎", "ichiro@example.jp")


@pytest.mark.parametrize("typed", ["土崎一郎", "つちざき いちろう", "018-888-1234"])
def test_the_clerk_finds_the_case_and_reads_the_name(application, clerk, typed):
    client = clerk.client()
    found = client.post("/staff/search/", {"q": typed})
    assert listed(client.get(found["Location"])) == [application.receipt]
    assert "土崎 一郎" in text(client.get(f"/staff/cases/{application.receipt}/"))


def test_what_is_hidden_is_nobodys(db, clerk):
    """The name of the representative is typed too, but whoever applies is no company."""
    person = sent(make_procedure(pages=PAGES), **PERSON)
    assert read_digest(person).name == "山王 花子"
    client = clerk.client()
    for typed, cases in (("山王花子", [person.receipt]), ("1985-04-12", [person.receipt]), ("土崎一郎", [])):
        assert listed(client.get(client.post("/staff/search/", {"q": typed})["Location"])) == cases


def test_an_item_that_is_switched_to_the_applicant_later(administrator, clerk):
    """In the designer, with nothing else changed: no id, no new item."""
    unsaid = [{**item, "subject": "other"} if item["id"] == "daihyo" else item for item in PAGES[0]["items"]]
    version = make_procedure(pages=[{**PAGES[0], "items": unsaid}])
    assert read_digest(sent(version)).name == ""

    design = make_design(administrator.user, number=9002, document={"pages": [{**PAGES[0], "items": unsaid}]})
    change(
        design=design,
        by=administrator.user,
        kind=OperationKind.CHANGE,
        place="items/daihyo",
        steps=[Set("items/daihyo", "subject", "other", "applicant")],
        words="代表者は申請する本人",
    )
    again = make_procedure(number=9002, pages=design.decoded()["pages"])
    assert read_digest(sent(again)).name == "土崎 一郎"
