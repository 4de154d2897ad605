"""`consent` and `declaration`: a text with its version, and a box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from procedures.definitions.items import ConsentItem, DeclarationItem
from procedures.forms.fields.contract import (
    Context,
    Fault,
    FieldType,
    FormData,
    Parsed,
    Spec,
    common_spec,
    first,
    parts_of,
    text_of,
)

AgreedT = TypeVar("AgreedT", ConsentItem, DeclarationItem)


class _AgreedField(FieldType[AgreedT]):
    """A box left unticked is no answer; the version that was shown is kept with the tick."""

    posts_nothing_when_empty = True

    def parse(self, item: AgreedT, data: FormData, name: str, context: Context) -> Parsed:
        typed = first(data, name)
        if not typed:
            return Parsed()
        if typed != item.version:
            message = _("「%(label)s」の内容が新しくなりました。読んでから、もう一度チェックを入れてください。") % {
                "label": context.label(item)
            }
            return Parsed(None, (Fault(name, message),))
        return Parsed({"given": True, "version": item.version})

    def show(self, item: AgreedT, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        given = parts_of(value)
        return {name: [text_of(given.get("version"))]} if given.get("given") is True else {}

    def export(self, item: AgreedT, value: Any) -> dict[str, str]:
        given = parts_of(value)
        return {
            item.id: "yes" if given.get("given") is True else "no",
            f"{item.id}.version": text_of(given.get("version")),
        }

    def schema(self, item: AgreedT) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"given": {"const": True}, "version": {"const": item.version}},
            "required": ["given", "version"],
            "additionalProperties": False,
        }

    def spec(
        self,
        item: AgreedT,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        return {
            **common_spec("checkbox", item, name, faults, required=required, language=language),
            "value": item.version,
            "checked": first(raw, name) == item.version,
            "text": item.text.in_language(language),
        }


class ConsentField(_AgreedField[ConsentItem]):
    def missing(self, item: ConsentItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」の内容を読み、よければチェックを入れてください。") % {"label": context.label(item)}
        return Fault(name, message, missing=True)

    def summarise(self, item: ConsentItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        given = parts_of(value)
        if given.get("given") is not True:
            return (_("同意していません"),)
        return (_("同意しました（%(version)s版）") % {"version": text_of(given.get("version"))},)


class DeclarationField(_AgreedField[DeclarationItem]):
    def missing(self, item: DeclarationItem, name: str, context: Context) -> Fault:
        message = _("「%(label)s」の内容を確かめ、そのとおりであればチェックを入れてください。") % {
            "label": context.label(item)
        }
        return Fault(name, message, missing=True)

    def summarise(self, item: DeclarationItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        given = parts_of(value)
        if given.get("given") is not True:
            return (_("申告していません"),)
        return (_("申告しました（%(version)s版）") % {"version": text_of(given.get("version"))},)
