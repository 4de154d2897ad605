"""`bank_account`: of a bank by name, branch and number, of ゆうちょ銀行 by 記号 and 番号."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.definitions.items import BankAccountItem
from procedures.forms.bank_accounts import YUCHO_CODE, YUCHO_NAME, from_symbol, holder_kana, transfer_kana
from procedures.forms.characters import narrow, one_line
from procedures.forms.fields.contract import (
    Context,
    Fault,
    FieldType,
    FormData,
    Parsed,
    Spec,
    common_spec,
    first,
    joined,
    part_errors,
    parts_of,
    raw_parts,
    text_of,
)
from procedures.forms.fields.free_text import free_text_problem, is_refused

BANK, YUCHO = "bank", "yucho"
BANK_PARTS = ("bank_name", "bank_code", "branch_name", "branch_code", "kind", "number")
YUCHO_PARTS = ("symbol", "symbol_number")
PARTS = ("institution", *BANK_PARTS, *YUCHO_PARTS, "holder_kana")
ANSWER_PARTS = (*BANK_PARTS, *YUCHO_PARTS, "holder_kana")
OPTIONAL = ("bank_code", "branch_code")
MAX_PART = 30

KINDS = {
    "ordinary": gettext_lazy("普通"),
    "current": gettext_lazy("当座"),
    "savings": gettext_lazy("貯蓄"),
}
# What a part is called, and an example.
_TEXTS = {
    "bank_name": (gettext_lazy("金融機関名"), gettext_lazy("秋田銀行")),
    "bank_code": (gettext_lazy("金融機関コード"), "0119"),
    "branch_name": (gettext_lazy("支店名"), gettext_lazy("本店営業部")),
    "branch_code": (gettext_lazy("支店コード"), "100"),
    "kind": (gettext_lazy("預金の種類"), gettext_lazy("普通")),
    "number": (gettext_lazy("口座番号"), "0123456"),
    "symbol": (gettext_lazy("記号"), "18610"),
    "symbol_number": (gettext_lazy("番号"), "12345671"),
    "holder_kana": (gettext_lazy("口座名義（カナ）"), gettext_lazy("アキタ ハナコ")),
}
# Digits that a part has, and what is said of others.
_DIGITS = {
    "bank_code": (re.compile(r"\d{4}"), gettext_lazy("4桁の数字")),
    "branch_code": (re.compile(r"\d{3}"), gettext_lazy("3桁の数字")),
    "number": (re.compile(r"\d{1,7}"), gettext_lazy("7桁以内の数字")),
    "symbol": (re.compile(r"1\d{4}"), gettext_lazy("1で始まる5桁の数字")),
    "symbol_number": (re.compile(r"\d{2,8}"), gettext_lazy("8桁以内の数字")),
}


class BankAccountField(FieldType[BankAccountItem]):
    def names(self, item: BankAccountItem, name: str) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(f"{name}-{part}" for part in PARTS)

    def parse(self, item: BankAccountItem, data: FormData, name: str, context: Context) -> Parsed:
        typed = {part: one_line(first(data, f"{name}-{part}")) for part in PARTS}
        asked = {BANK: BANK_PARTS, YUCHO: YUCHO_PARTS}.get(typed["institution"])
        # The choice of the institution and of the kind alone is not yet an account.
        if not any(typed[part] for part in ANSWER_PARTS if part != "kind"):
            return Parsed()
        label = context.label(item)
        if asked is None:
            message = _("「%(label)s」の金融機関の種類を選んでください。例）銀行・信用金庫など") % {"label": label}
            return Parsed(None, (Fault(f"{name}-institution", message, "institution", missing=True),))
        values = dict.fromkeys(ANSWER_PARTS, "")
        faults: list[Fault] = []
        for part in (*asked, "holder_kana"):
            accepted = _accepted(part, typed[part])
            if accepted is None:
                problem = _problem(part, typed[part], label)
                faults.append(Fault(f"{name}-{part}", problem, part, missing=not typed[part]))
            else:
                values[part] = accepted
        if faults:
            return Parsed(None, tuple(faults))
        return Parsed(_converted(values) if typed["institution"] == YUCHO else values)

    def missing(self, item: BankAccountItem, name: str, context: Context) -> Fault:
        message = _(
            "「%(label)s」を、通帳かキャッシュカードを見ながら入力してください。例）秋田銀行 本店営業部 普通 0123456"
        )
        return Fault(f"{name}-institution", message % {"label": context.label(item)}, missing=True)

    def show(self, item: BankAccountItem, value: Any, name: str) -> dict[str, list[str]]:  # noqa: ARG002
        given = _parts(value)
        by_symbol = bool(given["symbol"])
        hidden = BANK_PARTS if by_symbol else ()
        shown = {part: "" if part in hidden else given[part] for part in ANSWER_PARTS}
        shown["institution"] = YUCHO if by_symbol else BANK if given["number"] else ""
        return {f"{name}-{part}": [shown[part]] for part in PARTS}

    def summarise(self, item: BankAccountItem, value: Any, language: str = "ja") -> tuple[str, ...]:  # noqa: ARG002
        given = _parts(value)
        kind = KINDS.get(given["kind"])
        branch = given | {"kind": str(kind) if kind else "", "codes": _codes(given)}
        lines = [
            _("%(bank_name)s %(branch_name)s%(codes)s") % branch,
            _("%(kind)s %(number)s") % branch,
            given["holder_kana"],
        ]
        if given["symbol"]:
            lines.insert(1, _("記号 %(symbol)s　番号 %(symbol_number)s") % given)
        return tuple(line.strip() for line in lines)

    def export(self, item: BankAccountItem, value: Any) -> dict[str, str]:
        """`holder_kana` in half width, as it goes to the bank."""
        given = _parts(value)
        given["holder_kana"] = transfer_kana(given["holder_kana"])
        return {f"{item.id}.{part}": given[part] for part in ANSWER_PARTS}

    def schema(self, item: BankAccountItem) -> dict[str, Any]:  # noqa: ARG002
        text: dict[str, Any] = {"type": "string", "maxLength": MAX_PART * 8}
        properties: dict[str, Any] = dict.fromkeys(ANSWER_PARTS, text)
        properties |= {
            "kind": {"enum": list(KINDS)},
            "number": {"type": "string", "pattern": "^[0-9]{7}$"},
            "symbol": {"type": "string", "pattern": "^(?:1[0-9]{4})?$"},
        }
        return {
            "type": "object",
            "properties": properties,
            "required": list(ANSWER_PARTS),
            "additionalProperties": False,
        }

    def spec(
        self,
        item: BankAccountItem,
        name: str,
        raw: FormData,
        faults: Sequence[Fault],
        *,
        required: bool,
        language: str = "ja",
    ) -> Spec:
        return {
            **common_spec("bank_account_field", item, name, faults, required=required, language=language),
            "error": joined(faults, ""),
            "value": raw_parts(raw, name, PARTS),
            "errors": part_errors(faults, PARTS),
        }


def _parts(value: object) -> dict[str, str]:
    given = parts_of(value)
    return {part: text_of(given.get(part)) for part in ANSWER_PARTS}


def _codes(given: Mapping[str, str]) -> str:
    codes = "-".join(code for code in (given["bank_code"], given["branch_code"]) if code)
    return _("（%(codes)s）") % {"codes": codes} if codes else ""


def _converted(values: dict[str, str]) -> dict[str, str]:
    found = from_symbol(values["symbol"], values["symbol_number"])
    return values | {
        "bank_name": YUCHO_NAME,
        "bank_code": YUCHO_CODE,
        "branch_name": found.branch_name,
        "branch_code": found.branch_code,
        "kind": "ordinary",
        "number": found.number,
    }


def _accepted(part: str, typed: str) -> str | None:
    """The part as it is kept, or None."""
    if not typed:
        return "" if part in OPTIONAL else None
    if part == "holder_kana":
        return holder_kana(typed)
    if part == "kind":
        return typed if typed in KINDS else None
    if part in _DIGITS:
        digits = narrow(typed).replace(" ", "").replace("-", "")
        fits = _DIGITS[part][0].fullmatch(digits) and digits.isascii()
        return (digits.zfill(7) if part == "number" else digits) if fits else None
    return None if is_refused(typed, MAX_PART) else typed


def _problem(part: str, typed: str, label: str) -> str:
    name, example = _TEXTS[part]
    words = {"label": _("%(label)sの%(part)s") % {"label": label, "part": name}, "example": example}
    if part == "kind":
        return _("「%(label)s」を選んでください。例）%(example)s") % words
    if not typed:
        return _("「%(label)s」を入力してください。例）%(example)s") % words
    if part == "holder_kana":
        return _("「%(label)s」は、通帳に書かれたカタカナで、30文字までで入力してください。例）%(example)s") % words
    if part in _DIGITS:
        return _("「%(label)s」は%(form)sで入力してください。例）%(example)s") % (words | {"form": _DIGITS[part][1]})
    return free_text_problem(typed, str(words["label"]), MAX_PART) or ""
