"""Translations side by side: what is missing, what is to be looked at again, saving, files."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.seeding import SEEDS
from procedures.definitions import parse
from procedures.definitions.places import placed_texts
from procedures.designer.designs import change, end_design, find_design, undo
from procedures.designer.documents import find
from procedures.designer.models import DesignOperation, Ending, OperationKind
from procedures.designer.steps import Insert, Remove, Set, Step
from procedures.designer.translating.saving import save
from procedures.designer.translating.standing import standings_of
from procedures.designer.translating.texts import texts_of
from tests.catalogue import make_procedure, small_document
from tests.designs import make_design
from tests.journeys.steps import definition
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
ADDRESS = "/designer/9001/translations/"


def document():
    found = small_document(needed=["印鑑", {"ja": "本", "en": "book"}])
    items = found["pages"][0]["items"]
    items[0]["label"] = {"ja": "氏名", "en": "Name"}
    items[2]["hint"] = "一行目\n二行目"
    return found


@pytest.fixture
def design(administrator):
    return make_design(administrator.user, document=document())


@pytest.fixture
def client(administrator, design):
    return administrator.client()


def name_of(design, key):
    return next(one.name for one in texts_of(design.decoded()) if one.key == key)


def state(key, language="en"):
    return next(one.states[language] for one in standings_of(find_design(9001)) if one.text.key == key)


def say(design, by, place, field, after):
    before = find(design.decoded(), place).get(field)
    steps = [Set(place, field, before, after)]
    return change(design=design, by=by, kind=OperationKind.CHANGE, place=place, steps=steps, words="変えた")


class TestTexts:
    @pytest.mark.parametrize("number", sorted(int(path.name[:4]) for path in (SEEDS / "procedures").glob("*.json")))
    def test_every_text_of_a_seed_is_found_once(self, number):
        known = definition(number)
        found = list(texts_of(known.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
        assert len({one.key for one in found}) == len(found) == len(list(placed_texts(known)))

    def test_places_and_parts(self):
        keys = {one.key: one.part for one in texts_of(document())}
        assert keys["#needed/1"] == "about"
        assert keys["items/wish#hint"] == "applicant"
        assert next(iter(keys)) == "#title"


class TestStanding:
    def test_what_was_there_from_the_start_is_right(self, design):
        assert (state("items/applicant_name#label"), state("#title")) == ("done", "missing")

    def test_japanese_that_changed_after_its_translation(self, design, administrator):
        say(design, administrator.user, "items/applicant_name", "label", {"ja": "お名前", "en": "Name"})
        assert state("items/applicant_name#label") == "review"
        undo(design=design, by=administrator.user)
        assert state("items/applicant_name#label") == "done"

    def test_both_changed_together(self, design, administrator):
        say(design, administrator.user, "items/applicant_name", "label", {"ja": "お名前", "en": "Your name"})
        assert state("items/applicant_name#label") == "done"

    def test_a_moved_item_is_still_to_be_looked_at(self, design, administrator):
        by = administrator.user
        say(design, by, "items/applicant_name", "label", {"ja": "お名前", "en": "Name"})
        item = find(design.decoded(), "items/applicant_name")
        steps: list[Step] = [
            Remove("pages/applicant", "items", "", item),
            Insert("pages/applicant", "items", "wish", item),
        ]
        change(design=design, by=by, kind=OperationKind.MOVE, place="items/applicant_name", steps=steps, words="移した")
        assert state("items/applicant_name#label") == "review"

    def test_texts_of_a_list(self, design, administrator):
        say(design, administrator.user, "", "needed", ["印鑑", {"ja": "雑誌", "en": "book"}])
        assert state("#needed/1") == "review"

    def test_a_published_text_that_was_not_looked_at_is_told_in_the_next_design(self, administrator):
        make_procedure(title={"ja": "一", "en": "One"})
        last = make_procedure(title={"ja": "二", "en": "One"})
        assert ProcedureVersion.objects.count() == 2
        make_design(administrator.user, document=parse(last.document).model_dump(mode="json", by_alias=True))
        assert state("#title") == "review"


class TestSaving:
    def test_one_operation_with_only_what_changed(self, design, administrator):
        typed = {name_of(design, "#title"): " Small\nprocedure ", name_of(design, "items/applicant_name#label"): "Name"}
        outcome = save(design=design, by=administrator.user, language="en", typed=typed, seen=0)
        assert (outcome.saved, outcome.faults) == (1, {})
        assert find_design(9001).decoded()["title"] == {"ja": "小さな手続", "en": "Small procedure"}
        operation = DesignOperation.objects.get()
        assert (operation.place, operation.words) == ("", "手続の説明の訳（英語）を変えた")

    def test_taking_a_translation_away_leaves_a_plain_text(self, design, administrator):
        typed = {name_of(design, "items/applicant_name#label"): ""}
        save(design=design, by=administrator.user, language="en", typed=typed, seen=0)
        assert find(find_design(9001).decoded(), "items/applicant_name")["label"] == "氏名"

    def test_several_texts_of_one_field(self, design, administrator):
        typed = {name_of(design, "#needed/0"): "seal", name_of(design, "#needed/1"): "a book"}
        save(design=design, by=administrator.user, language="en", typed=typed, seen=0)
        assert find_design(9001).decoded()["needed"] == [{"ja": "印鑑", "en": "seal"}, {"ja": "本", "en": "a book"}]
        assert DesignOperation.objects.get().words == "訳（英語）を2件変えた"

    def test_another_language_meanwhile_survives(self, design, administrator, supervisor):
        other = find_design(9001)
        save(design=other, by=supervisor.user, language="ko", typed={name_of(design, "#title"): "절차"}, seen=0)
        fresh = find_design(9001)
        typed = {name_of(design, "#title"): "Procedure"}
        assert save(design=fresh, by=administrator.user, language="en", typed=typed, seen=0).saved == 1
        assert find_design(9001).decoded()["title"] == {"ja": "小さな手続", "en": "Procedure", "ko": "절차"}

    def test_even_where_it_came_while_this_one_was_worked_out(self, design, administrator, supervisor):
        stale = find_design(9001)
        save(design=design, by=supervisor.user, language="ko", typed={name_of(design, "#title"): "절차"}, seen=0)
        typed = {name_of(design, "#title"): "Procedure"}
        assert save(design=stale, by=administrator.user, language="en", typed=typed, seen=0).saved == 1
        assert find_design(9001).decoded()["title"]["ko"] == "절차"

    def test_what_somebody_else_wrote_is_not_overwritten(self, design, administrator, supervisor):
        name = name_of(design, "#title")
        save(design=find_design(9001), by=supervisor.user, language="en", typed={name: "Theirs"}, seen=0)
        present = find_design(9001)
        outcome = save(design=present, by=administrator.user, language="en", typed={name: "Mine"}, seen=0)
        assert (outcome.saved, list(outcome.faults)) == (0, [name])
        assert "先に訳を「Theirs」に変えました" in outcome.faults[name]
        assert save(design=present, by=administrator.user, language="en", typed={name: "Mine"}, seen=1).saved == 1


class TestPage:
    def post(self, client, design, key, words, *, language="en", seen=0):
        data = {name_of(design, key): words, "_seen": seen}
        return client.post(f"{ADDRESS}?language={language}", data)

    def test_what_is_missing_comes_first_with_counts_for_each_language(self, client):
        page = client.get(f"{ADDRESS}?language=en")
        said = text(page)
        assert said.index("小さな手続") < said.rindex("氏名")
        total = len(list(texts_of(document())))
        assert f"英語 2／{total} {total - 2}件 0件" in said
        assert f"やさしい日本語 0／{total} {total}件 0件" in said

    def test_one_page_of_the_procedure_and_one_state(self, client):
        said = text(client.get(f"{ADDRESS}?language=en&part=applicant&only=done"))
        assert "1件のうち1件目から1件目" in said
        assert "この条件の文はありません" in text(client.get(f"{ADDRESS}?part=applicant&only=review"))

    def test_saving_goes_on_where_one_was(self, client, design):
        answer = self.post(client, design, "#title", "Procedure")
        assert answer["Location"] == f"{ADDRESS}?language=en"
        assert "1件の訳を保存しました。" in text(client.get(ADDRESS))
        assert "変わったところはありません。" in text(
            client.post(ADDRESS, {name_of(design, "#summary"): "", "_seen": 1}, follow=True)
        )

    def test_what_was_typed_stays_beside_what_is_wrong(self, client, design, supervisor):
        say(find_design(9001), supervisor.user, "", "title", "大きな手続")
        answer = self.post(client, design, "#title", "Small procedure")
        said = text(answer)
        assert answer.status_code == 200
        assert "ほかの人が日本語を変えました" in said
        assert "Small procedure" in said
        assert "大きな手続" in said
        assert 'name="_seen" value="1"' in answer.content.decode()
        assert self.post(client, design, "#title", "Large procedure", seen=1).status_code == 302

    def test_a_text_that_is_gone(self, client, design, supervisor):
        say(find_design(9001), supervisor.user, "items/wish", "hint", "別の説明")
        name = name_of(design, "items/wish#hint")
        found = find_design(9001)
        item = find(found.decoded(), "items/wish")
        steps = [Remove("pages/applicant", "items", "applicant_email", item)]
        change(design=found, by=supervisor.user, kind=OperationKind.REMOVE, place="items/wish", steps=steps, words="外")
        answer = client.post(f"{ADDRESS}?language=en", {name: "hint", "_seen": 0})
        assert "ほかの人が削除しました" in text(answer)

    @pytest.mark.parametrize(
        ("words", "fault"), [("x" * 5001, "5,000文字まで"), ("{nobody}", "「{nobody}」は日本語にありません")]
    )
    def test_what_cannot_be_kept(self, client, design, words, fault):
        answer = self.post(client, design, "#title", words)
        assert fault in text(answer)
        assert not DesignOperation.objects.exists()

    def test_saying_that_a_translation_is_still_right(self, client, design, administrator):
        say(design, administrator.user, "items/applicant_name", "label", {"ja": "お名前", "en": "Name"})
        assert "日本語が変わったので見直しが必要です。" in text(client.get(f"{ADDRESS}?language=en&only=review"))
        name = name_of(design, "items/applicant_name#label")
        answer = client.post(f"{ADDRESS}?language=en", {name: "Name", f"ok-{name}": "yes", "_seen": 1}, follow=True)
        assert "1件を見直し済みにしました。" in text(answer)
        assert state("items/applicant_name#label") == "done"
        say(find_design(9001), administrator.user, "items/applicant_name", "label", {"ja": "氏名は", "en": "Name"})
        assert state("items/applicant_name#label") == "review"

    def test_the_design_ended_meanwhile(self, client, design, administrator):
        end_design(design=design, by=administrator.user, ending=Ending.DISCARDED)
        assert self.post(client, design, "#title", "x").status_code == 404
        assert client.get(ADDRESS).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, design, administrator, rows, django_assert_num_queries):
        for row in range(rows):
            make_procedure(title=f"名前{row}")
            say(find_design(9001), administrator.user, "", "title", f"題{row}")
        # session, user, roles, design, presence, versions, operations, what was confirmed
        client.get(ADDRESS)
        with django_assert_num_queries(8):
            client.get(ADDRESS)


class TestFiles:
    def rows(self, client):
        answer = client.get(f"{ADDRESS}export/?language=en")
        assert answer["Content-Disposition"] == 'attachment; filename="9001-en.csv"'
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))

    def send(self, client, rows, *, encoding="utf-8-sig", delimiter=","):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(rows)
        file = SimpleUploadedFile("en.csv", out.getvalue().encode(encoding))
        return client.post(f"{ADDRESS}import/?language=en", {"file": file})

    def test_there_and_back_changes_nothing(self, client):
        assert "変わる訳はありません。" in text(self.send(client, self.rows(client)))

    def test_what_changes_is_shown_first_and_then_saved(self, client):
        rows = self.rows(client)
        rows[1][3] = "Small procedure"
        page = self.send(client, rows, delimiter="\t")
        assert "手続の名前 小さな手続 – Small procedure" in text(page)
        assert not DesignOperation.objects.exists()
        hidden = dict(re.findall(r'type="hidden" name="(t\w{16}|_seen)" value="([^"]*)"', page.content.decode()))
        client.post(f"{ADDRESS}?language=en", hidden)
        assert find_design(9001).decoded()["title"]["en"] == "Small procedure"

    def test_a_cell_is_never_a_formula(self, client, design, administrator):
        say(design, administrator.user, "", "title", {"ja": "=1+1", "en": "-1"})
        rows = self.rows(client)
        assert rows[1][2:4] == ["'=1+1", "'-1"]
        assert "変わる訳はありません。" in text(self.send(client, rows))

    def test_rows_that_do_not_fit(self, client):
        rows = self.rows(client)
        rows[1][2] = "昔の名前"
        rows[1][3] = "Old name"
        rows[2][0] = "items/nobody#label"
        said = text(self.send(client, rows))
        assert "2行目：書き出したあとに日本語が変わりました" in said
        assert "3行目：この場所の文は、今の手続にありません" in said
        assert "変わる訳はありません。" in said

    def test_what_is_no_such_file(self, client):
        assert "「CSV UTF-8（コンマ区切り）」" in text(self.send(client, [["あ"] * 5], encoding="cp932"))
        assert "1行目の列が足りません" in text(self.send(client, []))
        assert "2行目の列が足りません" in text(self.send(client, [["a"] * 5, ["x"]]))
        assert "ファイルを選んでください。" in text(client.post(f"{ADDRESS}import/?language=en"))
        big = SimpleUploadedFile("en.csv", b"x" * (2 * 1024 * 1024 + 1))
        assert "2MBまで" in text(client.post(f"{ADDRESS}import/?language=en", {"file": big}))
