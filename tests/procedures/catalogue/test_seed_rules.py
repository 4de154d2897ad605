"""What the rules of the seeded procedures make of answers: what is shown, counted, charged and stopped."""

import json
from datetime import date

from procedures import definitions
from procedures.catalogue.seeding import SEEDS
from procedures.definitions import Definition, parse, visible_answers

TODAY = date(2026, 11, 23)


def seeded(number: int) -> Definition:
    (path,) = (SEEDS / "procedures").glob(f"{number}-*.json")
    return parse(json.loads(path.read_text(encoding="utf-8"))["definition"])


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
    assert silent.item_ids["reply"] == ("wants_reply",)
    answered = visible_answers(definition, {"wants_reply": True, "trouble": ["snow_bank"]}, TODAY)
    assert {"applicant_name", "applicant_phone", "snow_state"} <= answered.required


def test_eligibility_stops_with_a_place_to_turn_to():
    definition = seeded(2001)
    scope = visible_answers(definition, {"occupation": "civil_servant"}, TODAY).scope
    held = [definitions.evaluate(stop.when, scope, today=TODAY) for stop in definition.eligibility]
    assert held == [True, False]
