"""Fields for what is counted and paid: quantities, bank accounts, results of calculations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accessibility.components.library import component, filled
from accessibility.components.tags.composites import boxes_of, group_context
from accessibility.components.tags.fields import described


@component
def quantities_field(
    *,
    id: str,
    name: str,
    label: str,
    options: Sequence[Mapping[str, Any]],
    hint: str = "",
    error: str = "",
    required: bool | None = True,
    unit: str = "",
) -> Mapping[str, object]:
    """How many of each: a box for every option. An option is {"value", "label", "hint"?, "count"?, "error"?}.

    Sends <name>-<value>; ids likewise.
    """
    return {
        **group_context(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "unit": unit,
        "options": [
            {
                **(option := filled(given, value="", label="", hint="", count="", error="")),
                "id": f"{id}-{option['value']}",
                "described_by": described(f"{id}-{option['value']}", option["hint"], option["error"]),
            }
            for given in options
        ],
    }


@component
def bank_account_field(
    *,
    id: str,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    value: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    required: bool | None = True,
) -> Mapping[str, object]:
    """An account to which money is paid: of a bank, or of ゆうちょ銀行 by 記号 and 番号, and the holder's name in kana.

    Sends <name>-institution (bank, yucho), -bank_name, -bank_code, -branch_name, -branch_code, -kind (ordinary,
    current, savings), -number, -symbol, -symbol_number, -holder_kana. Once an institution is chosen the boxes of the
    other one are not shown (by CSS alone).
    """
    return {
        **group_context(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "institution": _institution(id, name, (value or {}).get("institution"), (errors or {}).get("institution")),
        **_account_boxes(value, errors),
    }


def _account_boxes(value: Mapping[str, str] | None, errors: Mapping[str, str] | None) -> dict[str, object]:
    box = boxes_of(_PARTS, value, errors)
    digits: dict[str, Any] = {"inputmode": "numeric", "autocomplete": "off"}
    return {
        "bank": [
            box("bank_name", _("金融機関名"), hint=_("例）秋田銀行"), autocomplete="off"),
            box("bank_code", _("金融機関コード"), hint=_("4桁の数字"), width="6", required=False, **digits),
            box("branch_name", _("支店名"), hint=_("例）本店営業部"), autocomplete="off"),
            box("branch_code", _("支店コード"), hint=_("3桁の数字"), width="6", required=False, **digits),
            box("kind", _("預金の種類"), width="12", choices=_KINDS),
            box("number", _("口座番号"), hint=_("7桁の数字。例）0123456"), width="12", **digits),
        ],
        "yucho": [
            box("symbol", _("記号"), hint=_("1で始まる5桁の数字。例）18610"), width="8", **digits),
            box("symbol_number", _("番号"), hint=_("8桁までの数字。例）12345671"), width="12", **digits),
        ],
        "holder": box("holder_kana", _("口座名義（カナ）"), hint=_("例）アキタ ハナコ"), autocomplete="off"),
    }


def _institution(id: str, name: str, value: str | None, error: str | None) -> dict[str, object]:
    return {
        "component": "radio_group",
        "id": f"{id}-institution",
        "name": f"{name}-institution",
        "label": _("金融機関"),
        "choices": _INSTITUTIONS,
        "value": value or "",
        "error": error or "",
        "required": None,
    }


_PARTS = (
    *("institution", "bank_name", "bank_code", "branch_name", "branch_code"),
    *("kind", "number", "symbol", "symbol_number", "holder_kana"),
)
_INSTITUTIONS: tuple[Mapping[str, str | Promise], ...] = (
    {"value": "bank", "label": _("銀行・信用金庫など")},
    {"value": "yucho", "label": _("ゆうちょ銀行")},
)
_KINDS: tuple[Mapping[str, str | Promise], ...] = (
    {"value": "ordinary", "label": _("普通")},
    {"value": "current", "label": _("当座")},
    {"value": "savings", "label": _("貯蓄")},
)


@component
def result_field(*, id: str, label: str, value: str, hint: str = "") -> Mapping[str, object]:
    """What the portal worked out from the answers: shown, not asked. Without a value it says so."""
    return {"id": id, "label": label, "value": value, "hint": hint}
