"""Two editors of one part: nothing that one of them wrote is undone by the other without a question."""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest

from procedures.designer.designs import undo
from procedures.designer.editing.merging_options import merge
from procedures.designer.models import Design, DesignOperation
from procedures.designer.steps import apply, reversed_steps
from tests.designs import make_design
from tests.html_forms import untouched
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.editing.desk import Editor, now

pytestmark = pytest.mark.django_db
WISH = "items/wish"


@dataclass
class OpenPage:
    """A form that stays open while its script sends it again and again."""

    editor: Editor
    place: str = WISH
    form: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.form = self.editor.form(self.place)

    def write(self, **changes: Any) -> str:
        """Write and let the script send it; what the page says then."""
        self.form = self.form | changes
        response = self.editor.send(self.place, form=self.form, htmx=True)
        html = response.content.decode()
        answer = untouched(html.partition("data-theirs")[0])
        self.form["_fields"] = answer["_fields"]
        self.form["_seen"] = answer.get("_seen", re.findall(r'data-theirs data-seen="(\d+)"', html))
        theirs = html.partition("data-theirs")[2]
        if "options-0-value" in theirs:
            self.form = {name: value for name, value in self.form.items() if not name.startswith("options-")}
        self.form |= untouched(theirs)
        return text(response)


class TestWhatOthersChanged:
    def test_is_not_taken_back_by_the_next_save(self, editor, other):
        page = OpenPage(editor)
        other.send(WISH, hint="例）早めに")
        said = page.write(label="ご希望")
        assert "小野 実さんが「補足」を変えたので、この画面にも入れました。" in said
        assert page.form["hint"] == ["例）早めに"]
        assert "この画面にも" not in page.write(label="ご希望の日")
        assert (now(WISH)["label"], now(WISH)["hint"]) == ("ご希望の日", "例）早めに")

    def test_until_the_page_has_it_the_form_counts_as_old(self, editor, other):
        form = OpenPage(editor).form
        other.send(WISH, hint="例）早めに")
        for label in ("ご希望", "ご希望の日"):  # a page that does not take it in
            response = editor.send(WISH, form=form, htmx=True, label=label)
            assert 'id="seen"' not in response.content.decode().partition("data-theirs")[0].partition("_settle")[0]
        assert now(WISH)["hint"] == "例）早めに"

    def test_what_waits_for_a_decision_is_sent_no_more(self, editor, other):
        page = OpenPage(editor)
        other.send(WISH, label="相手の名前")
        assert "自分の内容にする" in page.write(label="自分の名前")
        assert "label" not in page.form["_fields"][0].split()
        said = page.write(hint="例）早めに", label="自分の名前です")
        assert "自分の内容にする" not in said  # what is on the page stays
        assert 'id="conflict"' not in said
        assert (now(WISH)["label"], now(WISH)["hint"]) == ("相手の名前", "例）早めに")

    def test_what_is_being_mended_is_held_against_what_it_was_written_for(self, editor, other):
        page = OpenPage(editor)
        other.send(WISH, max="50")
        page.write(max="千")
        assert page.form["_seen"] == ["0"]
        assert "自分の内容にする" in page.write(max="60")
        assert now(WISH)["max"] == 50


class TestAnotherType:
    def retype(self, other):
        other.client.post("/designer/9001/type/items/wish/?type=integer", {"_seen": "0"})
        assert now(WISH)["type"] == "integer"

    def test_an_open_page_is_told_and_sends_only_what_still_has_a_meaning(self, editor, other):
        page = OpenPage(editor)
        self.retype(other)
        said = page.write(label="ご希望", max="50")
        assert "小野 実さんが、この項目の答え方を変えました。" in said
        assert "次の内容は保存できません。必要なら写し取ってください。 最大の文字数 50" in said
        assert "この画面にも入れました" not in said
        assert now(WISH) == {"id": "wish", "type": "integer", "label": "ご希望", "required": False}
        assert set(page.form["_fields"][0].split()) == {
            *("label", "hint", "required", "personal", "source", "subject", "autocomplete")
        }
        page.write(label="ご希望の数")
        assert now(WISH) == {"id": "wish", "type": "integer", "label": "ご希望の数", "required": False}

    def test_without_javascript(self, editor, other):
        form = editor.form(WISH)
        self.retype(other)
        response = editor.send(WISH, form=form, max="50")
        assert (response.status_code, "最大の文字数 50" in text(response)) == (409, True)
        assert editor.send(WISH, form=form, hint="例）2").status_code == 302
        assert now(WISH).get("hint") == "例）2"


A, B, C = ({"value": f"option_{number}", "label": label} for number, label in enumerate("あいう", 1))


def row(option, **changes):
    return {**option, **changes}


