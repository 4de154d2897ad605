"""`text_block`: something to read between the fields; it asks nothing and so is no field type."""

from __future__ import annotations

from procedures.definitions.items import TextBlockItem
from procedures.forms.fields.contract import Spec

_KINDS = {"plain": "", "notice": "info", "warning": "warn"}


def text_block_spec(item: TextBlockItem, language: str) -> Spec:
    return {"component": "text_block", "text": item.body.in_language(language), "kind": _KINDS[item.tone]}
