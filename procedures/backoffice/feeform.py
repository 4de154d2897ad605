"""The form with which staff fix a fee: how many of each, and what comes on top. Exemptions are decided before."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.utils.translation import gettext as _

from identity.access.staff import StaffRequest
from payments.fees.exemptions import reductions
from payments.fees.models import ExemptionRule
from payments.money import MOST_YEN
from procedures.catalogue.prices import Charge
from procedures.forms.characters import storable
from procedures.workflow.fees import FixedFee, is_granted

_MOST = 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeForm:
    """What is in the boxes, as typed; `possible` is what the stored answers lead to."""

    possible: Sequence[Charge]
    typed: dict[str, str]
    granted: frozenset[str]  # fees whose claimed exemption was approved
    rules: Sequence[ExemptionRule]  # the city's own that were approved
    extra_label: str
    extra_yen: str

    @classmethod
    def read(
        cls,
        request: StaffRequest,
        possible: Sequence[Charge],
        granted: frozenset[str],
        rules: Sequence[ExemptionRule] = (),
    ) -> Self:
        """As the answers have it, until something is sent."""
        post = request.POST
        fresh = request.method != "POST"
        typed = {
            one.item.code: str(one.quantity) if fresh else post.get(f"quantity-{one.item.code}", "")[:10]
            for one in possible
        }
        return cls(
            possible=possible,
            typed=typed,
            granted=granted,
            rules=rules,
            extra_label=storable(post.get("extra_label", ""))[:60].strip(),
            extra_yen=post.get("extra_yen", "")[:15],
        )

    def faults(self, *, reason: str) -> dict[str, str]:
        found = {
            f"quantity-{code}": _("0から9999までの数字で入力してください。例）2")
            for code, written in self.typed.items()
            if number(written, _MOST) is None
        }
        if self.extra_yen.strip() or self.extra_label:
            if not self.extra_label:
                found["extra_label"] = _("何の費用かを入力してください。例）郵送料（簡易書留）")
            if not number(self.extra_yen, MOST_YEN):
                found["extra_yen"] = _("1円以上の金額を数字で入力してください。例）460")
        if not found and self.departs and not reason:
            found["text"] = _("申請の内容と違う金額にするときは、理由を入力してください。")
        if not found and self.total > MOST_YEN:
            found["extra_yen"] = _("合計は1,000万円までです。")
        return found

    @property
    def fixed(self) -> FixedFee:
        """Only of a form without faults in its numbers."""
        amount = number(self.extra_yen, MOST_YEN)
        return FixedFee(
            quantities={code: number(written, _MOST) or 0 for code, written in self.typed.items()},
            extra=(self.extra_label, amount) if self.extra_label and amount else None,
        )

    @property
    def departs(self) -> bool:
        return self.fixed.departs_from(self.possible)

    @property
    def total(self) -> int:
        return sum(row["amount"] for row in self._lines())

    @property
    def said(self) -> str:
        """What makes it another act: the whole content of the form."""
        return repr((sorted(self.typed.items()), self.extra_label, self.extra_yen))

    def _lines(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        fixed = self.fixed
        for one in self.possible:
            quantity = fixed.quantities[one.item.code]
            if not quantity:
                continue
            charge = replace(one, quantity=quantity)
            reduced = is_granted(charge, self.granted)
            note = one.relief.reason if one.relief is not None and reduced else ""
            amount = charge.if_granted if reduced else charge.full
            rows.append(
                {"code": one.item.code, "label": one.label, "quantity": quantity, "amount": amount, "note": note}
            )
        if fixed.extra is not None:
            label, yen = fixed.extra
            rows.append({"code": "", "label": label, "quantity": 1, "amount": yen, "note": ""})
        for rule in self.rules:
            taken = reductions(rule, [(row["code"], row["amount"]) for row in rows])
            for row, yen in zip(rows, taken, strict=True):
                row.update({"amount": row["amount"] - yen, "note": rule.label} if yen else {})
        return rows

    def context(self, errors: dict[str, str]) -> dict[str, Any]:
        fine = all(number(written, _MOST) is not None for written in self.typed.values())
        return {
            "rows": [
                {
                    "code": one.item.code,
                    "id": f"quantity-{one.item.code}",
                    "label": _("%(label)s（%(amount)s円）の数") % {"label": one.label, "amount": f"{one.amount:,}"},
                    "asked": one.quantity,
                    "hint": _("申請の内容では%(quantity)d") % {"quantity": one.quantity},
                    "value": self.typed[one.item.code],
                    "error": errors.get(f"quantity-{one.item.code}", ""),
                    "relief": one.relief,
                    "granted": is_granted(one, self.granted),
                }
                for one in self.possible
            ],
            "reliefs": [rule.label for rule in self.rules],
            "extra_label": self.extra_label,
            "extra_yen": self.extra_yen,
            "extra_label_error": errors.get("extra_label", ""),
            "extra_yen_error": errors.get("extra_yen", ""),
            "lines": self._lines() if fine else [],
            "total": self.total if fine else 0,
        }


def number(written: str, most: int) -> int | None:
    """A whole number from 0 to `most` in any width, commas allowed; None for anything else. Empty is 0."""
    text = unicodedata.normalize("NFKC", written).replace(",", "").strip()
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most else None
