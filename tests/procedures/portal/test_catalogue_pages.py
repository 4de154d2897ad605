import pytest
from django.test import Client

from procedures.applications.models import Draft
from procedures.catalogue.closing import close
from procedures.catalogue.models import Procedure
from tests.catalogue import make_procedure
from tests.procedures.portal.steps import text


@pytest.mark.parametrize("query", ["引越し", "ひっこし", "ヒッコシ", "転居"])
def test_search_finds_a_word_in_any_writing(catalogue, query):
    assert "/procedures/1008/" in text(Client().get("/procedures/", {"q": query}))


def test_filters_stand_in_the_address_and_are_kept(catalogue):
    shown = text(Client().get("/procedures/", {"life_event": "moving", "department": "citizen-affairs"}))
    assert '<option value="moving" selected>' in shown
    assert '<option value="citizen-affairs" selected>' in shown


@pytest.mark.parametrize("life_event", ["nothing", "' OR 1=1", "😀"])
def test_an_unknown_filter_is_no_filter(catalogue, life_event):
    everything = Procedure.objects.filter(current__isnull=False).count()
    assert f"{everything}件の手続" in text(Client().get("/procedures/", {"life_event": life_event}))


def test_finding_nothing_helps_on(catalogue):
    shown = text(Client().get("/procedures/", {"q": "zzzzzzzz"}))
    assert "あてはまる手続が見つかりませんでした" in shown
    assert "018-888-0000" in shown


@pytest.mark.parametrize("query", ["\x00", "%", "_", "<script>", "あ" * 5000, "'", "\\"])
def test_no_question_breaks_the_search(catalogue, query):
    response = Client().get("/procedures/", {"q": query})
    assert response.status_code == 200
    assert "<script>" not in text(response).partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("path", ["/1001", "/1001/"])
def test_the_number_from_paper_is_an_address(catalogue, path):
    assert Client().get(path)["Location"] == "/procedures/1001/"


@pytest.mark.parametrize("path", ["/procedures/9999/", "/procedures/9999/print/", "/procedures/1/", "/12345", "/0001"])
def test_an_unknown_number_is_not_found(catalogue, path):
    assert Client().get(path).status_code == 404


def test_an_unknown_number_starts_nothing(db):
    assert Client().post("/procedures/9999/start/", follow=True).status_code == 404
    assert Client().get("/procedures/9999/start/").status_code == 405


def test_every_seeded_procedure_has_its_page_and_its_paper(catalogue):
    for procedure in Procedure.objects.select_related("current"):
        page = text(Client().get(f"/procedures/{procedure.number}/"))
        assert str(procedure.current.definition.who).split("\n")[0][:8] in page
        assert "/start/" in page
        paper = text(Client().get(f"/procedures/{procedure.number}/print/"))
        for asked in procedure.current.definition.pages:
            assert str(asked.title) in paper


def test_the_page_says_who_what_cost_days_and_law(catalogue):
    shown = text(Client().get("/procedures/1001/"))
    for heading in (
        "できる方",
        "必要なもの",
        "いらないもの",
        "かかる費用",
        "かかる日数",
        "本人確認",
        "送ったあとの流れ",
        "根拠",
    ):
        assert f">{heading}<" in shown
    assert "300円" in shown
    assert "見本" in shown
    assert "署名用の暗証番号（英数字6けたから16けた）" in shown
    assert '<svg role="img"' in shown


@pytest.mark.parametrize(
    ("kind", "verb"),
    [("application", "申請"), ("notification", "届出"), ("issuance", "請求"), ("report", "連絡")],
)
def test_the_verb_on_the_button_is_that_of_the_kind(db, kind, verb):
    make_procedure(kind=kind)
    assert f"{verb}を始める" in text(Client().get("/procedures/9001/"))


def test_somebody_signed_in_is_not_asked_to_sign_in(citizen):
    make_procedure()
    assert "ログインして始める" in text(Client().get("/procedures/9001/"))
    assert "ログインして始める" not in text(citizen.client().get("/procedures/9001/"))


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(db, django_assert_num_queries, count):
    for number in range(9001, 9001 + count):
        make_procedure(number=number)
    Client().get("/procedures/")  # definitions are read once per process
    with django_assert_num_queries(2):
        Client().get("/procedures/")
    with django_assert_num_queries(1):
        Client().get("/")
    with django_assert_num_queries(1):
        Client().get("/procedures/9001/")


@pytest.mark.parametrize("path", ["/help/", "/privacy/", "/terms/"])
def test_statements_need_no_database(django_db_blocker, path):
    assert Client().get(path).status_code == 200


def test_a_closed_procedure_says_where_to_go(db):
    make_procedure(number=9001)
    make_procedure(number=9002, title="新しい手続")
    close(number=9001, by=None, successor=9002, message="名前が変わりました。")
    for path in ("/procedures/9001/", "/procedures/9001/print/"):
        gone = Client().get(path)
        assert gone.status_code == 410
        assert "この手続の受付は終わりました" in text(gone)
        assert "名前が変わりました。" in text(gone)
        assert 'href="/procedures/9002/"' in text(gone)
    assert Client().post("/procedures/9001/start/", follow=True).status_code == 410
    assert Draft.objects.count() == 0
