import pytest

from procedures.catalogue.folding import fold
from procedures.catalogue.models import Procedure
from procedures.catalogue.search import search
from procedures.catalogue.seeding import SEEDS
from tests.catalogue import make_department, make_procedure

pytestmark = pytest.mark.django_db


def numbers(query: str, **filters: str) -> list[int]:
    return [procedure.number for procedure in search(query, **filters)]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ﾋｯｺｼ", "ヒツコシ"),
        ("ひっこし", "ヒツコシ"),
        ("ヒッコシ", "ヒツコシ"),
        ("ＡＢＣ １２３", "abc123"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("サ―ビス", "サービス"),
        ("ｻｰﾋﾞｽ", "サービス"),
        ("「住民票」の写し", "住民票ノ写シ"),
        ("　", ""),
    ],
)
def test_folding(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "query",
    [
        "ひっこし",
        "引越し",
        "引っ越し",
        "引越",
        "転居",
        "ヒッコシ",
        "ﾋｯｺｼ",
        "引越し 連絡",
        "１００８",
        "1008",
        "ひっこしい",
    ],
)
def test_moving_is_found_in_any_writing(catalogue, query):
    assert 1008 in numbers(query) or "来庁" in search(query)[0].title


@pytest.mark.parametrize("query", ["いぬ", "犬", "イヌ", "ペット", "犬を飼う", "inu"])
def test_the_dog_is_found_first(catalogue, query):
    if query == "inu":
        assert numbers(query) == []  # no romanisation is promised
    else:
        assert "犬" in search(query)[0].title


@pytest.mark.parametrize("query", ["じゅうみんひよう", "じゅうみんひょお", "住民表の写し"])
def test_typos_are_forgiven(catalogue, query):
    assert "住民票の写し" in search(query)[0].title


def test_every_word_must_be_met(catalogue):
    assert numbers("犬 住民票") == []


def test_filters(catalogue):
    dog = Procedure.objects.select_related("department").get(title__contains="犬")
    assert dog.number in numbers("", department=dog.department.code)
    assert dog.number not in numbers("", department="citizen-affairs")
    assert all("moving" in procedure.life_events for procedure in search("", life_event="moving"))
    assert numbers("", life_event="no-such-event") == []


@pytest.mark.parametrize(
    "query", ["、。", "%", "_", "\\", "'", "x" * 5000, "\x00", "\ud800", "あ" * 10 + " " + "い" * 10]
)
def test_odd_input_finds_nothing_and_breaks_nothing(catalogue, query):
    assert numbers(query) == []


def test_nothing_typed_lists_everything(catalogue):
    assert len(numbers("")) == Procedure.objects.count() == len(list((SEEDS / "procedures").glob("*.json")))


def test_one_statement_however_many_rows(django_assert_num_queries):
    make_procedure(number=9001)
    with django_assert_num_queries(1):
        assert [row.department.name for row in search("小さな手続")] == ["市民課"]
    make_procedure(number=9002)
    make_procedure(number=9003, department=make_department("public-health", "衛生検査課").code)
    with django_assert_num_queries(1):
        assert len([row.department.name for row in search("小さな手続")]) == 3
