from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from identity.access.limits import START_DRAFT
from procedures.applications.models import Application, Draft
from tests.catalogue import make_procedure
from tests.procedures.portal.steps import SMALL_PAGE, Citizen, text

NAME = {"id": "applicant_name", "type": "person_name", "label": "氏名", "required": True}
TWO_PAGES = [
    {"id": "applicant", "title": "申請者", "items": [NAME]},
    {
        "id": "wish_page",
        "title": "希望",
        "items": [{"id": "wish", "type": "text", "label": "希望", "required": True, "max": 20}],
    },
]
NAME_DATA = {name: value for name, value in SMALL_PAGE.items() if name.startswith("applicant_name")}
CHILDREN = {
    "id": "children",
    "type": "list",
    "label": "お子さん",
    "item_label": "お子さん",
    "max": 3,
    "items": [{"id": "child_kana", "type": "kana", "label": "フリガナ", "required": True}],
}
HOME = {"id": "home", "type": "address", "label": "住所", "required": True}


def begun(**changes) -> Citizen:
    citizen = Citizen(make_procedure(**changes))
    citizen.start()
    return citizen


@pytest.fixture
def two_pages(db) -> Citizen:
    return begun(pages=TWO_PAGES, assurance={"level": 0, "reason": "なし"}, contact_confirmation=False)


def test_a_guest_goes_from_start_to_done(db):
    citizen = Citizen(make_procedure())
    assert citizen.start()["Location"] == citizen.address("applicant")
    assert citizen.send_page()["Location"] == citizen.address("contact")
    citizen.confirm()
    assert "山王 花子" in text(citizen.client.get(citizen.address("check")))
    sent = citizen.send()
    application = Application.objects.get()
    assert sent["Location"] == f"/applications/{application.receipt}/done/"
    assert Draft.objects.count() == 0
    done = citizen.client.get(sent["Location"])
    assert done.status_code == 200
    assert "h***@example.jp" in text(done)


def test_a_guest_has_no_session(db):
    citizen = begun()
    citizen.fill()
    citizen.client.get(citizen.address("check"))
    kept = {name for name, cookie in citizen.client.cookies.items() if cookie.value}
    assert kept == {"grants", "csrftoken"}


def test_the_page_says_step_topic_and_procedure(two_pages):
    shown = text(two_pages.client.get(two_pages.address("applicant")))
    assert "全3ステップ中1ステップ目" in shown
    assert "<title>申請者｜小さな手続｜秋田市デジタル市役所</title>" in shown


def test_private_pages_are_not_stored_by_browsers(two_pages):
    response = two_pages.client.get(two_pages.address("applicant"))
    assert "no-store" in response["Cache-Control"]


def test_faults_are_shown_with_what_was_typed(two_pages):
    sent = two_pages.send_page(data=NAME_DATA | {"applicant_name-family_kana": "漢字"})
    assert sent["Location"] == two_pages.address("applicant") + "?errors=1"
    shown = text(two_pages.client.get(sent["Location"]))
    assert "<title>エラー：申請者" in shown
    assert "入力内容に誤りがあります（1件）" in shown
    assert 'href="#applicant_name-family_kana"' in shown
    assert 'value="漢字"' in shown
    assert 'value="山王"' in shown


def test_saving_keeps_also_what_has_a_fault(two_pages):
    sent = two_pages.send_page(data=NAME_DATA | {"applicant_name-family_kana": "漢字"}, _action="save")
    assert sent["Location"] == two_pages.address("saved")
    back = text(two_pages.client.get(two_pages.address("applicant")))
    assert 'value="漢字"' in back
    assert "入力内容に誤りがあります" not in back


def test_going_back_saves_the_page_left(two_pages):
    two_pages.send_page(data=NAME_DATA)
    sent = two_pages.send_page("wish_page", {"wish": "長すぎる" * 10}, _action="back")
    assert sent["Location"] == two_pages.address("applicant")
    assert "長すぎる" * 10 in text(two_pages.client.get(two_pages.address("wish_page")))


def test_a_form_sent_twice_goes_on_both_times(two_pages):
    first = two_pages.draft.revision
    data = NAME_DATA | {"_revision": str(first)}
    for _click in range(2):
        sent = two_pages.client.post(two_pages.address("applicant"), data)
        assert sent["Location"] == two_pages.address("wish_page")
    assert two_pages.draft.revision == first + 1


