"""A block put into a design."""

import pytest

from procedures.designer.designs import find_design, redo, undo
from procedures.designer.documents import find, placed_items
from procedures.designer.library.blocks import (
    BlockRefused,
)
from procedures.designer.library.models import BlockUse
from procedures.designer.library.placing import choices, where
from procedures.designer.library.using import copies_in
from procedures.designer.models import OperationKind
from tests.catalogue import small_document
from tests.designs import make_design
from tests.procedures.designer.library.shelf import newest, put

pytestmark = pytest.mark.django_db


class TestInserting:
    def test_a_page_of_its_own(self, design, administrator):
        operation = put(design, "agent", administrator.user)
        document = find_design(9001).decoded()
        assert [page["id"] for page in document["pages"]] == ["applicant", "agent"]
        assert (operation.kind, operation.words) == (OperationKind.ADD, "部品「代理人」を入れた")
        use = BlockUse.objects.get()
        assert (use.version, use.operation, use.names["pages"]) == (newest("agent"), operation, {"agent": "agent"})

    def test_names_that_are_taken_get_a_number_in_rules_too(self, design, administrator):
        by = administrator.user
        put(design, "account", by)
        put(design, "account", by)
        document = find_design(9001).decoded()
        assert [page["id"] for page in document["pages"]] == ["applicant", "account_2", "account"]
        assert find(document, "items/payee_account_2")["when"] == {"==": [{"var": "use_public_account_2"}, False]}
        assert [one["id"] for one in document["evidence"]] == ["public_account"]  # the same look-up, once

    def test_calculations_come_with_names_of_their_own(self, design, administrator):
        by = administrator.user
        put(design, "household", by)
        put(design, "household", by)
        document = find_design(9001).decoded()
        assert find(document, "values/household_size_2")["value"] == {
            "+": [1, {"count": [{"var": "household_members_2"}]}]
        }
        assert find(document, "items/household_size_shown_2")["value"] == "household_size_2"
        assert len({item["id"] for item, _pointer, _place in placed_items(document)}) == 13

    def test_items_behind_an_item_of_a_page(self, design, administrator):
        put(design, "contact", administrator.user, "pages/applicant", "applicant_name")
        page = find_design(9001).decoded()["pages"][0]
        assert [item["id"] for item in page["items"]] == [
            "applicant_name",
            "applicant_phone",
            "applicant_email_2",
            "applicant_email",
            "wish",
        ]

    def test_items_as_a_page_of_their_own(self, design, administrator):
        put(design, "contact", administrator.user)
        assert find_design(9001).decoded()["pages"][1]["title"] == "連絡先"

    def test_an_empty_design(self, administrator):
        design = make_design(administrator.user, document={"format": 1, "title": "白紙"})
        put(design, "household", administrator.user, after="")
        assert list(find_design(9001).decoded()) == ["format", "title", "pages", "values"]

    def test_what_does_not_fit(self, administrator):
        document = small_document()
        document["pages"][0]["items"].append(
            {"id": "box", "type": "group", "label": "箱", "items": [{"id": "in_box", "type": "text", "label": "中"}]}
        )
        design = make_design(administrator.user, document=document)
        with pytest.raises(BlockRefused, match="ページに入れて"):
            put(design, "household", administrator.user, "items/box", "")
        with pytest.raises(BlockRefused, match="なくなりました"):
            put(design, "contact", administrator.user, "items/nobody", "")
        put(design, "contact", administrator.user, "items/box", "in_box")
        assert len(find(find_design(9001).decoded(), "items/box")["items"]) == 3

    def test_taking_it_back_and_making_it_again(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        undo(design=design, by=by)
        assert (copies_in(design), design.decoded()) == ([], small_document())
        redo(design=design, by=by)
        assert [one.version.title for one in copies_in(design)] == ["代理人"]

    def test_every_place_that_is_offered_is_one(self, design):
        for one in choices(design.decoded()):
            place = where(one["value"])
            assert place is not None
            assert find(design.decoded(), place.container) is not None
        assert [where(value) for value in ("", "in:", "in::x", "x:y")] == [None, None, None, None]
