"""Another way to answer for an item: what stays, what goes, what is told before, one operation that can be undone."""

import copy
from typing import Any

import pytest

from procedures.catalogue.models import ProcedureVersion
from procedures.definitions import parse
from procedures.definitions.differences import changes
from procedures.designer.designs import find_design
from procedures.designer.documents import find
from procedures.designer.editing.retyping import Retyping, families
from procedures.designer.models import DesignOperation
from procedures.designer.showable import showable
from procedures.designer.steps import apply, reversed_steps
from tests.catalogue import make_procedure, small_document
from tests.designs import make_design
from tests.html_forms import untouched
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.editing.desk import Editor, now
from tests.slots import make_calendar

pytestmark = pytest.mark.django_db
PLACE = "items/wish"
TO = "/designer/9001/type/items/wish/?type="
OPTIONS = [{"value": "post", "label": "郵送", "hint": "一週間ほど"}, {"value": "desk", "label": "窓口"}]
ABOUT = {"label": "希望", "hint": "例）早めに", "required": True, "personal": False, "subject": "applicant"}
ABOUT |= {"source": "profile.phone", "autocomplete": "nickname", "when": {"==": [1, 1]}}


def with_item(**item):
    """The small document with one item called `wish`, of which other settings speak."""
    document = small_document()
    document["pages"][0]["items"][2] = {"id": "wish", "label": "希望"} | item
    return document


def retyping(new_type, **item):
    return Retyping(with_item(**item), PLACE, new_type)


def turned_into(new_type, given=None, **item):
    """The item as it is afterwards."""
    found = retyping(new_type, **item)
    return apply(found.document, found.steps(found.asked.finished(given or {})))["pages"][0]["items"][2]


class TestWhatStays:
    def test_all_that_does_not_depend_on_the_type(self):
        assert turned_into("phone", type="text", max=50, **ABOUT) == {"id": "wish", "type": "phone", **ABOUT}

    def test_options_between_one_and_several(self):
        assert turned_into("choices", type="choice", options=OPTIONS, other=True) == {
            "id": "wish",
            "label": "希望",
            "type": "choices",
            "options": OPTIONS,
            "other": True,
        }
        kept = turned_into("choice", type="choices", options=OPTIONS, min=1, max=2)
        assert (kept["options"], {"min", "max"} & kept.keys()) == (OPTIONS, set())

    def test_options_with_how_many_of_each(self):
        counted = turned_into("quantities", type="choice", options=OPTIONS)
        assert counted["options"] == OPTIONS
        limited = [{**OPTIONS[0], "max": 3}, OPTIONS[1]]
        found = retyping("choice", type="quantities", options=limited, unit="個")
        assert found.kept["options"] == OPTIONS
        assert [tuple(one) for one in found.lost] == [("単位", "個"), ("一つの品目の上限", "郵送：3")]

    def test_a_code_list_between_one_and_several_and_nothing_else(self):
        assert turned_into("choices", type="choice", options_from="countries")["options_from"] == "countries"
        assert "options" not in turned_into("choices", type="choice", options_from="countries")
        found = retyping("quantities", type="choice", options_from="countries")
        assert [one.label for one in found.lost] == ["コード表から選んでもらう"]
        assert [control.info.name for control in found.asked.controls] == ["options"]

    @pytest.mark.parametrize("new_type", ["decimal", "yen"])
    def test_bounds_and_unit_of_numbers(self, new_type):
        bounds = {"min": 1, "max": {"+": [1, 2]}}
        assert turned_into(new_type, type="integer", **bounds).items() >= bounds.items()

    def test_what_no_amount_may_be_below_stays_for_a_number(self):
        assert turned_into("integer", type="yen") == {"id": "wish", "label": "希望", "type": "integer", "min": 0}
        assert [tuple(one) for one in retyping("yen", type="integer").turned] == [("最小の値", "（なし）", "0")]

    def test_bounds_of_days_and_of_lengths(self):
        first: dict[str, Any] = {"min": {"today": []}}
        assert turned_into("year_month", type="date", **first)["min"] == {"today": []}
        assert turned_into("long_text", type="text", max=500)["max"] == 500
        found = retyping("text", type="long_text", max=5000)
        assert ("max" in found.kept, [tuple(one) for one in found.lost]) == (False, [("最大の文字数", "5000")])

    def test_bounds_of_another_meaning_go(self):
        assert [one.was for one in retyping("integer", type="text", min=2, max=50).lost] == ["2", "50"]
        assert [one.was for one in retyping("quantities", type="choices", options=OPTIONS, max=2).lost] == ["2"]
        assert [one.label for one in retyping("time", type="date", min={"today": []}).lost] == ["いちばん早い日"]

    def test_the_text_of_a_consent(self):
        agreed = {"text": "調べることに同意します。", "version": "2026-04"}
        assert turned_into("declaration", type="consent", **agreed).items() >= agreed.items()
        found = retyping("yes_no", type="consent", **agreed)
        assert [one.was for one in found.lost] == ["調べることに同意します。", "2026-04"]
        assert [tuple(one) for one in found.turned] == [
            ("必須・任意", "必須", "任意"),
            ("個人情報として守る", "いいえ", "はい"),
        ]

    def test_translations(self):
        label = {"ja": "希望", "en": "Wish"}
        assert turned_into("long_text", type="text", label=label)["label"] == label


