"""What was typed for a step of a trial, and what is wrong with it before anybody acts."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from payments.money import MOST_YEN
from procedures.applications.models.application import Outcome
from procedures.designer.rehearsal.acts import Deed
from procedures.designer.rehearsal.refunds import Refunding
from procedures.designer.rehearsal.seen import Case
from procedures.forms.characters import storable
from procedures.workflow.transitions import Verb

_LONGEST, _MOST = 2000, 9999
_QUANTITY = "quantity-"


def read_said(post: QueryDict) -> dict[str, Any]:
    """What the deeds take; each takes of it what it needs. Numbers that are none are None: see `problem_of`."""
    outcome = post.get("outcome", "")
    extra = storable(post.get("extra_label", ""))[:60].strip(), post.get("extra_yen", "")[:15].strip()
    return {
        "text": storable(post.get("text", ""))[:_LONGEST].strip(),
        "items": [item for item in post.getlist("items") if len(item) <= 200][:200],
        "outcome": outcome if outcome in {Outcome.APPROVED.value, Outcome.REFUSED.value} else "",
        "granted": post.get("granted") == "yes",
        "quantities": {
            name.removeprefix(_QUANTITY): number(post.get(name, ""), _MOST)
            for name in post
            if name.startswith(_QUANTITY)
        },
        "extra": [extra[0], number(extra[1], MOST_YEN)] if any(extra) else None,
        "amount": number(post.get("amount", ""), MOST_YEN) if post.get("amount", "").strip() else 0,
    }


def problem_of(deed: Deed, said: Mapping[str, Any], case: Case | None) -> str:
    """Why it is not even tried; "" where nothing is wrong with what was typed."""
    if deed == Verb.DECIDE and not said["outcome"]:
        return _("決定の内容を選んでください。")
    if deed == Verb.FIX_FEE:
        return _fee_problem(said)
    most = case.claim.to_refund if case is not None and case.claim is not None else 0
    if deed == Refunding.ASK and (said["amount"] is None or said["amount"] > most):
        return _("1円から%(most)s円までの数字で入力してください。例）%(most)s") % {"most": f"{most:,}"}
    return ""


def _fee_problem(said: Mapping[str, Any]) -> str:
    if None in said["quantities"].values():
        return _("数は、0から9999までの数字で入力してください。例）2")
    if said["extra"] is not None and not all(said["extra"]):
        return _("そのほかの費用は、何の費用かと、1円以上の金額を入力してください。例）郵送料（簡易書留）　460")
    return ""


def number(written: str, most: int) -> int | None:
    """A whole number from 0 to `most` in any width, commas allowed; None for anything else. Empty is 0."""
    plain = unicodedata.normalize("NFKC", written).replace(",", "").strip()
    if not plain:
        return 0
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 and int(plain) <= most else None