def test_two_tabs_lose_nothing(two_pages):
    old = str(two_pages.draft.revision)
    two_pages.send_page(data=NAME_DATA)
    other = NAME_DATA | {"applicant_name-given": "太郎", "_revision": old}
    late = two_pages.client.post(two_pages.address("applicant"), other)
    assert late.status_code == 409
    shown = text(late)
    assert "別の画面で先に保存されています" in shown
    assert 'value="太郎"' in shown
    assert two_pages.contents.answers["applicant_name"]["given"] == "花子"
    again = two_pages.client.post(two_pages.address("applicant"), other | {"_revision": str(two_pages.draft.revision)})
    assert again.status_code == 302
    assert two_pages.contents.answers["applicant_name"]["given"] == "太郎"


@pytest.mark.parametrize("revision", ["", "-1", "99999999999999999999", "１", "x"])
def test_a_forged_revision_overwrites_nothing(two_pages, revision):
    sent = two_pages.client.post(two_pages.address("applicant"), NAME_DATA | {"_revision": revision})
    assert sent.status_code == 409
    assert two_pages.contents.answers == {}


def test_a_page_before_its_turn_leads_to_the_first_that_is_open(two_pages):
    away = two_pages.client.get(two_pages.address("wish_page"), follow=True)
    assert away.redirect_chain == [(two_pages.address("applicant"), 302)]
    assert "先に入力が必要なページがあります" in text(away)


@pytest.mark.parametrize("page", ["nothing", "applicant2"])
def test_a_page_of_another_version_leads_to_where_to_go_on(two_pages, page):
    two_pages.send_page(data=NAME_DATA)
    saved = two_pages.contents
    for ask in (two_pages.client.get, two_pages.client.post):
        led = ask(two_pages.address(page), follow=True)
        assert led.redirect_chain == [(two_pages.address("wish_page"), 302)]
        assert "このページから続けてください" in text(led)
    assert two_pages.contents == saved


def test_a_change_from_the_check_page_leads_back_to_it(two_pages):
    two_pages.send_page(data=NAME_DATA)
    two_pages.send_page("wish_page", {"wish": "窓口"})
    check = text(two_pages.client.get(two_pages.address("check")))
    assert f'{two_pages.address("applicant")}?from=check#applicant_name"' in check
    page = text(two_pages.client.get(two_pages.address("applicant") + "?from=check"))
    assert '<input type="hidden" name="_from" value="check">' in page
    wrong = two_pages.send_page(data={"applicant_name-family": ""}, _from="check")
    assert wrong["Location"].endswith("?errors=1&from=check")
    sent = two_pages.send_page(data=NAME_DATA | {"applicant_name-given": "次郎"}, _from="check")
    assert sent["Location"] == two_pages.address("check")


def test_rows_are_added_and_removed_without_javascript(db):
    citizen = begun(
        pages=[{"id": "family", "title": "家族", "items": [NAME, CHILDREN]}],
        contact_confirmation=False,
        assurance={"level": 0, "reason": "なし"},
    )
    added = citizen.send_page("family", NAME_DATA, _action="add:children")
    assert added["Location"] == citizen.address("family") + "#children-0"
    shown = text(citizen.client.get(citizen.address("family")))
    assert 'name="children-0-child_kana"' in shown
    assert "入力内容に誤りがあります" not in shown
    two = citizen.send_page("family", NAME_DATA | {"children-0-child_kana": "アキ"}, _action="add:children")
    assert two["Location"] == citizen.address("family") + "#children-1"
    filled = NAME_DATA | {"children-0-child_kana": "アキ", "children-1-child_kana": "タロウ"}
    citizen.send_page("family", filled, _action="remove:children:0")
    shown = text(citizen.client.get(citizen.address("family")))
    assert 'value="タロウ"' in shown
    assert 'value="アキ"' not in shown


