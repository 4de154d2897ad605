"""Which procedures use a block: told in the list and on its page."""

import json
import re

import pytest

from procedures.catalogue.services import publish
from procedures.designer.designs import change, end_design, find_design, undo
from procedures.designer.library.blocks import (
    load_blocks,
)
from procedures.designer.library.usage import Usage, usages
from procedures.designer.library.using import accept, copies_in
from procedures.designer.models import Ending, OperationKind
from procedures.designer.steps import Remove
from tests.catalogue import make_department
from tests.designs import make_design
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.library.shelf import (
    newest,
    next_version,
    put,
    relabel,
)

pytestmark = pytest.mark.django_db


class TestUsage:
    def used(self, client, code="agent"):
        return text(client.get(f"/designer/blocks/{code}/")).partition("使っている手続")[2].partition("経過")[0]

    def test_nowhere(self, client):
        load_blocks()
        assert "この部品を使っている手続はありません。" in self.used(client)
        assert "#procedures" not in client.get("/designer/blocks/").content.decode()

    def test_being_written_live_and_behind(self, client, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        assert "9001 小さな手続 版1 – 使っています" in self.used(client)
        assert 'href="/designer/9001/blocks/"' in client.get("/designer/blocks/agent/").content.decode()
        published = publish(number=9001, department=make_department(), document=find_design(9001).decoded(), by=by)
        end_design(design=find_design(9001), by=by, ending=Ending.PUBLISHED)
        assert "9001 小さな手続 版1 使っています –" in self.used(client)
        next_version("agent", by, relabel)
        after = make_design(by, document=json.loads(published.document), base=published)
        accept(design=after, by=by, copy=copies_in(after)[0])
        assert "9001 小さな手続 版1（新しい版があります） 使っています 使っています" in self.used(client)
        page = client.get("/designer/blocks/").content.decode()
        assert re.findall(r'href="/designer/blocks/agent/#procedures"[^>]*>(\w+)<', page) == ["1件"]
        assert usages()[newest("agent").block_id] == [
            Usage(number=9001, title="小さな手続", version=1, is_live=True, is_open=True)
        ]

    def test_what_was_taken_back_deleted_or_given_up_does_not_count(self, client, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        undo(design=find_design(9001), by=by)
        assert usages() == {}
        put(design, "agent", by)
        page = find_design(9001).decoded()["pages"][1]
        steps = [Remove("", "pages", "applicant", page)]
        change(design=find_design(9001), by=by, kind=OperationKind.REMOVE, place="", steps=steps, words="消")
        assert usages() == {}
        put(design, "agent", by)
        assert len(usages()) == 1
        end_design(design=find_design(9001), by=by, ending=Ending.DISCARDED)
        assert usages() == {}

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, administrator, rows, django_assert_num_queries):
        for number in range(9001, 9001 + rows):
            put(make_design(administrator.user, number=number), "agent", administrator.user)
        client.get("/designer/blocks/")
        # session, user, roles, newest versions, codes; uses, operations taken back, designs, live versions
        with django_assert_num_queries(9):
            client.get("/designer/blocks/")
        with django_assert_num_queries(8):  # versions of the block, and the four
            client.get("/designer/blocks/agent/")
