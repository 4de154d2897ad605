from datetime import date

import pytest
from django.db import IntegrityError

from payments.fees.models import FeeItem
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.catalogue.prices import charges, price_list
from procedures.catalogue.services import publish
from procedures.definitions import DefinitionError
from tests.catalogue import make_department, make_procedure, small_document

pytestmark = pytest.mark.django_db


def test_publishing_makes_the_procedure_and_its_first_version():
    version = make_procedure()
    assert (version.number, version.procedure.number, version.procedure.title) == (1, 9001, "小さな手続")
    assert version.procedure.current_id == version.pk


def test_publishing_the_same_text_again_is_the_same_version():
    assert make_procedure().pk == make_procedure().pk
    assert ProcedureVersion.objects.count() == 1


def test_a_change_is_a_new_version_and_the_old_one_stays():
    old, new = make_procedure(), make_procedure(title="新しい名前")
    assert (old.number, new.number) == (1, 2)
    assert old.definition.title.ja == "小さな手続"
    assert Procedure.objects.get().title == "新しい名前"


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_a_version(change):
    make_procedure()
    versions = ProcedureVersion.objects.all()
    with pytest.raises(IntegrityError, match="append-only"):
        versions.update(document="{}") if change == "update" else versions._raw_delete("default")


def test_a_faulty_text_is_not_published_and_every_fault_is_named():
    document = small_document(statistics=["no_such_item"])
    with pytest.raises(DefinitionError) as refused:
        publish(number=9001, department=make_department(), document=document)
    assert [problem.place for problem in refused.value.problems] == ["/statistics/0"]
    assert not Procedure.objects.exists()


def test_departments_and_fees_must_be_the_citys_own():
    workflow = {"stages": [{"id": "review", "title": "審査", "department": "no-such-department"}]}
    fees = {"timing": "before_issue", "lines": [{"item": "no-such-fee"}]}
    with pytest.raises(DefinitionError) as refused:
        make_procedure(workflow=workflow, fees=fees)
    assert [(problem.place, problem.code) for problem in refused.value.problems] == [
        ("/workflow/stages/0/department", "unknown_department"),
        ("/fees/lines/0/item", "unknown_fee"),
    ]


@pytest.mark.parametrize("number", [0, 999, 10000])
def test_a_number_has_four_digits(number):
    with pytest.raises(IntegrityError, match="four_digits"):
        publish(number=number, department=make_department(), document=small_document())


def test_reading_a_definition_twice_reads_the_database_once(django_assert_num_queries):
    version = ProcedureVersion.objects.defer("document").get(pk=make_procedure().pk)
    with django_assert_num_queries(1):
        assert version.definition.title.ja == version.definition.title.ja


FEES = {"timing": "before_issue", "lines": [{"item": "small-fee", "quantity": {"var": "copies"}}]}
COPIES = {"id": "copies", "type": "integer", "label": "通数", "required": True, "personal": False}


def fee_procedure(number=9001):
    document = small_document(fees=FEES)
    document["pages"][0]["items"].append(COPIES)
    return publish(number=number, department=make_department(), document=document).definition


def make_fee(amount, valid_from, valid_until=None, verification="sample"):
    return FeeItem.objects.create(
        code="small-fee",
        label="写し",
        amount=amount,
        unit="通",
        basis="市手数料条例",
        verification=verification,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def test_the_price_is_that_of_the_day():
    make_fee(300, date(2020, 4, 1), date(2026, 3, 31))
    make_fee(350, date(2026, 4, 1), verification="verified")
    definition = fee_procedure()
    prices = [price_list(definition, day)[0] for day in (date(2026, 3, 31), date(2026, 4, 1))]
    assert [(price.amount, price.is_sample) for price in prices] == [(300, True), (350, False)]
    assert price_list(definition, date(2019, 1, 1)) == ()


@pytest.mark.parametrize(("copies", "total"), [(3, [900]), (0, []), (None, []), (-1, [])])
def test_what_answers_cost(copies, total):
    make_fee(300, date(2020, 4, 1))
    definition = fee_procedure()
    assert [charge.total for charge in charges(definition, {"copies": copies}, date(2026, 11, 24))] == total