def test_a_postcode_fills_in_the_address_without_javascript(db):
    citizen = begun(
        pages=[{"id": "place", "title": "場所", "items": [NAME, HOME]}],
        contact_confirmation=False,
        assurance={"level": 0, "reason": "なし"},
    )
    found = citizen.send_page("place", NAME_DATA | {"home-postcode": "０１０－０９５１"}, _action="lookup:home")
    assert found["Location"].startswith(citizen.address("place") + "#home-")
    shown = text(citizen.client.get(citizen.address("place")))
    assert 'value="010-0951"' in shown
    assert "秋田市" in shown
    lost = citizen.send_page("place", NAME_DATA | {"home-postcode": "999-9999"}, _action="lookup:home")
    assert "?lookup=home" in lost["Location"]
    shown = text(citizen.client.get(lost["Location"].partition("#")[0]))
    assert "見つかりません" in shown
    assert 'value="999-9999"' in shown
    assert 'value="山王"' in shown


def test_answers_that_show_the_wrong_procedure_stop_with_the_way_out(db):
    rule = {"when": {"==": [{"var": "resident"}, False]}, "message": "秋田市に住んでいる方の手続です。"}
    items = [NAME, {"id": "resident", "type": "yes_no", "label": "秋田市に住んでいますか", "required": True}]
    citizen = begun(
        pages=[{"id": "place", "title": "場所", "items": items}],
        eligibility=[rule],
        contact_confirmation=False,
        assurance={"level": 0, "reason": "なし"},
    )
    sent = citizen.send_page("place", NAME_DATA | {"resident": "no"})
    assert sent["Location"] == citizen.address("check")
    assert "秋田市に住んでいる方の手続です。" in text(citizen.client.get(citizen.address("check")))
    citizen.send()
    assert Application.objects.count() == 0


def test_starting_is_limited(db):
    citizen = Citizen(make_procedure())
    for _time in range(START_DRAFT.times):
        citizen.client.post("/procedures/9001/start/")
    refused = citizen.client.post("/procedures/9001/start/")
    assert refused.status_code == 429
    assert Draft.objects.count() == START_DRAFT.times


def test_anothers_draft_is_not_there(two_pages):
    for page in ("applicant", "check", "saved", "discard"):
        assert Client().get(two_pages.address(page)).status_code == 404
        assert Client().post(two_pages.address(page), NAME_DATA).status_code == 404
    assert Draft.objects.count() == 1


def test_a_draft_past_its_date_says_so(two_pages):
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    gone = two_pages.client.get(two_pages.address("applicant"))
    assert gone.status_code == 404
    assert "保存の期限" in text(gone)


def test_no_draft_at_all_looks_the_same(db):
    shown = Client().get(f"/apply/{uuid4()}/check/")
    assert shown.status_code == 404
    assert "入力の途中の内容を開けません" in text(shown)


def test_a_foreign_form_is_refused(two_pages):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = two_pages.client.cookies
    refused = strict.post(two_pages.address("applicant"), NAME_DATA)
    assert refused.status_code == 403
    assert "もう一度、送ってください" in text(refused)


@pytest.mark.parametrize("kana", ["", "サンノウ", "\x00", "😀", "葛󠄀", "𠮷", "あ" * 5000])
def test_nothing_typed_breaks_a_page(two_pages, kana):
    sent = two_pages.send_page(data=NAME_DATA | {"applicant_name-family": kana, "forged": "x", "wish": ["1", "2"]})
    assert sent.status_code == 302
    assert two_pages.client.get(sent["Location"]).status_code == 200


def test_every_request_of_the_way_is_lean(db, django_assert_num_queries):
    citizen = Citizen(make_procedure())
    citizen.start()
    citizen.send_page()
    with django_assert_num_queries(1):
        citizen.client.get(citizen.address("applicant"))
    data = SMALL_PAGE | {"wish": "別", "_revision": str(citizen.draft.revision)}
    with django_assert_num_queries(2):
        citizen.client.post(citizen.address("applicant"), data)
    with django_assert_num_queries(1):
        citizen.client.get(citizen.address("check"))
    with django_assert_num_queries(2):
        citizen.client.post("/procedures/9001/start/")


