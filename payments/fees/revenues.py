"""歳入科目: a code means something for whole fiscal years (会計年度, from April to March)."""

import re
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from identity.people.models import User
from payments.dated import BadEntry
from payments.fees.models import FeeItem, FeeRecordAbout, Revenue, Verification
from payments.fees.recording import chain

REVENUES = chain(Revenue, FeeRecordAbout.REVENUE)
_CODE = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*", re.ASCII)
_EARLIEST = 2000


def first_day(year: int) -> date:
    return date(year, 4, 1)


def last_day(year: int) -> date:
    return date(year + 1, 3, 31)


def add_revenue(
    *, code: str, label: str, is_sample: bool, by: User | None, year: int = 2020, trustee_allowed: bool = True
) -> Revenue:
    """A code that prices can name, from a fiscal year on. Raises BadEntry."""
    number = code.strip()
    if not (_CODE.fullmatch(number) and len(number) <= 30):
        raise BadEntry("code", _("番号を、会計の仕組みで使う数字と「-」で入力してください。例）13-02-01-01"))
    values = _values(label, trustee_allowed=trustee_allowed, is_sample=is_sample)
    known = Revenue.objects.filter(code=number).order_by("-valid_from").first()
    if known is not None:
        message = _("番号「%(code)s」は「%(label)s」として登録されています。")
        raise BadEntry("code", message % {"code": number, "label": known.label})
    return REVENUES.add(code=number, values=values, valid_from=first_day(_year(year)), by=by)


def change_revenue(
    *, code: str, label: str, is_sample: bool, trustee_allowed: bool, year: int, by: User | None
) -> Revenue:
    """Another name from a coming fiscal year on; what stands in the books keeps the old one. Raises BadEntry."""
    values = _values(label, trustee_allowed=trustee_allowed, is_sample=is_sample)
    try:
        return REVENUES.change(code=code, values=values, valid_from=first_day(_year(year)), by=by)
    except BadEntry as refused:
        if refused.part != "valid_from":
            raise
        message = _(
            "来年度からあとの、まだ変更の予定がない会計年度にしてください。始まった年度の歳入科目は変えられません。"
        )
        raise BadEntry("year", message) from None


def end_revenue(*, code: str, year: int, reason: str, by: User | None) -> None:
    """Not used after a fiscal year, unless a price still names it then. Raises BadEntry."""
    day = last_day(_year(year))
    prices = FeeItem.objects.filter(Q(valid_until=None) | Q(valid_until__gt=day), revenue_code=code)
    labels = list(dict.fromkeys(prices.order_by("code").values_list("label", flat=True)))
    if labels:
        message = _("手数料「%(fees)s」が使っています。手数料の歳入科目を変えてから、廃止してください。")
        raise BadEntry("year", message % {"fees": "」「".join(labels[:5])})
    try:
        REVENUES.end(code=code, last_day=day, reason=reason, by=by)
    except BadEntry as refused:
        raise BadEntry("year" if refused.part == "last_day" else refused.part, str(refused)) from None


def _year(year: int) -> int:
    if not _EARLIEST <= year <= 2100:
        raise BadEntry("year", _("会計年度を4けたの西暦で入力してください。例）2027"))
    return year


def _values(label: str, *, trustee_allowed: bool, is_sample: bool) -> dict[str, object]:
    words = label.strip()  # the blanks between 款, 項 and 目 are the budget's own
    if not 0 < len(words) <= 100:
        raise BadEntry("label", _("名称を100文字までで入力してください。例）総務手数料 戸籍住民基本台帳手数料"))
    verification = Verification.SAMPLE if is_sample else Verification.VERIFIED
    return {"label": words, "trustee_allowed": trustee_allowed, "verification": verification.value}
