"""Which items ask the applicants about themselves, and who applies by given answers."""

from datetime import date
from typing import Any

import pytest

from procedures.definitions import Applicant, advise, dump, parse, visible_answers
from procedures.definitions.applicant import KNOWN_IDS
from tests.catalogue import small_document
from tests.procedures.definitions.small import document

HANAKO = {"family": "山王", "given": "花子", "family_kana": "サンノウ", "given_kana": "ハナコ"}
ICHIRO = {"family": "土崎", "given": "一郎", "family_kana": "ツチザキ", "given_kana": "イチロウ"}
HOME = {"prefecture": "秋田県", "city": "秋田市", "town": "山王", "street": "1-1"}
OWN = {"subject": "applicant"}


def item(item_id: str, item_type: str, **more: Any) -> dict[str, Any]:
    return {"id": item_id, "type": item_type, "label": "項目", **more}


def asking(*items: dict[str, Any], **changes: Any):
    return parse(document(pages=[{"id": "one", "title": "一", "items": list(items)}], **changes))


def test_items_say_themselves_that_they_are_the_applicants():
    definition = asking(
        item("shimei", "person_name", **OWN),
        item("umare", "birth_date", **OWN),
        item("sumai", "address", **OWN),
        item("denwa", "phone", **OWN),
        item("meru", "email", **OWN),
    )
    answers = {"shimei": HANAKO, "umare": "1950-04-01", "sumai": HOME, "denwa": "018-888-0000", "meru": "h@example.jp"}
    assert definition.applicant.among(answers) == Applicant(
        name=HANAKO,
        kana="サンノウハナコ",
        birth_date="1950-04-01",
        address=HOME,
        phone="018-888-0000",
        email="h@example.jp",
    )
    assert definition.applicant.among({}) == Applicant()


@pytest.mark.parametrize("item_type", KNOWN_IDS)
def test_where_an_item_says_nothing_its_id_counts(item_type):
    known = KNOWN_IDS[item_type]
    assert asking(item(known, item_type)).applicant.of(item_type) == (known,)
    assert asking(item("other_id", item_type)).applicant.of(item_type) == ()
    assert asking(item(known, "text")).applicant.of("text") == ()


def test_what_an_item_says_counts_more_than_its_id():
    about_others = asking(item("applicant_email", "email", subject="other"))
    assert about_others.applicant.of("email") == ()
    assert parse(dump(about_others)).applicant.of("email") == ()
    both = asking(item("applicant_email", "email"), item("mail", "email", **OWN))
    assert both.applicant.of("email") == ("mail", "applicant_email")


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"source": "profile.email"}, ("mail",)),
        ({"source": "identity.email"}, ("mail",)),
        ({"source": "profile.email", "subject": "other"}, ()),
        ({"source": "evidence.contacts.email"}, ()),
        ({"subject": None}, ()),
    ],
)
def test_a_value_from_the_own_card_or_profile_is_the_applicants(more, found):
    assert asking(item("mail", "email", **more)).applicant.of("email") == found


def test_groups_count_and_rows_do_not():
    definition = asking(
        {**item("people", "list", item_label="人"), "items": [item("child", "person_name", **OWN)]},
        {**item("you", "group"), "items": [item("parent", "person_name", **OWN)]},
    )
    assert definition.applicant.of("person_name") == ("parent",)
    in_rows = asking(
        {**item("people", "list", item_label="人"), "items": [item("applicant_name", "person_name")]},
        item("mail", "email", **OWN),
    )
    assert in_rows.applicant.of("person_name") == ()


class TestSeveral:
    BRANCHES = (
        item("company", "yes_no"),
        item("representative", "person_name", **OWN, when={"var": "company"}),
        item("person", "person_name", **OWN, when={"!": [{"var": "company"}]}),
    )

    @pytest.mark.parametrize(("company", "name"), [(True, ICHIRO), (False, HANAKO)])
    def test_the_first_that_is_shown(self, company, name):
        definition = asking(*self.BRANCHES)
        given = {"company": company, "representative": ICHIRO, "person": HANAKO}
        shown = visible_answers(definition, given, date(2026, 11, 2)).answers
        assert definition.applicant.among(shown).name == name

    def test_the_first_that_has_an_answer_in_the_order_of_the_pages(self):
        definition = asking(item("mobile", "phone", **OWN), item("home", "phone", **OWN))
        assert definition.applicant.among({"home": "018-888-0001"}).phone == "018-888-0001"
        both = {"home": "018-888-0001", "mobile": "090-0000-0002"}
        assert definition.applicant.among(both).phone == "090-0000-0002"


def test_kana_of_the_name_come_before_an_item_of_their_own():
    definition = asking(item("name", "person_name", kana=False, **OWN), item("reading", "kana", **OWN))
    bare = {**HANAKO, "family_kana": "", "given_kana": ""}
    assert definition.applicant.among({"name": bare, "reading": "サンノウ ハナコ"}).kana == "サンノウ ハナコ"
    assert definition.applicant.among({"name": HANAKO, "reading": "ちがう"}).kana == "サンノウハナコ"


def test_a_day_that_is_written_in_words_is_no_date():
    definition = asking(item("born", "birth_date", old=True, **OWN))
    assert definition.applicant.among({"born": {"text": "文久3年5月1日"}}).birth_date == ""


@pytest.mark.parametrize(("name", "shown"), [(HANAKO, "山王 花子"), ({"family": "山王"}, "山王"), ({}, "")])
def test_the_full_name(name, shown):
    assert Applicant(name=name).full_name(" ") == shown


class TestWarnings:
    """What is said of a form by which the portal would not know who applies."""

    NAME, MAIL = item("name", "person_name", **OWN), item("mail", "email", **OWN)

    def said(self, *items: dict[str, Any], kind: str = "application", **changes: Any) -> list[tuple[str, str]]:
        pages = [{"id": "one", "title": "一", "items": [item("wish", "text"), *items]}]
        definition = parse(small_document(kind=kind, pages=pages, **changes))
        return [(one.place, one.code) for one in advise(definition)]

    def test_nothing_where_both_are_known(self):
        assert self.said(self.NAME, self.MAIL) == []
        assert self.said(item("applicant_name", "person_name"), item("applicant_email", "email")) == []

    def test_items_that_could_be_meant_and_do_not_say_it(self):
        assert self.said(item("name", "person_name"), item("mail", "email")) == [
            ("/pages/0/items/1/subject", "nobody_named"),
            ("/pages/0/items/2/subject", "nobody_to_write_to"),
        ]

    def test_items_about_others_are_not_meant(self):
        other = {"subject": "other"}
        found = self.said(
            item("name", "person_name", **other), item("mail", "email", **other), contact_confirmation=False
        )
        assert found == [("/pages", "nobody_named"), ("/pages", "nobody_to_write_to")]

    def test_none_at_all(self):
        assert self.said(contact_confirmation=False) == [("/pages", "nobody_named"), ("/pages", "nobody_to_write_to")]
        # With an address to be confirmed it is an error.
        assert self.said() == [("/pages", "nobody_named")]

    def test_a_report_may_be_anonymous(self):
        assert self.said(kind="report", contact_confirmation=False) == []
        seen = item("seen", "person_name", subject="other")
        assert self.said(seen, kind="report", contact_confirmation=False) == []
        unsaid = self.said(item("name", "person_name"), kind="report", contact_confirmation=False)
        assert unsaid == [("/pages/0/items/1/subject", "nobody_named")]
