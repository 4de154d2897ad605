"""What a code may be: words of the portal (departments, fees, code lists) or of the document itself.

Nobody types a code. Each field of kind `code` or `codes` has a list here; a test holds every such field to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from payments.fees.models import FeeItem
from procedures.catalogue.code_lists import list_ids, load
from procedures.catalogue.models import Department, SlotCalendar
from procedures.definitions.items import AskedItem
from procedures.designer.editing.registers import CLAIMS, REGISTERS
from procedures.designer.schema import FieldInfo, item_model, type_of, walk_items
from procedures.documents.models import DocumentKind

Document = Mapping[str, Any]


class Choice(NamedTuple):
    value: str
    label: str


def choices_of(info: FieldInfo, document: Document, place: str) -> list[Choice]:
    """What may be chosen for a field of the part at a place, in order. At most one SQL statement."""
    return list(SOURCES[info.name](document, place))


def plain(text: Any) -> str:
    """A text of a document in Japanese, on one line."""
    words = text.get("ja", "") if isinstance(text, Mapping) else text or ""
    return " ".join(str(words).split())


def _calendars(_document: Document, _place: str) -> Iterator[Choice]:
    for calendar in SlotCalendar.objects.select_related("department").order_by("label", "code"):
        yield Choice(calendar.code, f"{calendar.label}（{calendar.department.name}）")


def _code_lists(_document: Document, _place: str) -> Iterator[Choice]:
    for list_id in list_ids():
        found = load(list_id)
        some = "、".join(code.label for code in found.codes[:3]) if found else ""
        yield Choice(list_id, _("%(name)s（%(some)s など）") % {"name": list_id, "some": some})


def _departments(_document: Document, _place: str) -> Iterator[Choice]:
    for department in Department.objects.valid_on(timezone.localdate()).order_by("name"):
        yield Choice(department.code, department.name)


def _fees(document: Document, place: str) -> Iterator[Choice]:
    """The fee table; for an exemption only the fees of this procedure."""
    wanted = {line.get("item") for line in document.get("fees", {}).get("lines", ())}
    for fee in FeeItem.objects.valid_on(timezone.localdate()).order_by("label", "code"):
        if "exemptions" not in place.split("/") or fee.code in wanted:
            unit = fee.unit or _("1件")
            yield Choice(
                fee.code,
                _("%(label)s（%(unit)s %(amount)s円）")
                % {"label": fee.label, "unit": unit, "amount": f"{fee.amount:,}"},
            )


def _templates(_document: Document, _place: str) -> Iterator[Choice]:
    return (Choice(value, str(label)) for value, label in DocumentKind.choices)


def _sources(document: Document, _place: str) -> Iterator[Choice]:
    yield Choice("identity.name", _("本人確認で確かめた氏名"))
    yield Choice("identity.address", _("本人確認で確かめた住所"))
    yield Choice("identity.birth_date", _("本人確認で確かめた生年月日"))
    yield Choice("profile.email", _("登録したメールアドレス"))
    yield Choice("profile.phone", _("登録した電話番号"))
    for one in document.get("evidence", ()):
        for claim in one.get("claims", ()):
            words = {"paper": plain(one.get("replaces")), "claim": claim_label(claim)}
            yield Choice(f"evidence.{one.get('id')}.{claim}", _("確認情報「%(paper)s」の%(claim)s") % words)


def _evidence(document: Document, _place: str) -> Iterator[Choice]:
    for one in document.get("evidence", ()):
        yield Choice(one["id"], plain(one.get("replaces")))


def _claims_of_facts(document: Document, place: str) -> Iterator[Choice]:
    """What the look-up of the item, in which the fact stands, is asked for."""
    item_id = place.split("/")[1] if place.startswith("items/") else ""
    wanted = next((item.get("evidence") for item in walk_items(document) if item.get("id") == item_id), None)
    for one in document.get("evidence", ()):
        if one.get("id") == wanted:
            yield from (Choice(claim, claim_label(claim)) for claim in one.get("claims", ()))


def _values(document: Document, _place: str) -> Iterator[Choice]:
    for value in document.get("values", ()):
        yield Choice(value["id"], plain(value.get("label")) or value["id"])


def _items_beside(document: Document, place: str) -> Iterator[Choice]:
    """For a check: what is asked on its page, or in a row of its list."""
    kind, holder = [*place.split("/"), "", ""][:2]
    for container in document.get("pages", ()) if kind == "pages" else walk_items(document):
        if container.get("id") == holder:
            yield from (Choice(item["id"], plain(item.get("label"))) for item in _asked(container.get("items", ())))


def _asked(items: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in items:
        if item.get("type") == "group":
            yield from _asked(item.get("items", ()))
        elif is_asked(str(item.get("type"))) or item.get("type") == "list":
            yield item


def is_asked(item_type: str) -> bool:
    """Whether items of a type have an answer of their own."""
    return any(type_of(model) == item_type for model in AskedItem.__args__)


def _statistics(document: Document, _place: str) -> Iterator[Choice]:
    """What is not personal: items that say so, and calculations."""
    for item in walk_items(document):
        item_type = str(item.get("type"))
        if is_asked(item_type) and not item.get("personal", item_model(item_type).model_fields["personal"].default):
            yield Choice(item["id"], plain(item.get("label")))
    yield from _values(document, "")


def _registers(_document: Document, _place: str) -> Iterator[Choice]:
    return (Choice(code, str(label)) for code, label in REGISTERS.items())


def _claims(_document: Document, _place: str) -> Iterator[Choice]:
    return (Choice(code, str(label)) for code, label in CLAIMS.items())


def claim_label(claim: str) -> str:
    return str(CLAIMS.get(claim, claim))


SOURCES: Mapping[str, Callable[[Document, str], Iterator[Choice]]] = {
    "slots_from": _calendars,
    "options_from": _code_lists,
    "department": _departments,
    "item": _fees,
    "template": _templates,
    "source": _sources,
    "evidence": _evidence,
    "claim": _claims_of_facts,
    "value": _values,
    "items": _items_beside,
    "statistics": _statistics,
    "register": _registers,
    "claims": _claims,
}
