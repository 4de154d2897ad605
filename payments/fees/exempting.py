"""The city's own exemption rules (減免の規定): by which ordinance, how much, and whether somebody must agree."""

import re
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _

from identity.people.models import User
from payments.dated import BadEntry
from payments.fees.models import ExemptionRule, FeeItem, FeeRecordAbout, Verification
from payments.fees.recording import chain
from payments.money import MOST_YEN

RULES = chain(ExemptionRule, FeeRecordAbout.EXEMPTION)
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """`percent` or `fixed_yen` (of the whole claim), never both. `items`: codes of the fees; empty: every fee."""

    label: str
    percent: int | None
    fixed_yen: int | None
    items: tuple[str, ...]
    needs_evidence: bool
    needs_approval: bool
    basis: str
    is_sample: bool


def add_rule(*, code: str, terms: RuleTerms, valid_from: date, by: User | None) -> ExemptionRule:
    """A rule of a new code. Raises BadEntry."""
    if not (_CODE.fullmatch(code) and len(code) <= 40) or code.startswith(ExemptionRule.OF_PROCEDURE):
        message = _(
            "符号は、英小文字で始まる英小文字・数字・「-」で、40文字までで入力してください（「procedure-」で始めることはできません）。例）seikatsu-hogo"
        )
        raise BadEntry("code", message)
    return RULES.add(code=code, values=_values(terms), valid_from=valid_from, by=by)


def change_rule(*, code: str, terms: RuleTerms, valid_from: date, by: User | None) -> ExemptionRule:
    """Other terms from a day on; what was decided before stays as it was. Raises BadEntry."""
    return RULES.change(code=code, values=_values(terms), valid_from=valid_from, by=by)


def _values(terms: RuleTerms) -> dict[str, object]:
    """Blanks folded. Raises BadEntry."""
    label, basis = " ".join(terms.label.split()), " ".join(terms.basis.split())
    if not 0 < len(label) <= 100:
        raise BadEntry("label", _("名称を100文字までで入力してください。例）生活保護を受けている人"))
    if not 0 < len(basis) <= 200:
        raise BadEntry("basis", _("根拠となる条例を200文字までで入力してください。例）秋田市手数料条例 第5条"))
    if (terms.percent is None) == (terms.fixed_yen is None):
        raise BadEntry("percent", _("割合か金額の、どちらか一つを入力してください。例）50"))
    if terms.percent is not None and not 1 <= terms.percent <= 100:
        raise BadEntry("percent", _("割合を1から100までの数字で入力してください。例）50（全額は100）"))
    if terms.fixed_yen is not None and not 1 <= terms.fixed_yen <= MOST_YEN:
        message = _("金額を1円から%(most)s円までの数字で入力してください。例）200")
        raise BadEntry("fixed_yen", message % {"most": f"{MOST_YEN:,}"})
    missing = set(terms.items) - set(FeeItem.objects.filter(code__in=terms.items).values_list("code", flat=True))
    if missing:
        raise BadEntry("items", _("登録されていない手数料があります。一覧から選び直してください。"))
    values: dict[str, object] = asdict(terms) | {"label": label, "basis": basis, "items": sorted(terms.items)}
    values["verification"] = (Verification.SAMPLE if values.pop("is_sample") else Verification.VERIFIED).value
    return values
