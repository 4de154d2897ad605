"""Changing a block: its words, what is required, what is left out. The next version, as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from procedures.designer.documents import Document, find, placed_items
from procedures.designer.library.blocks import PAGE
from procedures.designer.library.copies import variables
from procedures.designer.translating.saving import tidy
from procedures.designer.translating.texts import Text, as_written, texts_of
from procedures.designer.translating.wording import text_called
from procedures.designer.words import called

_ROWS = 60


@dataclass
class Edited:
    """`faults`: by the name of the field."""

    document: Document
    faults: dict[str, str] = field(default_factory=dict)


def fields_of(document: Document, data: Mapping[str, str] | None, faults: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is asked, part by part: the words of each text, whether an answer is required, whether it stays."""
    parts: dict[str, dict[str, Any]] = {}
    for text in _texts(document):
        part = parts.setdefault(text.place.partition("/options/")[0], {"specs": []})
        part["specs"].append(
            {"component": "textarea_field", "id": text.name, "name": text.name, "label": text_called(document, text)}
            | {"value": data.get(text.name, "") if data is not None else text.japanese}
            | {"rows": min(2 + len(text.japanese) // _ROWS, 8), "error": faults.get(text.name, ""), "required": None}
        )
    for place, part in parts.items():
        part["called"] = called(document, place)
        if place.startswith("items/"):
            part["specs"] += _switches(document, place, data, faults)
    return list(parts.values())


def _switches(
    document: Document, place: str, data: Mapping[str, str] | None, faults: Mapping[str, str]
) -> list[dict[str, Any]]:
    item = find(document, place)
    name = item["id"]
    specs = []
    if _may_be_required(item):
        checked = f"required-{name}" in data if data is not None else item.get("required") is True
        specs.append(_checkbox(f"required-{name}", _("答えを必須にする"), checked=checked))
    leave = f"leave-{name}"
    specs.append(_checkbox(leave, _("この項目を部品から外す"), checked=data is not None and leave in data))
    specs[-1]["error"] = faults.get(leave, "")
    return specs


def _checkbox(name: str, label: str, *, checked: bool) -> dict[str, Any]:
    return {"component": "checkbox", "id": name, "name": name, "label": label, "checked": checked, "required": None}


def _may_be_required(item: Document) -> bool:
    silent = {"text_block", "register_facts", "result", "group", "list", "consent", "declaration"}
    return item.get("type") not in silent and item.get("required", False) in {True, False}


def edited(document: Document, data: Mapping[str, str]) -> Edited:
    """The document as it was sent. What has no words any more but must have some is a fault."""
    done = Edited(document)
    leaving = {name.removeprefix("leave-") for name in data if name.startswith("leave-")}
    for text in list(_texts(document)):
        words = tidy(text, data.get(text.name, text.japanese))
        if words == text.japanese or leaving & set(text.place.split("/")):
            continue
        if words:
            # Translations of other words are no translations of these: they are looked at again in each design.
            find(document, text.place)[text.field] = as_written({**text.words, "ja": words})
        elif text.field in {"hint", "intro"}:
            del find(document, text.place)[text.field]
        else:
            done.faults[text.name] = _("言葉を入力してください。")
    for item, _pointer, _place in list(placed_items(document)):
        if _may_be_required(item) and f"required-{item['id']}" in data:
            item["required"] = True
        elif _may_be_required(item):
            item.pop("required", None)
    _leave_out(document, leaving, done)
    return done


def _leave_out(document: Document, leaving: set[str], done: Edited) -> None:
    for name in sorted(leaving):
        containers = [document["pages"][0], *(one for one, _pointer, _place in placed_items(document))]
        for container in containers:
            if isinstance(container.get("items"), list):
                container["items"] = [one for one in container["items"] if one.get("id") != name]
    used = {path[0] for path in variables(document)} | {path[1] for path in variables(document) if len(path) > 1}
    for name in sorted(leaving & used):
        done.faults[f"leave-{name}"] = _("ほかの項目の条件か計算がこの項目を使っているため、外せません。")


def _texts(document: Document) -> list[Text]:
    page = document["pages"][0]
    hidden = f"pages/{PAGE}" if page["id"] == PAGE else ""
    return [one for one in texts_of(document) if not hidden or one.place != hidden]
