"""What a newer version of a block changes in a design that has a copy, and what it leaves."""

import json

import pytest

from procedures.catalogue.models import Procedure
from procedures.catalogue.services import publish
from procedures.designer.designs import change, end_design, find_design, undo
from procedures.designer.documents import find
from procedures.designer.library.using import accept, copies_in, decline, proposal
from procedures.designer.models import Ending, OperationKind
from procedures.designer.starting.beginning import begin_copy
from procedures.designer.steps import Insert, Set, arranged
from tests.catalogue import make_department
from tests.designs import make_design
from tests.procedures.designer.library.shelf import (
    find_design_document,
    label_of,
    newest,
    next_version,
    put,
    relabel,
)

pytestmark = pytest.mark.django_db


class TestNewerVersions:
    def test_what_nobody_touched_follows_the_block(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        next_version("agent", by, relabel)
        copy = copies_in(find_design(9001))[0]
        assert copy.is_offered
        operation = accept(design=find_design(9001), by=by, copy=copy)
        assert operation.words == "部品「代理人」を版2にした"
        assert label_of(design, "agent_name") == "代わりの方の氏名"
        assert not copies_in(find_design(9001))[0].is_old
        undo(design=find_design(9001), by=by)
        assert copies_in(find_design(9001))[0].is_offered

    def test_what_the_design_changed_stays_and_is_told(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        before = label_of(design, "agent_name")
        steps = [Set("items/agent_name", "label", before, "わたしの名前")]
        change(design=design, by=by, kind=OperationKind.CHANGE, place="items/agent_name", steps=steps, words="名")
        next_version("agent", by, relabel)
        found = proposal(design, copies_in(design)[0])
        assert (found.steps, found.kept) == ([], ["項目「わたしの名前」：名前"])
        assert accept(design=design, by=by, copy=copies_in(design)[0]) is None
        assert label_of(design, "agent_name") == "わたしの名前"
        assert not copies_in(design)[0].is_old

    def test_items_come_and_go(self, design, administrator):
        def come_and_go(document):
            items = document["pages"][0]["items"]
            items[1:2] = [{"id": "agent_kana", "type": "kana", "label": "フリガナ"}]
            items.append({"id": "applicant_name", "type": "text", "label": "名"})

        by = administrator.user
        put(design, "agent", by)
        next_version("agent", by, come_and_go)
        accept(design=design, by=by, copy=copies_in(design)[0])
        assert [item["id"] for item in find_design(9001).decoded()["pages"][1]["items"]] == [
            *("by_agent", "agent_kana", "agent_relation", "agent_phone", "applicant_name_2")
        ]
        undo(design=find_design(9001), by=by)
        assert len(find_design(9001).decoded()["pages"][1]["items"]) == 4

    def test_an_item_that_went_but_was_changed_here_stays(self, design, administrator):
        by = administrator.user
        put(design, "contact", by, "pages/applicant", "wish")
        before = label_of(design, "applicant_phone")
        steps = [Set("items/applicant_phone", "label", before, "携帯電話")]
        change(design=design, by=by, kind=OperationKind.CHANGE, place="items/applicant_phone", steps=steps, words="名")
        next_version("contact", by, lambda document: document["pages"][0]["items"].pop(0))
        found = proposal(design, copies_in(design)[0])
        assert (found.steps, found.kept) == ([], ["項目「携帯電話」"])

    def test_saying_no_is_remembered_until_the_next_version(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        next_version("agent", by, relabel)
        decline(design=design, by=by, copy=copies_in(design)[0])
        copy = copies_in(design)[0]
        assert (copy.is_old, copy.is_offered, copy.version.number) == (True, False, 1)
        next_version("agent", by, lambda document: relabel(document, label="また別の名前"))
        assert copies_in(design)[0].is_offered

    def test_the_origin_survives_publishing_and_copying(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        published = publish(number=9001, department=make_department(), document=find_design(9001).decoded(), by=by)
        end_design(design=design, by=by, ending=Ending.PUBLISHED)
        after = make_design(by, document=json.loads(published.document), base=published)
        assert [one.version for one in copies_in(after)] == [newest("agent")]
        source = Procedure.objects.get().versions.get()
        copied = begin_copy(number=9002, department=make_department(), title="", source=source, by=by)
        assert [one.version for one in copies_in(copied)] == [newest("agent")]

    def test_what_was_given_up_leaves_nothing(self, design, administrator):
        put(design, "agent", administrator.user)
        end_design(design=design, by=administrator.user, ending=Ending.DISCARDED)
        after = make_design(administrator.user, document=find_design_document(design))
        assert copies_in(after) == []


class TestOrder:
    """The items of a copy follow the order of the block, where the design left them in it."""

    def order(self):
        return [item["id"] for item in find_design(9001).decoded()["pages"][-1]["items"]]

    def turned(self, document):
        items = document["pages"][0]["items"]
        items.insert(0, items.pop())

    def test_what_nobody_moved_follows(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        assert self.order() == ["by_agent", "agent_name", "agent_relation", "agent_phone"]
        next_version("agent", by, self.turned)
        found = proposal(design, copies_in(design)[0])
        assert (len(found.steps), found.kept) == (2, [])
        accept(design=design, by=by, copy=copies_in(design)[0])
        assert self.order() == ["agent_phone", "by_agent", "agent_name", "agent_relation"]
        undo(design=find_design(9001), by=by)
        assert self.order() == ["by_agent", "agent_name", "agent_relation", "agent_phone"]

    def test_the_designs_own_items_keep_their_places(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        own = {"id": "own", "type": "text", "label": "自分の"}
        steps = [Insert("pages/agent", "items", "by_agent", own)]
        change(design=design, by=by, kind=OperationKind.ADD, place="items/own", steps=steps, words="足")

        def turned_and_more(document):
            self.turned(document)
            document["pages"][0]["items"].insert(1, {"id": "agent_kana", "type": "kana", "label": "フリガナ"})

        next_version("agent", by, turned_and_more)
        accept(design=design, by=by, copy=copies_in(design)[0])
        assert self.order() == ["agent_phone", "own", "agent_kana", "by_agent", "agent_name", "agent_relation"]

    def test_the_designs_own_order_stays_and_is_told(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        page = find_design(9001).decoded()["pages"][-1]["items"]
        steps = arranged("pages/agent", "items", page, ["by_agent", "agent_relation", "agent_name", "agent_phone"])
        change(design=design, by=by, kind=OperationKind.MOVE, place="items/agent_name", steps=steps, words="動")
        next_version("agent", by, self.turned)
        found = proposal(design, copies_in(design)[0])
        assert (found.steps, found.kept) == ([], ["ページ「代理人」：項目の順番"])

    def test_an_item_that_the_design_answers_otherwise_stays_as_it_is(self, design, administrator, client):
        by = administrator.user
        put(design, "agent", by)
        client.post("/designer/9001/type/items/agent_relation/?type=long_text", {"_seen": "1"})
        next_version("agent", by, lambda document: find(document, "items/agent_relation").update(hint="例）子"))
        found = proposal(find_design(9001), copies_in(find_design(9001))[0])
        label = label_of(design, "agent_relation")
        words = label["ja"] if isinstance(label, dict) else label
        assert (found.steps, found.kept) == ([], [f"項目「{words}」（答え方）"])