class TestEveryPair:
    def test_from_every_type_to_every_other_and_back(self):
        make_calendar()
        more: dict[str, dict[str, Any]] = {
            "choice": {"options": OPTIONS, "other": True},
            "choices": {"options": OPTIONS, "min": 1, "max": 2},
            "quantities": {"options": OPTIONS, "unit": "個", "max": 5},
            "slot": {"slots_from": "visits"},
            "consent": {"text": "同意します。", "version": "2026-04"},
            "declaration": {"text": "申告します。", "version": "2026-04"},
            "integer": {"min": 1, "unit": "人"},
            "decimal": {"scale": 3},
            "date": {"old": True, "min": {"today": []}},
            "text": {"pattern": "digits", "min": 2},
            "address": {"scope": "city"},
            "person_name": {"kana": False},
        }
        types = {one["type"] for family in families(with_item(type="text"), PLACE) for one in family["types"]}
        assert len(types | {"text"}) == 23
        for old in sorted(types | {"text"}):
            document = with_item(type=old, hint="補足", **more.get(old, {}))
            parse(document)
            for new in sorted((types | {"text"}) - {old}):
                found = Retyping(document, PLACE, new)
                part = found.asked.sample()
                steps = found.steps(part)
                after = apply(copy.deepcopy(document), steps)
                parse(after)
                item = find(after, PLACE)
                assert (item["id"], item["type"], item["label"], item["hint"]) == ("wish", new, "希望", "補足")
                assert find(apply(after, reversed_steps(steps)), PLACE) == find(document, PLACE), (old, new)
                told = {one.label for one in found.lost}
                gone = document["pages"][0]["items"][2].keys() - item.keys()
                assert len(told) >= len(gone), (old, new)


@pytest.fixture
def editor(administrator):
    document = with_item(type="text", max=50)
    document["pages"][0]["items"].append(
        {"id": "why", "type": "text", "label": "理由", "when": {"==": [{"var": "wish"}, "早め"]}}
    )
    make_design(administrator.user, document=document)
    return Editor(administrator.client())


def do(editor, new_type, **given):
    address = f"{TO}{new_type}"
    return editor.client.post(address, untouched(editor.client.get(address).content.decode()) | given)


