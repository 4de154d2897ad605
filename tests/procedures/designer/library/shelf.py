"""Blocks on the shelf: put into designs, changed."""

import re

from procedures.designer.designs import find_design
from procedures.designer.documents import find
from procedures.designer.library.blocks import (
    load_blocks,
    new_version,
)
from procedures.designer.library.copies import Where
from procedures.designer.library.models import BlockVersion
from procedures.designer.library.using import insert
from procedures.designer.models import Design

NUMBER_OF_BLOCKS = 8


def newest(code):
    return BlockVersion.objects.newest().get(block__code=code)


def put(design, code, by, container="", after="applicant"):
    load_blocks()
    return insert(design=design, by=by, version=newest(code), where=Where(container, after))


def next_version(code, by, mend):
    last = newest(code)
    document = last.decoded()
    mend(document)
    return new_version(
        block=last.block,
        title=last.title,
        summary=last.summary,
        document=document,
        note="直した",
        by=by,
        expected=last.number,
    )


def label_of(design, item):
    return find(find_design(design.number).decoded(), f"items/{item}")["label"]


def relabel(document, item="agent_name", label="代わりの方の氏名"):
    find(document, f"items/{item}")["label"] = label


def find_design_document(design: Design):
    return Design.objects.get(pk=design.pk).decoded()


def text_names(page: str) -> list[str]:
    return re.findall(r'<textarea[^>]* name="(t\w{16})"', page)
