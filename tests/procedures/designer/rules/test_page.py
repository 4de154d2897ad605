"""The page of one rule of a design: opened, put together, saved, taken away."""

import json
from html import unescape

import pytest
from django.urls import reverse

from procedures.designer.designs import arrive, change, find_design
from procedures.designer.documents import find
from procedures.designer.models import DesignOperation, OperationKind
from procedures.designer.rules.places import rule_place
from procedures.designer.steps import ABSENT, Set
from tests.designs import make_design
from tests.procedures.designer.rules.documents import with_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator):
    return administrator.client()


@pytest.fixture
def design(administrator):
    document = with_everything()
    document["pages"][0]["checks"] = [
        {
            "id": "both",
            "when": {"==": [{"var": "people"}, 0]},
            "items": ["people"],
            "message": "人数を確かめてください。",
        }
    ]
    document["eligibility"] = [{"when": {"<": [{"var": "people"}, 1]}, "message": "窓口へお越しください。"}]
    document["fees"] = {
        "timing": "before_issue",
        "lines": [{"item": "juminhyo", "quantity": {"var": "copies"}}],
        "exemptions": [{"item": "juminhyo", "when": {"var": "married"}}],
    }
    rows = document["pages"][1]["items"][0]["items"]
    formula = {"*": [{"var": "item.allowance"}, 2]}
    rows.append({"id": "doubled", "type": "result", "label": "倍", "format": "yen", "formula": formula})
    return make_design(administrator.user, document=document)


def address(place: str, field: str = "when") -> str:
    return reverse("designer:rule", args=[9001, place, field])


def now(place: str, field: str = "when") -> object:
    return find(find_design(9001).decoded(), place).get(field)


def people(**more: str) -> dict[str, str]:
    """What is sent of 「世帯の人数」が次の値以上 2."""
    sent = {
        "rule-join": "",
        "rule-0-how": ">=",
        "rule-0-shown": "number||one",
        "rule-0-0-what": "answer:people",
        "rule-0-0-shown": "answer:people",
        "rule-0-1-what": "number",
        "rule-0-1-shown": "number",
        "rule-0-1-value": "2",
        "before": "",
        "step": "save",
    }
    return sent | more


def text(response) -> str:
    return unescape(response.content.decode())


def test_a_condition_is_put_together_and_saved(client, design):
    page = text(client.get(address("items/memo")))
    assert "条件はありません。いつも表示します。" in page
    assert "項目「備考」" in page
    assert "＊" not in page
    page = text(client.post(address("items/memo"), {"rule-join": "", "_action": "add:rule"}))
    assert 'name="rule-0-0-what"' in page
    assert '<optgroup label="同じページの質問">' in page
    assert "まだ保存していません" in page
    assert now("items/memo") is None
    answer = client.post(address("items/memo"), people())
    assert answer.status_code == 302
    assert answer["Location"] == reverse("designer:part", args=[9001, "items/memo"])
    assert now("items/memo") == {">=": [{"var": "people"}, 2]}
    operation = DesignOperation.objects.get()
    assert operation.words == "項目「備考」の「表示する条件」を変えた：「世帯の人数」が2以上のとき表示する"
    assert operation.place == "items/memo"


def test_a_button_saves_what_is_complete(client, design):
    """Whoever loses the connection loses no more than the sentence just begun."""
    page = text(client.post(address("items/memo"), people(_action="add:rule")))
    saved = {">=": [{"var": "people"}, 2]}
    assert now("items/memo") == saved
    assert "まだ保存していません" in page
    assert f'name="before" value="{json.dumps(saved)}"' in page
    more = {"rule-1-how": "", "rule-1-shown": "", "rule-1-0-what": "", "rule-1-0-shown": "", "rule-join": "and"}
    sent = people(before=json.dumps(saved), _action="remove:rule-1", **more)
    page = text(client.post(address("items/memo"), sent))
    assert "保存済み" in page
    assert DesignOperation.objects.count() == 1  # nothing else was changed


def test_what_became_wrong_is_told_when_it_is_opened(client, administrator):
    document = with_everything()
    document["pages"][1]["items"][-1]["when"] = {"==": [{"var": "scope"}, "gone"]}
    make_design(administrator.user, document=document)
    page = text(client.get(address("items/last")))
    assert '<a href="#rule-0-1-value">選択肢「gone」はもうありません。選び直してください。</a>' in page
    assert "今はない選択肢（gone）" in page


def test_who_else_is_here(client, design, supervisor):
    arrive(design=design, user=supervisor.user, place="items/memo")
    assert f"{supervisor.user.name}さんも、ここを開いています。" in text(client.get(address("items/memo")))


def test_what_is_not_complete_stays_in_the_form_and_is_not_saved(client, design):
    page = text(client.post(address("items/memo"), people(**{"rule-0-1-value": "二人"})))
    assert 'value="二人"' in page
    assert "＊数字で入力してください。" in page
    assert 'href="#rule-0-1-value"' in page
    assert "<title>エラー：" in page
    assert now("items/memo") is None
    assert not DesignOperation.objects.exists()


def test_a_condition_is_taken_away(client, design):
    before = json.dumps({"var": "married"})
    assert "条件をなくす" in text(client.get(address("items/last")))
    assert client.post(address("items/last"), people(before=before, step="remove")).status_code == 302
    assert now("items/last") is None
    assert DesignOperation.objects.get().words.endswith("条件はありません。いつも表示します。")


