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


def stops(definition, answers):
    """The numbers of the conditions that stop these answers."""
    scope = visible_answers(definition, answers, TODAY).scope
    held = [definitions.evaluate(stop.when, scope, today=TODAY) for stop in definition.eligibility]
    return [number for number, value in enumerate(held) if definitions.is_true(value)]


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
    things = {"chair": 2, "futon": 1, "bed": 1}
    definition = seeded(4002)
    assert quantities(definition, {"bulky": things}) == {"sodai-small": 3, "sodai-large": 1}
    seen = visible_answers(definition, {"bulky": things}, TODAY)
    assert seen.values["bulky_total"] == 4
    assert "heater_empty" not in seen.item_ids["things"]
    assert "heater_empty" in visible_answers(definition, {"bulky": {"heater": 1}}, TODAY).required
    assert (stops(definition, {"bulky": {"sofa": 10}}), stops(definition, {"bulky": {"sofa": 10, "bed": 1}})) == (
        [],
        [0],
    )


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
    assert stops(definition, {"occupation": "civil_servant"}) == [0]
    assert stops(definition, {"occupation": "employee"}) == []


def test_moving_out_needs_one_card_in_the_household():
    definition = seeded(1007)
    without = {"mover_birth_date": "1980-01-01", "mover_has_card": False}
    assert stops(definition, {"movers": []}) == []
    assert stops(definition, {"movers": [without, without]}) == [0]
    assert stops(definition, {"movers": [without, without | {"mover_has_card": True}]}) == []


def test_certificates_of_status_are_charged_by_kind():
    asked = quantities(seeded(1005), {"certificates": {"unmarried": 2}})
    assert asked == {"unmarried-certificate": 2, "postage-letter": 1}


def test_an_account_is_asked_for_unless_the_public_one_is_used():
    for number, page, item_id in (
        (2001, "account", "allowance_account"),
        (2005, "account", "aid_account"),
        (3007, "account", "funeral_account"),
    ):
        definition = seeded(number)
        assert item_id in visible_answers(definition, {"use_public_account": False}, TODAY).required
        assert item_id not in visible_answers(definition, {"use_public_account": True}, TODAY).item_ids[page]


def test_tax_certificates_are_counted_over_rows_and_stop_for_other_cities():
    definition = seeded(1009)
    rows = [
        {"certificate_kind": "income", "certificate_year": "r8", "lived_in_akita": True, "certificate_copies": 2},
        {"certificate_kind": "taxation", "certificate_year": "r7", "lived_in_akita": True, "certificate_copies": 1},
    ]
    assert quantities(definition, {"certificates": rows}) == {"tax-income-certificate": 3, "postage-letter": 1}
    assert stops(definition, {"certificates": rows}) == []
    assert stops(definition, {"certificates": [rows[0], rows[1] | {"lived_in_akita": False}]}) == [0]


def test_the_tax_certificate_for_a_car_inspection_is_free():
    definition = seeded(1010)
    taxes = [{"tax_kind": "asset", "tax_year": "r8", "tax_copies": 2}]
    paid = quantities(definition, {"certificate_type": "general", "taxes": taxes})
    free = quantities(definition, {"certificate_type": "car_inspection", "vehicles": [{"plate": "秋田 580 あ 1"}]})
    assert (paid, free) == ({"tax-payment-certificate": 2, "postage-letter": 1}, {"postage-letter": 1})


def test_further_properties_cost_less_than_the_first():
    definition = seeded(1011)
    land = {"property_kind": "land", "property_place": "秋田市山王一丁目1番"}
    one = quantities(definition, {"properties": [land], "copies": 2})
    three = quantities(definition, {"properties": [land] * 3, "copies": 2})
    assert one == {"asset-certificate": 2, "postage-letter": 1}
    assert three == {"asset-certificate": 2, "asset-certificate-extra": 4, "postage-letter": 1}


def test_nursery_certificate_of_work_is_asked_for_only_where_a_parent_works():
    definition = seeded(2003)
    ill = visible_answers(definition, {"has_parent2": False, "parent1_reason": "illness"}, TODAY)
    assert "work_notice" not in ill.item_ids["parents"]
    both = {"has_parent2": True, "parent1_reason": "illness", "parent2_reason": "work"}
    works = visible_answers(definition, both | {"parent2_hours": 96}, TODAY)
    assert "work_notice" in works.item_ids["parents"]
    assert {"parent2_employer", "parent2_hours"} <= works.required
    assert works.values["least_hours"] == 96