class TestMergingOptions:
    @pytest.mark.parametrize(
        ("mine", "theirs", "expected"),
        [
            ([A, B, C], [A, B], [A, B, C]),
            ([row(A, label="ア"), B], [A, row(B, label="イ")], [row(A, label="ア"), row(B, label="イ")]),
            ([row(A, hint="補足"), B], [row(A, label="ア"), B], [row(A, label="ア", hint="補足"), B]),
            ([A], [A, B, C], [A, C]),
            ([A, B], [A], [A]),
            ([B, A], [A, B, C], [B, A, C]),
            ([B, A], [row(A, label="ア"), B], [B, row(A, label="ア")]),
            ([A, B], [B, A], [B, A]),
            ([], [A, B, C], [C]),
            ([A, B, C], [A, B, row(C, value="x")], [A, B, row(C, value="x")]),  # heard of it too late: the same option
            ([A, B, row(C, label="え")], [A, B, C], [A, B, {"value": "option_4", "label": "え"}, C]),
            ([C, A, B], [B, A], [C, B, A]),
        ],
    )
    def test_different_options(self, mine, theirs, expected):
        merged = merge(WISH, [A, B], mine, theirs)
        document = holding(theirs)
        after = apply(holding(theirs), merged.steps)
        assert (merged.conflicts, merged.options) == ([], expected)
        assert after == holding(expected)
        assert apply(after, reversed_steps(merged.steps)) == document

    @pytest.mark.parametrize(
        ("mine", "theirs", "conflicts", "left", "settled"),
        [
            ([row(A, label="ア"), B], [row(A, label="ａ"), B], ["option_1"], [row(A, label="ａ"), B], "mine"),
            ([B], [row(A, label="ａ"), B], ["option_1"], [row(A, label="ａ"), B], "mine"),
            ([row(A, label="ア"), B], [B], ["option_1"], [B], [B, row(A, label="ア")]),
        ],
    )
    def test_the_same_option(self, mine, theirs, conflicts, left, settled):
        merged = merge(WISH, [A, B], mine, theirs)
        assert (merged.conflicts, merged.options) == (conflicts, left)
        chosen = merge(WISH, [A, B], mine, theirs, mine=True)
        assert chosen.options == (mine if settled == "mine" else settled)
        assert apply(holding(theirs), chosen.steps) == holding(chosen.options)

    def test_two_orders(self):
        merged = merge(WISH, [A, B, C], [C, A, B], [B, A, C])
        assert (merged.conflicts, merged.options) == ([""], [B, A, C])
        assert merge(WISH, [A, B, C], [C, A, B], [B, A, C], mine=True).options == [C, A, B]

    def test_one_that_moved_is_one_move(self):
        options = [{"value": f"o{number}", "label": str(number)} for number in range(50)]
        assert len(merge(WISH, options, [*options[1:], options[0]], options).steps) == 2


def holding(options):
    item = {"id": "wish", "type": "choice", "label": "希望"} | ({"options": deepcopy(options)} if options else {})
    return {"pages": [{"id": "p", "title": "頁", "items": [item]}]}


class TestOptionsOnThePage:
    @pytest.fixture
    def design(self, administrator):
        return make_design(administrator.user, document={"title": "x"} | holding([A, B]))

    def test_each_adds_one_and_goes_on(self, editor, other):
        page = OpenPage(editor)
        other.send(WISH, **{"options-2-label": "相手"})
        assert "小野 実さんが「選択肢」を変えたので" in page.write(**{"options-2-label": "自分"})
        assert [one["label"] for one in now(WISH)["options"]] == ["あ", "い", "自分", "相手"]
        assert page.form["options-2-label"] == ["自分"]
        page.write(**{"options-2-label": "自分の"})
        page.write(label="ご希望")
        assert [(one["value"], one["label"]) for one in now(WISH)["options"]] == [
            *(("option_1", "あ"), ("option_2", "い"), ("option_4", "自分の"), ("option_3", "相手"))
        ]

    def test_ones_own_can_be_taken_back_alone(self, editor, other, administrator):
        form = editor.form(WISH)
        other.send(WISH, **{"options-0-label": "相手の名前"})
        editor.send(WISH, form=form, **{"options-1-label": "自分の名前"})
        undo(design=Design.objects.get(), by=administrator.user)
        assert [one["label"] for one in now(WISH)["options"]] == ["相手の名前", "い"]

    def test_the_same_option_is_asked_about_alone(self, editor, other):
        form = editor.form(WISH)
        other.send(WISH, **{"options-0-label": "相手の名前", "options-2-label": "相手の追加"})
        response = editor.send(WISH, form=form, **{"options-0-label": "自分の名前", "options-1-label": "自分の二つめ"})
        assert "相手の内容 相手の名前 自分の内容 自分の名前" in text(response)
        assert [one["label"] for one in now(WISH)["options"]] == ["相手の名前", "自分の二つめ", "相手の追加"]
        data = untouched(response.content.decode()) | {"_settle-options": "options", "_do": "settle"}
        assert editor.client.post(editor.address(WISH), data).status_code == 302
        assert [one["label"] for one in now(WISH)["options"]] == ["自分の名前", "自分の二つめ", "相手の追加"]

    def test_one_that_the_other_deleted(self, editor, other):
        form = editor.form(WISH)
        other.press(WISH, "options:remove:0")
        response = editor.send(WISH, form=form, **{"options-0-label": "自分の名前"})
        assert "相手の内容 （なし） 自分の内容 自分の名前" in text(response)
        assert [one["label"] for one in now(WISH)["options"]] == ["い"]

    def test_an_untouched_table_changes_nothing(self, editor, other):
        page = OpenPage(editor)
        other.send(WISH, **{"options-2-label": "相手"})
        page.write(label="ご希望")
        page.write(hint="例）早めに")
        assert [one["label"] for one in now(WISH)["options"]] == ["あ", "い", "相手"]
        assert DesignOperation.objects.count() == 3