class TestPages:
    def test_the_sheet_says_how_it_is_answered_and_leads_on(self, editor):
        page = editor.client.get(editor.address(PLACE))
        assert "答え方：一行の文字 答え方を変える" in text(page)
        said = text(editor.client.get("/designer/9001/type/items/wish/"))
        assert "今の答え方は「一行の文字」です。" in said
        assert "一つ選ぶ 例）受け取り方法" in said
        assert "一行の文字 例）" not in said
        assert "繰り返し 例）" not in said

    def test_the_consequences_are_told_first(self, editor):
        said = text(editor.client.get(f"{TO}integer"))
        assert "なくなる設定 「数」にはない設定です。 最大の文字数 50" in said
        assert "変えたあとに直すところ" in said
        assert "項目「理由」" in said
        assert now(PLACE)["type"] == "text"
        assert "なくなる設定はありません。" in text(editor.client.get(f"{TO}long_text"))

    def test_it_is_one_operation_that_can_be_taken_back(self, editor):
        before = now()
        response = do(editor, "choice", **{"options-paste": "早め\nいつでも"})
        assert response["Location"] == editor.address(PLACE)
        words = "項目「希望」の答え方を「一行の文字」から「一つ選ぶ」に変えた"
        assert f"{words}。「元に戻す」で取り消せます。" in editor.said(response)
        assert now(PLACE) == {
            "id": "wish",
            "label": "希望",
            "type": "choice",
            "options": [{"value": "option_1", "label": "早め"}, {"value": "option_2", "label": "いつでも"}],
        }
        assert [(one.place, one.words) for one in DesignOperation.objects.all()] == [(PLACE, words)]
        assert editor.send(PLACE).status_code == 302
        assert DesignOperation.objects.count() == 1
        editor.client.post("/designer/9001/undo/")
        assert now() == before
        editor.client.post("/designer/9001/redo/")
        assert now(PLACE)["type"] == "choice"

    def test_what_the_new_type_cannot_do_without_is_asked(self, editor):
        make_calendar()
        said = text(do(editor, "slot"))
        assert "を選んでください。" in said
        assert now(PLACE)["type"] == "text"
        do(editor, "slot", slots_from="visits")
        assert now(PLACE)["slots_from"] == "visits"

    def test_what_is_asked_has_no_second_label(self, editor):
        form = untouched(editor.client.get(f"{TO}consent").content.decode())
        assert form.keys() - {"csrfmiddlewaretoken"} == {"_seen", "text"}

    def test_somebody_else_changed_the_item_since(self, editor, administrator):
        form = untouched(editor.client.get(f"{TO}integer").content.decode())
        editor.send(PLACE, min="5")
        response = editor.client.post(f"{TO}integer", form)
        assert "ほかの人が先に変えました。" in text(response)
        assert "最小の文字数 5" in text(response)
        assert now(PLACE)["type"] == "text"
        editor.send("items/why", hint="補足")  # something else is no reason
        form = untouched(response.content.decode())
        assert editor.client.post(f"{TO}integer", form).status_code == 302

    def test_pressed_twice(self, editor):
        form = untouched(editor.client.get(f"{TO}integer").content.decode())
        for _time in range(2):
            assert editor.client.post(f"{TO}integer", form)["Location"] == editor.address(PLACE)
        assert DesignOperation.objects.count() == 1

    def test_what_the_portal_reads_as_the_applicants_stays_what_it_is(self, editor):
        said = text(editor.client.get("/designer/9001/type/items/applicant_name/"))
        assert "この項目の答え方は変えられません" in said
        assert "申請する本人の「氏名」として" in said
        response = editor.client.post("/designer/9001/type/items/applicant_name/?type=text")
        assert (response.status_code, now("items/applicant_name")["type"]) == (200, "person_name")

    def test_so_does_an_item_of_another_name_while_it_is_the_applicants(self, administrator):
        document = with_item(type="phone", subject="applicant")
        make_design(administrator.user, document=document)
        client = administrator.client()
        assert "この項目の答え方は変えられません" in text(client.get("/designer/9001/type/items/wish/"))
        document["pages"][0]["items"][2]["subject"] = "other"
        assert "wish" not in showable(document).applicant.of("phone")
        assert families(document, PLACE) != []

    @pytest.mark.parametrize("place", ["items/nothing", "pages/applicant", "workflow", "items/wish/label", "items/box"])
    def test_what_has_no_answer(self, administrator, place):
        document = small_document()
        document["pages"][0]["items"].append({"id": "box", "type": "text_block", "body": "説明"})
        make_design(administrator.user, document=document)
        assert administrator.client().get(f"/designer/9001/type/{place}/").status_code == 404

    @pytest.mark.parametrize("new_type", ["list", "text_block", "nonsense", "group"])
    def test_what_it_cannot_become_is_not_done(self, editor, new_type):
        assert "答え方を変える" in text(editor.client.post(f"{TO}{new_type}"))
        assert DesignOperation.objects.count() == 0

    def test_in_a_row_there_are_no_slots(self, administrator):
        document = small_document()
        row = [{"id": "child", "type": "text", "label": "名前"}]
        document["pages"][0]["items"].append(
            {"id": "children", "type": "list", "label": "お子さん", "item_label": "お子さん", "items": row}
        )
        make_design(administrator.user, document=document)
        editor = Editor(administrator.client())
        said = text(editor.client.get("/designer/9001/type/items/child/"))
        assert ("予約枠 例）" in said, "日付 例）" in said) == (False, True)
        editor.client.post("/designer/9001/type/items/child/?type=date", {"_seen": "0"})
        assert now("items/child") == {"id": "child", "type": "date", "label": "名前"}


class TestPublished:
    @pytest.fixture
    def editor(self, administrator):
        version = make_procedure()
        make_design(administrator.user, document=small_document(), base=version)
        return Editor(administrator.client())

    def test_what_becomes_of_drafts_is_told(self, editor):
        said = text(editor.client.get(f"{TO}long_text"))
        assert "この項目の答え方は「一行の文字」です。" in said
        assert "この項目の答えを取り分けて、もう一度聞きます。" in said

    def test_a_new_item_says_nothing_of_it(self, administrator):
        make_design(administrator.user, document=small_document())
        assert "公開中の手続では" not in text(administrator.client().get(f"{TO}long_text"))

    def test_the_comparison_names_both_ways(self, editor):
        do(editor, "integer")
        before = ProcedureVersion.objects.get().definition
        sentences = [one.sentence for one in changes(before, parse(find_design(9001).decoded()))]
        assert sentences == ["項目「希望」の種類を「一行の文字」から「数」に変えた"]


def test_statements(administrator, django_assert_num_queries):
    make_design(administrator.user)
    client = administrator.client()
    client.get(f"{TO}integer")
    with django_assert_num_queries(4):  # session, user, roles, design
        client.get("/designer/9001/type/items/wish/")
    with django_assert_num_queries(8):  # and what is checked before and after: departments and fees
        client.get(f"{TO}integer")
