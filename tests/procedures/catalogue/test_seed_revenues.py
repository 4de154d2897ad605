"""Each sample fee says which 歳入科目 it belongs to, and a portal in use gets the codes that it lacks."""

import json
from typing import Any

import pytest

from payments.assessments.services import Line
from payments.fees.models import FeeItem, Revenue
from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.seeding import SEEDS, load_seeds
from tests.payments.scene import make_assessment


@pytest.fixture(scope="module")
def fees() -> dict[str, Any]:
    return {row["code"]: row for row in json.loads((SEEDS / "fees.json").read_text(encoding="utf-8"))}


def test_every_revenue_is_named_as_a_sample(fees: dict[str, Any]) -> None:
    named = json.loads((SEEDS / "revenues.json").read_text(encoding="utf-8"))
    assert {row["code"] for row in named} == {row["revenue_code"] for row in fees.values() if "revenue_code" in row}
    assert {row["status"] for row in named} == {"sample"}


def test_only_what_comes_on_top_has_none(fees: dict[str, Any]) -> None:
    assert [code for code, row in fees.items() if "revenue_code" not in row] == ["postage-letter"]


def test_the_fees_of_one_procedure_belong_to_one_revenue(db: None, fees: dict[str, Any]) -> None:
    load_seeds()
    for version in ProcedureVersion.objects.all():
        codes = {fees[line.item].get("revenue_code") for line in version.definition.fees.lines}
        assert len(codes - {None}) <= 1, version


def test_a_portal_in_use_gets_what_it_lacks_and_keeps_what_it_has(db: None) -> None:
    load_seeds()
    FeeItem.objects.filter(code__in=["juminhyo", "koseki"]).update(revenue_code="")
    Revenue.objects.update(label="市の言い方")
    FeeItem.objects.filter(code="koseki").update(revenue_code="99-01")
    for code in ("juminhyo", "koseki"):
        make_assessment(lines=[Line(item=FeeItem.objects.get(code=code), quantity=1)])
    load_seeds()
    codes = dict(FeeItem.objects.filter(code__in=["juminhyo", "koseki"]).values_list("code", "revenue_code"))
    assert codes == {"juminhyo": "13-02-01-01", "koseki": "99-01"}
    assert set(Revenue.objects.values_list("label", flat=True)) == {"市の言い方"}
