"""The library of blocks: what is in it, what may be a block."""

import pytest
from django.db import IntegrityError, transaction

from procedures.definitions import check, parse
from procedures.designer.designs import find_design
from procedures.designer.library.blocks import (
    BlockRefused,
    load_blocks,
    make_block,
    new_version,
    standard_blocks,
)
from procedures.designer.library.models import Block, BlockVersion
from procedures.designer.library.taking import take
from tests.catalogue import small_document
from tests.procedures.designer.library.shelf import NUMBER_OF_BLOCKS, newest, next_version, put, relabel

pytestmark = pytest.mark.django_db


class TestLibrary:
    def test_the_standard_blocks_are_loaded_once(self):
        assert (load_blocks(), load_blocks(), Block.objects.count()) == (NUMBER_OF_BLOCKS, 0, NUMBER_OF_BLOCKS)
        assert {one.number for one in BlockVersion.objects.all()} == {1}

    @pytest.mark.parametrize("code", list(standard_blocks()))
    def test_each_can_be_put_into_a_document_and_published(self, design, administrator, code):
        put(design, code, administrator.user)
        put(design, code, administrator.user)
        assert check(parse(find_design(9001).decoded())) == []

    def test_versions_are_never_changed(self):
        load_blocks()
        for forbidden in (BlockVersion.objects.all().delete, lambda: BlockVersion.objects.update(title="x")):
            with pytest.raises(IntegrityError), transaction.atomic():
                forbidden()

    def test_of_two_who_change_a_block_the_second_is_refused(self, administrator):
        load_blocks()
        next_version("agent", administrator.user, relabel)
        last = newest("agent")
        with pytest.raises(BlockRefused, match="先にほかの人"):
            new_version(
                block=last.block,
                title="x",
                summary="",
                document=last.decoded(),
                note="",
                by=administrator.user,
                expected=1,
            )
        with pytest.raises(BlockRefused, match="変わったところ"):
            next_version("agent", administrator.user, lambda _document: None)

    def test_what_is_no_block(self, administrator):
        broken = {"pages": [{"id": "p", "title": "頁", "items": [{"id": "a", "type": "text"}]}]}
        unknown = {
            "pages": [
                {
                    "id": "p",
                    "title": "頁",
                    "items": [{"id": "a", "type": "text", "label": "あ", "when": {"var": "nobody"}}],
                }
            ]
        }
        for document in (broken, unknown):
            with pytest.raises(BlockRefused):
                make_block(code="x", title="x", summary="", document=document, by=administrator.user)
        with pytest.raises(BlockRefused, match="符号"):
            make_block(code="X", title="x", summary="", document={"pages": []}, by=administrator.user)


class TestTaking:
    def test_calculations_and_look_ups_come_along(self, design, administrator):
        put(design, "household", administrator.user)
        put(design, "account", administrator.user)
        document = find_design(9001).decoded()
        assert [one["id"] for one in take(document, "pages/household")["values"]] == ["household_size"]
        assert list(take(document, "pages/applicant")) == ["pages"]

    def test_conditions_about_what_stands_elsewhere(self):
        document = small_document()
        document["pages"].append(
            {
                "id": "more",
                "title": "続き",
                "items": [{"id": "why", "type": "text", "label": "理由", "when": {"==": [{"var": "wish"}, "x"]}}],
            }
        )
        with pytest.raises(BlockRefused, match="項目「希望」"):
            take(document, "pages/more")

    def test_an_empty_page(self):
        with pytest.raises(BlockRefused, match="まだない"):
            take({"pages": [{"id": "one", "title": "一"}]}, "pages/one")
