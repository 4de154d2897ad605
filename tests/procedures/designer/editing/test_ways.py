"""From a part to what it belongs to, to what comes next, and to a new question behind it."""

import pytest

from procedures.designer.editing.outline import outline
from procedures.designer.editing.paths import ways_round
from procedures.designer.models import DesignOperation
from tests.designs import make_design
from tests.html_forms import untouched
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.editing.desk import now

DOCUMENT = {
    "title": "犬の登録",
    "legal_basis": [{"law": "狂犬病予防法", "source": "law"}],
    "pages": [
        {"id": "owner", "title": "飼い主", "items": [{"id": "name", "type": "text", "label": "氏名"}]},
        {
            "id": "dogs",
            "title": "犬",
            "items": [
                {"id": "all", "type": "list", "label": "登録する犬", "item_label": "犬"}
                | {"items": [{"id": "called", "type": "text", "label": "名前"}]}
            ],
        },
    ],
    "fees": {"timing": "before_review", "lines": [{"item": "dog"}]},
    "workflow": {
        "stages": [{"id": "review", "title": "審査", "checks": [{"id": "check_1", "label": "氏名が読めるか"}]}]
    },
}


@pytest.mark.parametrize(
    ("place", "up", "on", "to_add"),
    [
        ("", "", "根拠と期間", ""),
        ("legal_basis/0", "根拠と期間", "", ""),
        ("pages", "", "ページ「飼い主」", ""),
        ("pages/owner", "ページ", "項目「氏名」", ""),
        ("items/name", "ページ「飼い主」", "ページ「犬」", "ページ「飼い主」"),
        ("items/called", "項目「登録する犬」", "計算", "項目「登録する犬」"),
        ("fees/lines/0", "手数料", "", ""),
        ("workflow/stages/review/checks/check_1", "段階「審査」", "", ""),
        ("retention", "", "", ""),
        ("items/no_such", "手続の説明", "", ""),
    ],
)
def test_ways(place, up, on, to_add):
    ways = ways_round(DOCUMENT, 9001, place)

    assert {name: way.title if way else "" for name, way in ways.items()} == {
        "way_up": up,
        "way_on": on,
        "way_to_add": to_add,
    }


@pytest.mark.parametrize(
    ("place", "marked"),
    [
        ("items/called", "items/called"),
        ("legal_basis/0", "legal_basis"),
        ("fees/lines/0", "fees"),
        ("workflow/stages/review/checks/check_1", "workflow/stages/review"),
    ],
)
def test_the_outline_marks_the_part_or_what_it_belongs_to(place, marked):
    rows = outline(DOCUMENT, 9001, place, ())

    assert [row["place"] for row in rows if row["is_current"]] == [marked]


@pytest.mark.django_db
class TestANewQuestion:
    @pytest.fixture
    def design(self, administrator):
        return make_design(administrator.user, document=DOCUMENT)

    def test_stands_behind_the_one_that_was_open_and_must_be_answered(self, editor):
        page = editor.client.get(editor.address("items/name")).content.decode()
        address = "/designer/9001/add/pages/owner/items/?after=name"
        assert f'href="{address}"' in page

        form = untouched(editor.client.get(f"{address}&type=phone").content.decode(), "add-form")
        assert form["required"] == ["yes"]
        editor.client.post(f"{address}&type=phone", form | {"label": "電話番号"})

        added = now("pages/owner")["items"][1]
        assert (added["type"], added["label"], added["required"]) == ("phone", "電話番号", True)
        assert DesignOperation.objects.get().words == "項目「電話番号」を追加した"

    def test_may_be_left_open(self, editor):
        address = "/designer/9001/add/pages/owner/items/?type=text"
        form = untouched(editor.client.get(address).content.decode(), "add-form")
        editor.client.post(address, form | {"label": "建物の名前", "required": "no"})

        assert "required" not in now("pages/owner")["items"][-1]

    def test_a_list_has_a_row_at_least(self, editor):
        address = "/designer/9001/add/pages/owner/items/?type=list"
        form = untouched(editor.client.get(address).content.decode(), "add-form")
        assert form["min"] == ["1"]
        editor.client.post(address, form | {"label": "家族", "item_label": "家族"})

        assert now("pages/owner")["items"][-1]["min"] == 1

    def test_what_is_only_shown_is_not_asked_about(self, editor):
        said = text(editor.client.get("/designer/9001/add/pages/owner/items/?type=text_block"))

        assert "必須・任意" not in said

    def test_a_condition_is_still_to_be_made(self, editor):
        editor.client.post("/designer/9001/add/eligibility/", {"message": "対象になりません。"})
        part = text(editor.client.get(editor.address("eligibility/0")))
        builder = text(editor.client.get("/designer/9001/rule/eligibility/0/when/"))

        assert "受け付けない条件 条件をまだ決めていません。 条件を決める" in part
        assert "今の意味 条件をまだ決めていません。" in builder
        assert "いつも表示します。" in text(editor.client.get(editor.address("items/name")))

    def test_a_result_has_the_calculation_that_its_place_allows(self, editor):
        row = "/designer/9001/add/items/all/items/?type=result"
        form = untouched(editor.client.get(row).content.decode(), "add-form")
        editor.client.post(row, form | {"label": "歳"})
        added = now("items/all")["items"][-1]["id"]

        assert "行の中の計算" in text(editor.client.get(editor.address(f"items/{added}")))
        assert editor.client.get(f"/designer/9001/rule/items/{added}/formula/").status_code == 200