def test_questions_brought_up_by_an_answer_are_no_faults(db):
    items = [
        NAME,
        {"id": "chip", "type": "yes_no", "label": "マイクロチップ", "required": True},
        {
            "id": "chip_number",
            "type": "text",
            "label": "番号",
            "required": True,
            "when": {"==": [{"var": "chip"}, True]},
        },
    ]
    citizen = begun(
        pages=[{"id": "dog", "title": "犬", "items": items}],
        contact_confirmation=False,
        assurance={"level": 0, "reason": "なし"},
    )
    more = citizen.send_page("dog", NAME_DATA | {"chip": "yes"})
    assert more["Location"] == citizen.address("dog") + "?more=1"
    shown = text(citizen.client.get(more["Location"]))
    assert "質問を追加しました" in shown
    assert "入力内容に誤りがあります" not in shown
    assert 'name="chip_number"' in shown
    still = citizen.send_page("dog", NAME_DATA | {"chip": "yes", "chip_number": ""})
    assert still["Location"] == citizen.address("dog") + "?errors=1"
    assert citizen.send_page("dog", NAME_DATA | {"chip": "no"})["Location"] == citizen.address("check")


def test_asking_what_belongs_to_the_page_saves_nothing(db):
    items = [
        NAME,
        {"id": "chip", "type": "yes_no", "label": "マイクロチップ", "required": True},
        {
            "id": "chip_number",
            "type": "text",
            "label": "番号",
            "required": True,
            "when": {"==": [{"var": "chip"}, True]},
        },
    ]
    citizen = begun(
        pages=[{"id": "dog", "title": "犬", "items": items}],
        contact_confirmation=False,
        assurance={"level": 0, "reason": "なし"},
    )
    assert 'name="chip_number"' not in text(citizen.client.get(citizen.address("dog")))
    shown = citizen.send_page("dog", {"chip": "yes", "applicant_name-family": "書きかけ"}, _action="refresh")
    assert shown.status_code == 200
    assert 'name="chip_number"' in text(shown)
    assert 'value="書きかけ"' in text(shown)
    assert "入力内容に誤りがあります" not in text(shown)
    assert (citizen.draft.revision, citizen.contents.typed) == (0, {})


PARTIAL = {"X-Partial": "1"}


def test_the_script_of_the_page_is_told_where_to_go_on(two_pages):
    data = NAME_DATA | {"_revision": "0"}
    told = two_pages.client.post(two_pages.address("applicant"), data, headers=PARTIAL)
    assert (told.status_code, told["X-Location"]) == (204, two_pages.address("wish_page"))
    assert "Location" not in told
    assert "no-store" in told["Cache-Control"]
    assert two_pages.contents.answers["applicant_name"]["given"] == "花子"


def test_the_script_of_the_page_gets_the_rows_and_nothing_is_saved(db):
    citizen = begun(
        pages=[{"id": "family", "title": "家族", "items": [NAME, CHILDREN]}],
        contact_confirmation=False,
        assurance={"level": 0, "reason": "なし"},
    )
    data = {"applicant_name-family": "書きかけ", "_action": "add:children"}
    shown = citizen.client.post(citizen.address("family"), data, headers=PARTIAL)
    assert shown.status_code == 200
    assert 'data-focus="children-0"' in text(shown)
    assert 'name="children-0-child_kana"' in text(shown)
    assert 'value="書きかけ"' in text(shown)
    assert (citizen.draft.revision, citizen.contents.typed) == (0, {})


def test_a_stop_is_said_while_typing(db):
    rule = {"when": {"==": [{"var": "resident"}, False]}, "message": "秋田市に住んでいる方の手続です。"}
    items = [NAME, {"id": "resident", "type": "yes_no", "label": "秋田市に住んでいますか", "required": True}]
    citizen = begun(
        pages=[{"id": "place", "title": "場所", "items": items}],
        eligibility=[rule],
        contact_confirmation=False,
        assurance={"level": 0, "reason": "なし"},
    )
    assert 'data-watched="resident"' in text(citizen.client.get(citizen.address("place")))
    said = {
        answer: "秋田市に住んでいる方の手続です。"
        in text(citizen.send_page("place", {"resident": answer}, _action="refresh"))
        for answer in ("no", "yes")
    }
    assert said == {"no": True, "yes": False}
    citizen.send_page("place", NAME_DATA | {"resident": "no"})
    assert "秋田市に住んでいる方の手続です。" in text(citizen.client.get(citizen.address("place")))
