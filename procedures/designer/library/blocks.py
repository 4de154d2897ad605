"""The library itself: the blocks that come with the portal, new versions, and what may be a block."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.definitions import DefinitionError, check, parse
from procedures.definitions.pretty import pretty
from procedures.designer.documents import Document
from procedures.designer.library.models import Block, BlockVersion
from procedures.designer.showable import with_stand_ins

FOLDER = Path(__file__).parent / "standard"
PAGE = "block"
"""The id of the page of a block that is no page."""

_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")


class BlockRefused(Exception):
    """`str(refused)` says why something is no block."""


@cache
def standard_blocks() -> Mapping[str, Mapping[str, Any]]:
    """What comes with the portal, by code, in the order of its files."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json")))
    return MappingProxyType({one["code"]: one for one in found})


def missing_blocks() -> list[str]:
    """Codes of standard blocks that the library does not have (yet). One SQL statement."""
    known = set(Block.objects.values_list("code", flat=True))
    return [code for code in standard_blocks() if code not in known]


def load_blocks() -> int:
    """Put the standard blocks that are missing into the library as version 1; how many there were."""
    made = 0
    for code in missing_blocks():
        one = standard_blocks()[code]
        make_block(code=code, title=one["title"], summary=one["summary"], document=_standard(one), by=None)
        made += 1
    return made


def _standard(one: Mapping[str, Any]) -> Document:
    page = {"id": one.get("page_id", PAGE), **(one["page"] if "page" in one else {"title": one["title"]})}
    page.setdefault("items", one.get("items"))
    more = {name: one[name] for name in ("values", "evidence") if name in one}
    return {"pages": [page], **more}


def make_block(*, code: str, title: str, summary: str, document: Document, by: User | None) -> BlockVersion:
    """A new block with its first version. Raises BlockRefused."""
    if not _CODE.fullmatch(code):
        raise BlockRefused(
            _("符号は、英小文字で始まる英小文字・数字・ハイフンの40文字までにしてください。例）applicant")
        )
    _refuse_broken(document)
    try:
        with transaction.atomic():
            block = Block.objects.create(code=code)
            return BlockVersion.objects.create(
                block=block, number=1, title=title, summary=summary, document=pretty(document), by=by
            )
    except IntegrityError:
        raise BlockRefused(
            _("符号「%(code)s」の部品はもうあります。別の符号にしてください。") % {"code": code}
        ) from None


def new_version(
    *, block: Block, title: str, summary: str, document: Document, note: str, by: User, expected: int
) -> BlockVersion:
    """The next version of a block; nothing that uses it changes by itself.

    `expected`: the number of the version that was changed. Raises BlockRefused, also where somebody was faster.
    """
    _refuse_broken(document)
    with transaction.atomic():
        Block.objects.select_for_update(of=("self",)).get(pk=block.pk)
        last = block.versions.order_by("-number")[0]
        if last.number != expected:
            raise BlockRefused(_("先にほかの人が新しい版を作りました。その版を見てから、もう一度変えてください。"))
        text = pretty(document)
        if (last.document, last.title, last.summary) == (text, title, summary):
            raise BlockRefused(_("変わったところがありません。"))
        return BlockVersion.objects.create(
            block=block, number=last.number + 1, title=title, summary=summary, document=text, note=note, by=by
        )


def is_page(document: Document) -> bool:
    """Whether a block is a page with its own name, or items to be put on one."""
    return bool(document["pages"][0]["id"] != PAGE)


def _refuse_broken(document: Document) -> None:
    try:
        definition = parse(with_stand_ins(document))
    except DefinitionError as error:
        raise BlockRefused(error.problems[0].message_ja) from None
    problems = [one for one in check(definition) if one.place.startswith(("/pages/", "/values/", "/evidence/"))]
    if problems:
        raise BlockRefused(problems[0].message_ja)
