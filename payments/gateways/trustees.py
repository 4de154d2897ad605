"""Through whom the city may receive which money (指定納付受託者), and the mayor's word about it (告示)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, QuerySet, Value
from django.utils.translation import gettext as _

from identity.people.models import User
from payments.dated import Act, BadEntry, Chain
from payments.fees.models import Revenue
from payments.gateways.models import Trustee, TrusteeRecord
from payments.gateways.registry import gateways


def covering(*, gateway: str, revenue_code: str, day: date) -> Trustee | None:
    """The trustee behind a gateway that may receive this revenue on this day. One SQL statement."""
    closed = Revenue.objects.valid_on(day).filter(code=Value(revenue_code), trustee_allowed=False)
    found = Trustee.objects.valid_on(day).filter(~Exists(closed), gateway=gateway).order_by("-valid_from")
    return next((one for one in found if not one.revenue_codes or revenue_code in one.revenue_codes), None)


def with_trustee() -> tuple[str, ...]:
    """The codes of the gateways whose money comes through a trustee."""
    return tuple(one.code for one in gateways() if one.capabilities.needs_trustee)


def records_of(gateway: str) -> QuerySet[TrusteeRecord]:
    """The newest first."""
    return TrusteeRecord.objects.filter(gateway=gateway).select_related("by").order_by("-at", "-pk")


def _record(gateway: str, act: Act, by: User | None, data: dict[str, Any]) -> None:
    TrusteeRecord.objects.create(gateway=gateway, kind=act, by=by, data=data)


def _until_before(gateway: str, day: date) -> date | None:
    made = records_of(gateway).filter(kind=Act.CHANGED, data__on=day.isoformat()).first()
    until = made.data.get("until") if made else None
    return date.fromisoformat(until) if until else None


TRUSTEES: Chain[Trustee] = Chain(model=Trustee, key="gateway", record=_record, until_before=_until_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the mayor's notice says (地方自治法231条の2の3 2項). `revenue_codes` empty: every revenue."""

    name: str
    address: str
    notice_number: str
    notice_date: date
    revenue_codes: tuple[str, ...]
    revenues: str
    is_sample: bool


def appoint(*, gateway: str, notice: Notice, valid_from: date, by: User | None) -> Trustee:
    """The first company behind a gateway. Raises BadEntry."""
    if gateway not in with_trustee():
        raise BadEntry("gateway", _("この決済は、使えるように設定されていません。一覧から選び直してください。"))
    return TRUSTEES.add(code=gateway, values=_values(notice, valid_from), valid_from=valid_from, by=by)


def appoint_anew(*, gateway: str, notice: Notice, valid_from: date, by: User | None) -> Trustee:
    """A further notice: another company, or the same one with other terms, from a day on. Raises BadEntry."""
    return TRUSTEES.change(code=gateway, values=_values(notice, valid_from), valid_from=valid_from, by=by)


def _values(notice: Notice, valid_from: date) -> dict[str, Any]:
    """Blanks folded. Raises BadEntry."""
    values = asdict(notice) | {"revenue_codes": sorted(notice.revenue_codes)}
    for part, most, message in (
        ("name", 100, _("会社の名称を100文字までで入力してください。例）見本決済株式会社")),
        ("address", 200, _("所在地を200文字までで入力してください。例）東京都千代田区見本町1番1号")),
        ("notice_number", 60, _("告示番号を60文字までで入力してください。例）秋田市告示第123号")),
        ("revenues", 300, _("取り扱う歳入等を300文字までで入力してください。例）証明書の交付手数料")),
    ):
        values[part] = " ".join(values[part].split())
        if not 0 < len(values[part]) <= most:
            raise BadEntry(part, message)
    if notice.notice_date > valid_from:
        raise BadEntry("notice_date", _("告示日は、指定開始日か、それより前の日にしてください。"))
    known = set(Revenue.objects.filter(code__in=notice.revenue_codes).values_list("code", flat=True))
    if set(notice.revenue_codes) - known:
        raise BadEntry("revenue_codes", _("登録されていない歳入科目があります。一覧から選び直してください。"))
    return values