def test_taking_out_every_condition_and_saving_is_the_same(client, design):
    data = {"rule-join": "", "before": json.dumps({"var": "married"}), "step": "save"}
    assert client.post(address("items/last"), data).status_code == 302
    assert now("items/last") is None


def test_a_rule_that_must_be_there_cannot_go(client, design):
    place, before = "eligibility/0", json.dumps({"<": [{"var": "people"}, 1]})
    page = text(client.get(address(place)))
    assert "「世帯の人数」が1未満のとき申請できない" in page
    assert 'value="remove"' not in page
    for step in ("save", "remove"):
        page = text(client.post(address(place), {"rule-join": "", "before": before, "step": step}))
        assert "条件を一つ以上入れてください。" in page
    assert now(place) == {"<": [{"var": "people"}, 1]}


def test_saving_without_a_change_is_no_operation(client, design):
    page = client.get(address("items/last"))
    assert '"var": "married"' in text(page)
    data = {
        "rule-join": "", "rule-0-how": "bare", "rule-0-shown": "boolean||nothing", "rule-0-0-what": "answer:married",
        "rule-0-0-shown": "answer:married", "before": json.dumps({"var": "married"}), "step": "save",
    }  # fmt: skip
    assert client.post(address("items/last"), data).status_code == 302
    assert not DesignOperation.objects.exists()


def test_somebody_was_faster(client, design, clerk):
    other = {"==": [{"var": "scope"}, "all"]}
    change(
        design=design,
        by=clerk.user,
        kind=OperationKind.CHANGE,
        place="items/memo",
        steps=[Set("items/memo", "when", ABSENT, other)],
        words="変えた",
    )
    page = text(client.post(address("items/memo"), people()))
    assert "ほかの人が先に変えました" in page
    assert "今の内容：「範囲」が「全員」のとき表示する" in page
    assert 'value="2"' in page
    assert now("items/memo") == other
    again = people(before=json.dumps(other))
    assert client.post(address("items/memo"), again).status_code == 302
    assert now("items/memo") == {">=": [{"var": "people"}, 2]}


@pytest.mark.parametrize(
    ("place", "field", "heading", "meaning"),
    [
        ("pages/second", "when", "このページを表示する条件", "条件はありません。いつも表示します。"),
        ("pages/first/checks/both", "when", "正しくない組み合わせ", "「世帯の人数」が0のとき「正しくない」と知らせる"),
        ("items/people", "required", "必須にする条件", "条件はありません。必須ではありません。"),
        ("items/people", "min", "入力できる下限", "下限はありません。"),
        ("items/day", "max", "入力できる上限", "上限はありません。"),
        ("items/hour", "min", "入力できる下限", "下限はありません。"),
        ("items/doubled", "formula", "計算のしかた", "計算：「手当」×2"),
        ("values/total", "value", "計算のしかた", "計算：「世帯の人数」＋「通数」"),
        ("fees/lines/0", "quantity", "手数料の数", "手数料に「通数」を掛ける"),
        ("fees/lines/0", "when", "手数料がかかる条件", "条件はありません。いつもかかります。"),
        ("fees/exemptions/0", "when", "減免する条件", "「配偶者はいますか」が「はい」のとき減免する"),
        ("workflow/stages/review", "when", "この段階を行う条件", "条件はありません。いつも行います。"),
    ],
)
def test_every_place_that_has_a_rule(client, design, place, field, heading, meaning):
    page = text(client.get(address(place, field)))
    assert f"<h1>{heading}" in page
    assert meaning in page
    assert rule_place(find_design(9001).decoded(), place, field).title == heading


def test_always_required(client, design):
    data = {
        "rule-join": "", "rule-0-how": "bare", "rule-0-shown": "boolean||nothing", "rule-0-0-what": "true",
        "rule-0-0-shown": "true", "before": "", "step": "save",
    }  # fmt: skip
    assert client.post(address("items/memo", "required"), data).status_code == 302
    assert now("items/memo", "required") is True
    assert "いつも必須にする" in text(client.get(address("items/memo", "required")))


@pytest.mark.parametrize(
    ("place", "field"),
    [("items/none", "when"), ("items/memo", "min"), ("items/memo", "label"), ("values/total", "when"),
     ("nowhere", "when"), ("pages/first/items", "when"), ("fees", "when"), ("items/people", "formula")],
)  # fmt: skip
def test_no_rule_at_a_place(client, design, place, field):
    assert client.get(address(place, field)).status_code == 404
    assert client.post(address(place, field), people()).status_code == 404


def test_nobody_is_writing(client):
    assert client.get(address("items/memo")).status_code == 404


def test_a_forged_before_changes_nothing(client, design):
    client.post(address("items/last"), people(before="{"))
    assert now("items/last") == {">=": [{"var": "people"}, 2]}  # as good as what stands there
    answer = client.post(address("items/last"), people(before='{"var": "other"}'))
    assert "ほかの人が先に変えました" in text(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_depend_on_what_stands_there(client, administrator, count, django_assert_num_queries):
    document = with_everything()
    document["pages"][1]["items"][-1]["when"] = {"and": [{">=": [{"var": "people"}, 2]}] * count}
    make_design(administrator.user, document=document)
    client.get(address("items/last"))
    with django_assert_num_queries(6):
        client.get(address("items/last"))
    with django_assert_num_queries(12):  # the change is kept
        client.post(address("items/last"), people(_action="add:rule"))
