"""The seeded procedures as documents: right, in canonical form, and fitting one another."""

import json
from datetime import date
from pathlib import Path

import pytest

from procedures import definitions
from procedures.definitions import Definition, check, dump, parse, visible_answers
from procedures.definitions.items import AskedItem
from procedures.definitions.pretty import pretty

SEEDS = Path(definitions.__file__).parents[1] / "catalogue" / "seeds"
FILES = sorted((SEEDS / "procedures").glob("*.json"))
TODAY = date(2026, 11, 23)
APPLICANT = {
    "applicant_name": "person_name",
    "applicant_birth_date": "birth_date",
    "applicant_address": "address",
    "applicant_phone": "phone",
    "applicant_email": "email",
}


def envelope(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def seeded(number: int) -> Definition:
    return next(parse(envelope(path)["definition"]) for path in FILES if path.name.startswith(f"{number}-"))


def applicant_items(definition: Definition) -> dict[str, AskedItem]:
    return {item.id: item for item in definition.items() if isinstance(item, AskedItem) and item.id in APPLICANT}


def rows_of(name: str):
    return json.loads((SEEDS / name).read_text(encoding="utf-8"))


by_file = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


@by_file
def test_reads_and_may_be_published(path):
    assert check(parse(envelope(path)["definition"])) == []


@by_file
def test_is_byte_for_byte_canonical(path):
    seed = envelope(path)
    text = dump(parse(seed["definition"]))
    assert dump(parse(text)) == text
    assert path.read_text(encoding="utf-8") == pretty({**seed, "definition": json.loads(text)})


@by_file
def test_fits_its_file_its_department_and_the_fee_table(path):
    seed = envelope(path)
    definition = parse(seed["definition"])
    assert path.name.startswith(f"{seed['number']}-")
    departments = {row["code"] for row in rows_of("departments.json") if "valid_until" not in row}
    used = {stage.department for stage in definition.workflow.stages if stage.department}
    assert {seed["department"], *used} <= departments
    assert {line.item for line in definition.fees.lines} <= {row["code"] for row in rows_of("fees.json")}


@by_file
def test_speaks_three_languages(path):
    definition = parse(envelope(path)["definition"])
    texts = [definition.title, definition.summary, *(page.title for page in definition.pages)]
    assert [text.ja for text in texts if not (text.ja_easy and text.en)] == []
    assert all(item.label.en for item in applicant_items(definition).values())


@by_file
def test_asks_two_to_five_pages_and_the_applicant_in_the_same_words(path):
    definition = parse(envelope(path)["definition"])
    assert 2 <= len(definition.pages) <= 5
    asked = applicant_items(definition)
    assert {"applicant_name", "applicant_phone", "applicant_email"} <= set(asked)
    assert {item_id: item.type for item_id, item in asked.items()} == {name: APPLICANT[name] for name in asked}
    assert {item.subject for item in asked.values()} == {"applicant"}


def test_twelve_of_all_kinds_over_many_departments():
    seeds = [envelope(path) for path in FILES]
    assert [seed["number"] for seed in seeds] == [
        1001, 1003, 1008, 2001, 3001, 4001, 4002, 5001, 5002, 6001, 6002, 7001,
    ]  # fmt: skip
    assert {seed["definition"]["kind"] for seed in seeds} == {"application", "notification", "issuance", "report"}
    assert len({seed["department"] for seed in seeds}) >= 6


def test_departments_change_their_names():
    rows = {row["code"]: row for row in rows_of("departments.json")}
    gone = [row for row in rows.values() if "valid_until" in row]
    assert [row["code"] for row in gone] == ["digital-promotion"]
    assert rows[gone[0]["successor"]]["valid_from"] > gone[0]["valid_until"]


def test_fees_say_whether_they_were_verified():
    rows = {row["code"]: (row["amount"], row["status"]) for row in rows_of("fees.json")}
    assert rows["koseki"] == (450, "verified")
    assert rows["dog-registration"] == (3000, "verified")
    assert rows["juminhyo"] == (300, "sample")
    assert {status for _amount, status in rows.values()} == {"verified", "sample"}


def quantities(definition, answers):
    scope = visible_answers(definition, answers, TODAY).scope
    return {
        line.item: definitions.evaluate(line.quantity, scope, today=TODAY)
        for line in definition.fees.lines
        if line.when is None or definitions.is_true(definitions.evaluate(line.when, scope, today=TODAY))
    }


def test_residence_record_asks_for_members_only_when_not_the_whole_household():
    definition = seeded(1001)
    assert "members" not in visible_answers(definition, {"scope": "household"}, TODAY).item_ids["certificate"]
    seen = visible_answers(definition, {"scope": "member", "with_my_number": True, "copies": 3}, TODAY)
    assert {"members", "submit_to"} <= seen.required
    assert "my_number_notice" in seen.item_ids["certificate"]
    assert quantities(definition, {"copies": 3}) == {"juminhyo": 3, "postage-letter": 1}


def test_register_certificate_costs_by_its_kind():
    definition = seeded(1003)
    assert quantities(definition, {"certificate_type": "full", "copies": 2}) == {"koseki": 2, "postage-letter": 1}
    assert quantities(definition, {"certificate_type": "kaisei", "copies": 1}) == {"joseki": 1, "postage-letter": 1}


def test_bulky_waste_is_counted_by_size():
    things = [
        {"bulky_kind": "chair", "bulky_count": 2},
        {"bulky_kind": "futon", "bulky_count": 1},
        {"bulky_kind": "bed", "bulky_count": 1},
    ]
    definition = seeded(4002)
    assert quantities(definition, {"bulky": things}) == {"sodai-small": 3, "sodai-large": 1}
    assert visible_answers(definition, {"bulky": things}, TODAY).values["bulky_total"] == 4


def test_care_certification_goes_by_the_age_of_the_one_to_be_certified():
    definition = seeded(3001)
    own = {"requester": "self", "applicant_birth_date": "1966-01-01", "insured_birth_date": "1940-01-01"}
    seen = visible_answers(definition, own, TODAY)
    assert seen.values["insured_age"] == 60
    assert "specific_disease" in seen.required
    assert "insured_name" not in seen.item_ids["insured"]
    seen = visible_answers(definition, own | {"requester": "family"}, TODAY)
    assert seen.values["insured_age"] == 86
    assert {"insured_name", "insured_address"} <= seen.required
    assert "specific_disease" not in seen.item_ids["insured"]


def test_child_allowance_looks_at_each_child():
    definition = seeded(2001)
    children = [
        {"child_birth_date": "2026-10-01", "child_lives_together": True, "child_address": {"city": "仙台市"}},
        {"child_birth_date": "2010-10-01", "child_lives_together": False},
    ]
    seen = visible_answers(definition, {"children": children}, TODAY)
    assert seen.values == {"children_count": 2, "children_apart": 1, "children_under_three": 1}
    assert "child_address" not in seen.rows["children"][0].item_ids
    assert {"child_address", "apart_reason"} <= seen.rows["children"][1].required


def test_late_damage_report_needs_a_reason():
    definition = seeded(5002)
    assert "late" not in visible_answers(definition, {"damage_date": "2026-11-01"}, TODAY).page_ids()
    assert "late" in visible_answers(definition, {"damage_date": "2026-05-01"}, TODAY).page_ids()


def test_road_report_may_be_anonymous():
    definition = seeded(6002)
    silent = visible_answers(definition, {"wants_reply": False, "trouble": ["pothole"]}, TODAY)
    assert not set(APPLICANT) & set(silent.item_ids["reply"])
    answered = visible_answers(definition, {"wants_reply": True, "trouble": ["snow_bank"]}, TODAY)
    assert {"applicant_name", "applicant_phone", "snow_state"} <= answered.required


def test_eligibility_stops_with_a_place_to_turn_to():
    definition = seeded(2001)
    scope = visible_answers(definition, {"occupation": "civil_servant"}, TODAY).scope
    held = [definitions.evaluate(stop.when, scope, today=TODAY) for stop in definition.eligibility]
    assert held == [True, False]