def test_insurance_is_not_for_those_of_75_who_join():
    definition = seeded(3005)
    old = [{"member_birth_date": "1951-11-23"}]
    assert stops(definition, {"nhi_action": "join", "members": old}) == [0]
    assert stops(definition, {"nhi_action": "leave", "members": old}) == []
    assert stops(definition, {"nhi_action": "join", "members": [{"member_birth_date": "1951-11-24"}]}) == []


def test_the_bus_pass_begins_on_the_65th_birthday():
    definition = seeded(3004)
    assert stops(definition, {"requester": "self", "applicant_birth_date": "1961-11-23"}) == []
    assert stops(definition, {"requester": "self", "applicant_birth_date": "1961-11-24"}) == [0]


def test_city_housing_adds_up_the_household_and_asks_for_no_paper():
    definition = seeded(6003)
    members = [
        {"member_birth_date": "1980-01-01", "member_income": 1_200_000},
        {"member_birth_date": "2015-01-01", "member_income": 9_000_000},
    ]
    seen = visible_answers(definition, {"own_income": 600_000, "members": members}, TODAY)
    assert seen.values["household_income"] == 1_800_000  # a child's row has no income
    assert (seen.values["household_size"], seen.values["children_count"]) == (3, 1)
    assert seen.values["monthly_income"] == 150_000
    assert {one.replaces for one in definition.evidence} == {"住民票の写し", "課税証明書", "納税証明書"}


def test_road_occupancy_is_charged_by_what_stands_there_and_how_long():
    definition = seeded(6004)
    things = [{"thing_kind": "scaffold", "thing_area": 12}, {"thing_kind": "pole", "thing_count": 2, "thing_area": 9}]
    answers = {"things": things, "start_date": "2026-12-10", "end_date": "2027-01-09"}
    assert visible_answers(definition, answers, TODAY).values["period_months"] == 2  # 31 days
    assert quantities(definition, answers) == {"road-area": 24, "road-piece": 4}


def test_sports_facility_is_charged_by_courts_and_hours():
    definition = seeded(6006)
    slots = [{"slot_times": ["morning", "evening"], "lights": True}, {"slot_times": ["evening"], "lights": False}]
    answers = {"facility": "tennis", "courts": 2, "slots": slots}
    assert quantities(definition, answers) == {"sports-slot": 6, "sports-light": 2}
    assert quantities(definition, answers | {"facility": "ground"}) == {"sports-slot": 3, "sports-light": 1}


def test_stalls_with_fire_need_an_extinguisher_each():
    definition = seeded(7002)
    stalls = [
        {"stall_uses_fire": True, "stall_fire": ["gas"], "has_extinguisher": False},
        {"stall_uses_fire": False, "stall_fire": ["gas"], "has_extinguisher": False},
    ]
    seen = visible_answers(definition, {"stalls": stalls}, TODAY)
    assert (seen.values["fire_stalls"], seen.values["without_extinguisher"]) == (1, 1)
    assert ["extinguisher_notice" in row.item_ids for row in seen.rows["stalls"]] == [True, False]
    assert stops(definition, {"stalls": stalls}) == []
    assert stops(definition, {"stalls": stalls[1:]}) == [0]


def test_an_end_before_its_start_is_told_at_both():
    for number, page in ((6004, "road"), (6005, "plan"), (7002, "event")):
        definition = seeded(number)
        (order,) = [check for check in definition.page(page).checks if check.id == "order"]
        assert set(order.items) == {"start_date", "end_date"}
        scope = visible_answers(definition, {"start_date": "2027-01-10", "end_date": "2027-01-09"}, TODAY).scope
        assert definitions.is_true(definitions.evaluate(order.when, scope, today=TODAY))


def test_weeks_and_due_date_that_do_not_fit_are_asked_about_again():
    definition = seeded(2004)
    fits = visible_answers(definition, {"weeks": 10, "due_date": "2027-06-21"}, TODAY)  # 210 days
    assert "mismatch_notice" not in fits.item_ids["pregnancy"]
    off = visible_answers(definition, {"weeks": 10, "due_date": "2027-03-01"}, TODAY)
    assert "mismatch_notice" in off.item_ids["pregnancy"]


def test_who_moves_abroad_names_no_head_of_a_household_there():
    definition = seeded(1007)
    here = {"postcode": "1000001", "prefecture": "東京都", "city": "千代田区", "town": "千代田", "street": "1"}
    there = {"country": "大韓民国", "lines": "110 Sejong-daero", "postcode": ""}
    for address, asked in ((here, True), (there, False)):
        shown = visible_answers(definition, {"inside_city": "outside", "new_address": address}, TODAY)
        assert ("new_head" in shown.required) is asked
