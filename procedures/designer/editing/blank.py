"""New parts: the types of items to choose from, and a part that stands by itself from the little that was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.definitions.texts import Model
from procedures.designer.documents import Document, Json
from procedures.designer.editing.identifiers import new_id
from procedures.designer.editing.options import blank_options
from procedures.designer.schema import FieldInfo, fields_of, type_of


class Family(NamedTuple):
    """Types of items that belong together, with an example of what each asks."""

    title: Promise
    types: Mapping[str, Promise]


FAMILIES: tuple[Family, ...] = (
    Family(
        gettext_lazy("選んでもらう"),
        {
            "choice": gettext_lazy("例）受け取り方法（窓口・郵送）"),
            "choices": gettext_lazy("例）困っていること（いくつでも）"),
            "yes_no": gettext_lazy("例）市内に住んでいますか"),
            "quantities": gettext_lazy("例）粗大ごみの品目と数"),
            "slot": gettext_lazy("例）窓口に来る日時"),
        },
    ),
    Family(
        gettext_lazy("書いてもらう"),
        {
            "text": gettext_lazy("例）犬の名前、団体の名前"),
            "long_text": gettext_lazy("例）くわしい様子"),
            "integer": gettext_lazy("例）必要な通数"),
            "decimal": gettext_lazy("例）面積（平方メートル）"),
            "yen": gettext_lazy("例）先月の収入"),
            "date": gettext_lazy("例）引っ越した日"),
            "year_month": gettext_lazy("例）使い始めた年月"),
            "time": gettext_lazy("例）電話してよい時刻"),
        },
    ),
    Family(
        gettext_lazy("人と連絡先"),
        {
            "person_name": gettext_lazy("例）申請する人の氏名とフリガナ"),
            "kana": gettext_lazy("例）団体の名前の読み"),
            "birth_date": gettext_lazy("例）申請する人の生年月日"),
            "address": gettext_lazy("例）今の住所（郵便番号から）"),
            "phone": gettext_lazy("例）昼に連絡できる電話番号"),
            "email": gettext_lazy("例）お知らせを送るメールアドレス"),
            "bank_account": gettext_lazy("例）お金を受け取る口座"),
            "corporate_number": gettext_lazy("例）会社の法人番号（13けた）"),
        },
    ),
    Family(
        gettext_lazy("同意してもらう"),
        {
            "consent": gettext_lazy("例）住民記録を調べることへの同意"),
            "declaration": gettext_lazy("例）書いたことにまちがいがないという申告"),
        },
    ),
    Family(
        gettext_lazy("まとめる・繰り返す"),
        {
            "group": gettext_lazy("例）申請する人（氏名、住所、電話番号をまとめる）"),
            "list": gettext_lazy("例）お子さん（人数だけ繰り返す）"),
        },
    ),
    Family(
        gettext_lazy("見せる（聞かない）"),
        {
            "text_block": gettext_lazy("例）書く前に読んでもらう説明"),
            "result": gettext_lazy("例）手数料の合計"),
            "register_facts": gettext_lazy("例）市の台帳にある住所"),
        },
    ),
)

_STEMS = {"pages": "page", "values": "value", "stages": "stage", "checks": "check", "documents": "document"}


def asked_when_new(model: type[Model], *, in_row: bool = False) -> list[FieldInfo]:
    """The fields that a new part cannot do without, and the name that people know it by."""
    infos = [info for info in fields_of(model) if info.kind not in {"fixed", "rule", "part", "yes_no"}]
    wanted = [
        info
        for info in infos
        if (info.required and info.kind != "parts")
        or info.name in {"options", "unit"}
        or _names_it(info, in_row=in_row)
    ]
    return [info for info in wanted if info.name not in {"unit", "version"}]


def _names_it(info: FieldInfo, *, in_row: bool) -> bool:
    """A label or title that is optional; what a result shows, which in a row is worked out instead."""
    if type_of(info.owner) == "result" and info.name == "value":
        return not in_row
    return info.name in {"label", "title"}


def complete(
    document: Document,
    model: type[Model],
    field: str,
    given: Mapping[str, Json],
    own_id: str = "",
    taken: frozenset[str] = frozenset(),
) -> Json:
    """A part of a model from what was asked, with an id, and with a stand-in for every rule it must have.

    `taken`: ids that are not given again, besides those of the document.
    """
    part: dict[str, Any] = {}
    for info in fields_of(model):
        if info.name == "id":
            part["id"] = own_id or new_id(document, type_of(model) or _STEMS.get(field, field), taken)
        elif info.name == "type" and info.kind == "fixed":
            part["type"] = type_of(model)
        elif info.name in given:
            part[info.name] = given[info.name]
        elif info.required:
            part |= _stand_in(info, str(given.get("type", "")))
    if "options" not in part and type_of(model) in {"choice", "choices", "quantities"}:
        part["options"] = blank_options([_("選択肢1"), _("選択肢2")])
    return part


def _stand_in(info: FieldInfo, result_type: str) -> dict[str, Json]:
    """For what is not asked at first: a rule that never holds, no ground yet, today's version of a text."""
    if info.kind == "rule":
        return {info.name: {"date": {"today": []}, "text": "", "boolean": False, "": False}.get(result_type, 0)}
    if info.kind == "part":
        return {info.name: {}}
    if info.name == "version":
        return {info.name: timezone.localdate().isoformat()}
    return {}
