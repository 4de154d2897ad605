"""Each fault of a definition is found, in its place, with its own reason."""

import json
from typing import Any

import pytest

from procedures.definitions import Code, CodeList, DefinitionError, check, code_lists, parse
from procedures.definitions.messages import TEXTS
from tests.procedures.definitions.small import REMOVE, document, spoiled

ITEM = {"id": "extra", "type": "text", "label": "追加"}
I1 = "/pages/1/items/"
CHECK: dict[str, Any] = {
    "id": "few",
    "when": {">": [{"var": "copies"}, 5]},
    "message": "5通までです。",
    "items": ["copies"],
}
RESULT = {**ITEM, "type": "result"}
COUNTS: dict[str, Any] = {**ITEM, "type": "quantities", "options": [{"value": "a", "label": "甲"}]}
SLOT: dict[str, Any] = {**ITEM, "type": "slot", "slots_from": "visits"}
FACTS: dict[str, Any] = {
    **ITEM,
    "type": "register_facts",
    "evidence": "residence",
    "facts": [{"claim": "address", "label": "住所"}],
    "wrong": "お電話ください。",
}


@pytest.fixture(autouse=True)
def _lists(monkeypatch):
    days = CodeList("days", [Code("monday", "月曜日"), Code("tuesday", "火曜日")])
    monkeypatch.setattr(code_lists, "_finders", [{"days": days}.get])


def option(value):
    return {"value": value, "label": value}


# place to spoil, what to put there, where it is reported, and as what
SHAPE = [
    ("/title", REMOVE, "/title", "missing"),
    ("/title", {"en": "No Japanese"}, "/title/ja", "missing"),
    ("/title", {"ja": " 　"}, "/title/ja", "bad_format"),
    ("/title", {"ja": "題", "fr": "titre"}, "/title/fr", "unknown_key"),
    ("/title", 5, "/title", "wrong_type"),
    ("/titel", "題", "/titel", "unknown_key"),
    ("/kind", "permit", "/kind", "not_a_choice"),
    ("/format", 2, "/format", "not_a_choice"),
    ("/summary", "あ" * 5001, "/summary", "too_long"),
    ("/who", "", "/who", "too_short"),
    ("/pages", [], "/pages", "too_short"),
    ("/pages", {}, "/pages", "wrong_type"),
    ("/pages/0/id", "Applicant", "/pages/0/id", "bad_format"),
    ("/pages/0/items", [], "/pages/0/items", "too_short"),
    (I1 + "1/type", "number", I1 + "1", "unknown_item_type"),
    (I1 + "1/type", REMOVE, I1 + "1", "missing_item_type"),
    (I1 + "1/label", REMOVE, I1 + "1/label", "missing"),
    (I1 + "1/placeholder", "3", I1 + "1/placeholder", "unknown_key"),
    (I1 + "1/id", "1copies", I1 + "1/id", "bad_format"),
    (I1 + "1/personal", "no", I1 + "1/personal", "wrong_type"),
    (I1 + "1/subject", "someone", I1 + "1/subject", "not_a_choice"),
    (I1 + "0/options", [], I1 + "0/options", "too_short"),
    (I1 + "0/options/0/value", "全員", I1 + "0/options/0/value", "bad_format"),
    (I1 + "3/max", 51, I1 + "3/max", "out_of_range"),
    (I1 + "3/items/0/type", "list", I1 + "3/items/0", "unknown_item_type"),
    (I1 + "4", {**ITEM, "pattern": "^a+$"}, I1 + "4/pattern", "not_a_choice"),
    (I1 + "4", {**ITEM, "source": "register.name"}, I1 + "4/source", "bad_format"),
    (I1 + "4", {**ITEM, "autocomplete": "cc-number"}, I1 + "4/autocomplete", "not_a_choice"),
    (I1 + "4", {"id": "ok", "type": "consent", "label": "同意", "text": "同意します"}, I1 + "4/version", "missing"),
    (
        I1 + "4",
        {"id": "ok", "type": "group", "label": "組", "items": [document()]},
        I1 + "4/items/0",
        "missing_item_type",
    ),
    (I1 + "1/min", {"power": [2, 3]}, I1 + "1/min", "rule_unknown_operator"),
    (I1 + "1/min", {"+": [1], "-": [1]}, I1 + "1/min", "rule_one_operator"),
    (I1 + "1/min", {"==": [1]}, I1 + "1/min", "rule_arguments"),
    (I1 + "1/min", {"var": 3}, I1 + "1/min", "rule_variable"),
    (I1 + "1/min", 10**17, I1 + "1/min", "rule_number"),
    (I1 + "1/min", "x" * 501, I1 + "1/min", "rule_string_too_long"),
    (I1 + "1/when", {"or": [[1] * 499]}, I1 + "1/when", "rule_too_large"),
    (I1 + "1/when", {"some": [[], {"all": [[], True]}]}, I1 + "1/when", "rule_nested_rows"),
    ("/pages/1/checks", [{**CHECK, "items": []}], "/pages/1/checks/0/items", "too_short"),
    ("/pages/1/checks", [{**CHECK, "message": ""}], "/pages/1/checks/0/message", "too_short"),
    (I1 + "4", {**ITEM, "type": "choice", "options_from": "Towns"}, I1 + "4/options_from", "bad_format"),
    (I1 + "4", {**ITEM, "type": "decimal", "scale": 0}, I1 + "4/scale", "out_of_range"),
    (I1 + "4", {**COUNTS, "options": []}, I1 + "4/options", "too_short"),
    (
        I1 + "4",
        {**COUNTS, "options": [{"value": "a", "label": "甲", "max": 0}]},
        I1 + "4/options/0/max",
        "out_of_range",
    ),
    (I1 + "4", {**FACTS, "facts": []}, I1 + "4/facts", "too_short"),
    (I1 + "4", {**ITEM, "type": "declaration", "text": "誓います"}, I1 + "4/version", "missing"),
    (I1 + "4", {**RESULT, "format": "money"}, I1 + "4/format", "not_a_choice"),
    (I1 + "4", SLOT | {"slots_from": "Visits"}, I1 + "4/slots_from", "bad_format"),
    (I1 + "4", SLOT | {"earliest": -1}, I1 + "4/earliest", "out_of_range"),
    (I1 + "4", SLOT | {"latest": 251}, I1 + "4/latest", "out_of_range"),
    (I1 + "4", SLOT | {"latest": {"var": "copies"}}, I1 + "4/latest", "wrong_type"),
    (I1 + "4", {**ITEM, "type": "slot"}, I1 + "4/slots_from", "missing"),
    ("/assurance/level", 4, "/assurance/level", "out_of_range"),
    ("/assurance/level", "1", "/assurance/level", "wrong_type"),
    ("/assurance/reason", REMOVE, "/assurance/reason", "missing"),
    ("/retention/years", 7, "/retention/years", "not_a_choice"),
    ("/life_events", ["vacation"], "/life_events/0", "not_a_choice"),
    ("/standard_period", {"business_days": 0}, "/standard_period/business_days", "out_of_range"),
    ("/accepts", {"from": "1 April"}, "/accepts/from", "wrong_type"),
    ("/fees/timing", "later", "/fees/timing", "not_a_choice"),
    ("/fees/lines/0/item", "Fee 1", "/fees/lines/0/item", "bad_format"),
    ("/workflow/stages", [], "/workflow/stages", "too_short"),
    ("/workflow/stages/0/role", "mayor", "/workflow/stages/0/role", "not_a_choice"),
    ("/workflow/stages/0/department", "市民課", "/workflow/stages/0/department", "bad_format"),
    ("/documents/0/template", "../../etc/passwd", "/documents/0/template", "not_a_choice"),
    ("/messages/refused", "却下", "/messages/refused", "unknown_key"),
]

LETTER = {"id": "permit", "when": "decided", "template": "letter", "title": "許可証", "body": "{applicant}様"}

# the same for what can be read but not published
MEANING = [
    ("/pages/1/id", "applicant", "/pages/1/id", "duplicate_id"),
    ("/pages/1/id", "check", "/pages/1/id", "reserved_page_id"),
    (I1 + "4", {**ITEM, "id": "copies"}, I1 + "4/id", "duplicate_id"),
    (I1 + "4", {**ITEM, "id": "person"}, I1 + "4/id", "duplicate_id"),
    (I1 + "4", {**ITEM, "id": "people_count"}, "/values/0/id", "duplicate_id"),
    (I1 + "4", {**ITEM, "id": "item"}, I1 + "4/id", "reserved_name"),
    ("/values/0/id", "identity", "/values/0/id", "reserved_name"),
    ("/workflow/stages/1", {"id": "review", "title": "再審査"}, "/workflow/stages/1/id", "duplicate_id"),
    ("/workflow/stages/0/checks/1", {"id": "one", "label": "再び"}, "/workflow/stages/0/checks/1/id", "duplicate_id"),
    ("/documents/1", {"id": "receipt", "when": "received", "template": "receipt"}, "/documents/1/id", "duplicate_id"),
    ("/documents/0/when", "issued", "/documents/0/when", "document_moment"),
    ("/documents/0/body", "本文", "/documents/0/body", "letter_only"),
    ("/documents/0/template", "letter", "/documents/0/title", "letter_words"),
    ("/documents/1", {**LETTER, "body": "{nobody}様"}, "/documents/1/body", "unknown_placeholder"),
    ("/documents/1", {**LETTER, "body": "{date"}, "/documents/1/body", "stray_brace"),
    (I1 + "0/options/2", option("all"), I1 + "0/options/2/value", "duplicate_option"),
    (I1 + "4", {**ITEM, "source": "evidence.tax.income"}, I1 + "4/source", "unknown_evidence"),
    (I1 + "4", {**ITEM, "source": "evidence.residence.income"}, I1 + "4/source", "unknown_claim"),
    ("/statistics/0", "nothing", "/statistics/0", "unknown_statistic"),
    ("/statistics/0", "day", "/statistics/0", "personal_statistic"),
    ("/statistics/2", "scope", "/statistics/2", "duplicate_statistic"),
    ("/legal_basis", [], "/legal_basis", "needs_legal_basis"),
    ("/standard_period", REMOVE, "/standard_period", "needs_standard_period"),
    ("/appeal", REMOVE, "/appeal", "needs_appeal"),
    (I1 + "1/when", {"var": "nobody"}, I1 + "1/when", "rule_unknown_name"),
    (I1 + "1/when", {"var": "apart"}, I1 + "1/when", "rule_unknown_name"),
    (I1 + "1/when", {"==": [{"var": "name.middle"}, "x"]}, I1 + "1/when", "rule_unknown_part"),
    (I1 + "1/when", {"var": "item.apart"}, I1 + "1/when", "rule_item_outside_row"),
    (I1 + "2/when", {"var": "copies"}, I1 + "2/when", "rule_result_type"),
    (I1 + "1/max", "ten", I1 + "1/max", "rule_result_type"),
    (I1 + "2/max", "2026-02-30", I1 + "2/max", "rule_result_type"),
    (I1 + "2/max", {"var": "copies"}, I1 + "2/max", "rule_result_type"),
    (I1 + "2/when", {"and": [{"var": "copies"}]}, I1 + "2/when", "rule_argument_type"),
    (I1 + "1/max", {"+": [{"var": "scope"}, 1]}, I1 + "1/max", "rule_argument_type"),
    (I1 + "1/max", {"age_on": [{"var": "scope"}]}, I1 + "1/max", "rule_argument_type"),
    (I1 + "2/when", {"==": [{"var": "copies"}, "3"]}, I1 + "2/when", "rule_different_types"),
    (I1 + "1/when", {"<": [{"var": "day"}, "tomorrow"]}, I1 + "1/when", "rule_different_types"),
    (I1 + "1/max", {"if": [True, 1, "x"]}, I1 + "1/max", "rule_mixed_types"),
    (I1 + "1/when", {"==": [{"var": "name"}, "秋田"]}, I1 + "1/when", "rule_not_comparable"),
    (I1 + "1/when", {"<": [{"var": "email"}, "m"]}, I1 + "1/when", "rule_no_order"),
    (I1 + "1/when", {"==": [{"var": "scope"}, None]}, I1 + "1/when", "rule_compares_null"),
    (I1 + "1/when", {"some": [{"var": "scope"}, True]}, I1 + "1/when", "rule_not_list"),
    (I1 + "1/when", {"==": [{"var": "scope"}, "everyone"]}, I1 + "1/when", "rule_unknown_option"),
    (I1 + "1/when", {"in": [{"var": "scope"}, ["all", "none"]]}, I1 + "1/when", "rule_unknown_option"),
    (I1 + "3/items/0/when", {"var": "item.apart"}, I1 + "3/items/0/when", "rule_later_in_row"),
    (I1 + "0/when", {">": [{"var": "people_count"}, 1]}, I1 + "0/when", "rule_cycle"),
    ("/pages/1/when", {"==": [{"var": "scope"}, "all"]}, "/pages/1/when", "rule_cycle"),
    ("/pages/1/when", False, "/pages/1/when", "never_shown"),
    (
        I1 + "1/when",
        {"and": [{"==": [{"var": "scope"}, "all"]}, {"==": [{"var": "scope"}, "some"]}]},
        I1 + "1/when",
        "never_shown",
    ),
    (I1 + "1/when", {"or": [{"in": [{"var": "scope"}, []]}, {">": [1, 2]}]}, I1 + "1/when", "never_shown"),
    ("/workflow/stages/0/when", {"!": [True]}, "/workflow/stages/0/when", "stage_never"),
    (I1 + "1/min", 11, I1 + "1/min", "min_over_max"),
    (I1 + "3/min", 30, I1 + "3/min", "min_over_max"),
    (I1 + "4", {**ITEM, "min": 10, "max": 5}, I1 + "4/min", "min_over_max"),
    (
        I1 + "4",
        {"id": "x", "type": "choices", "label": "x", "max": 3, "options": [option("a")]},
        I1 + "4/max",
        "max_over_options",
    ),
    (
        I1 + "4",
        {"id": "x", "type": "choice", "label": "x", "other": True, "options": [option("other")]},
        I1 + "4/options/0/value",
        "other_is_reserved",
    ),
    (I1 + "4", {**ITEM, "autocomplete": "organization"}, I1 + "4/autocomplete", "autocomplete_not_own"),
    ("/pages/1/checks", [CHECK, CHECK], "/pages/1/checks/1/id", "duplicate_id"),
    ("/pages/1/checks", [{**CHECK, "items": ["email"]}], "/pages/1/checks/0/items/0", "check_not_beside"),
    ("/pages/1/checks", [{**CHECK, "items": ["apart"]}], "/pages/1/checks/0/items/0", "check_not_beside"),
    ("/pages/1/checks", [{**CHECK, "when": False}], "/pages/1/checks/0/when", "check_never"),
    ("/pages/1/checks", [{**CHECK, "when": {"var": "day"}}], "/pages/1/checks/0/when", "rule_result_type"),
    (
        I1 + "3/checks",
        [{**CHECK, "when": {"var": "item.person"}, "items": ["copies"]}],
        I1 + "3/checks/0/items/0",
        "check_not_beside",
    ),
    (I1 + "3/checks", [{**CHECK, "items": ["apart"], "when": 1}], I1 + "3/checks/0/when", "rule_result_type"),
    (I1 + "4", {**ITEM, "type": "choice"}, I1 + "4", "options_one_source"),
    (I1 + "0/options_from", "akita_towns", I1 + "0", "options_one_source"),
    (I1 + "4", {**ITEM, "type": "choice", "options_from": "moons"}, I1 + "4/options_from", "unknown_code_list"),
    (I1 + "4", {**ITEM, "type": "choice", "options_from": "days", "other": True}, I1 + "4/other", "no_other_in_list"),
    (
        I1 + "4",
        {**ITEM, "type": "choice", "options_from": "days", "when": {"==": [{"var": "extra"}, "sunday"]}},
        I1 + "4/when",
        "rule_unknown_option",
    ),
    (I1 + "4", {**RESULT, "value": "copies_total"}, I1 + "4/value", "unknown_value"),
    (I1 + "4", RESULT, I1 + "4", "result_value"),
    (I1 + "4", {**RESULT, "value": "people_count", "formula": 1}, I1 + "4", "result_value"),
    (I1 + "3/items/3", RESULT, I1 + "3/items/3", "result_formula"),
    (I1 + "3/items/3", {**RESULT, "value": "people_count"}, I1 + "3/items/3", "result_formula"),
    (I1 + "3/items/3", {**RESULT, "formula": {"var": "item.apart"}}, I1 + "3/items/3/formula", "rule_result_type"),
    (I1 + "3/items/0", {**RESULT, "formula": {"var": "item.extra"}}, I1 + "3/items/0/formula", "rule_later_in_row"),
    (I1 + "4", {**FACTS, "evidence": "tax"}, I1 + "4/evidence", "unknown_evidence"),
    (I1 + "4", {**FACTS, "facts": [{"claim": "income", "label": "所得"}]}, I1 + "4/facts/0/claim", "unknown_claim"),
    (I1 + "4", {**ITEM, "type": "time", "min": 9}, I1 + "4/min", "rule_result_type"),
    (I1 + "4", {**ITEM, "type": "time", "min": "9:00"}, I1 + "4/min", "rule_result_type"),
    (I1 + "4", {**ITEM, "type": "time", "min": "17:00", "max": "09:00"}, I1 + "4/min", "min_over_max"),
    (I1 + "4", {**ITEM, "type": "year_month", "min": "2026-13-01"}, I1 + "4/min", "rule_result_type"),
    (I1 + "4", {**ITEM, "type": "decimal", "min": 1.5, "max": 1}, I1 + "4/min", "min_over_max"),
    (I1 + "4", {**ITEM, "type": "yen", "max": -1}, I1 + "4/min", "min_over_max"),
    (I1 + "4", {**COUNTS, "min": 3, "max": 2}, I1 + "4/min", "min_over_max"),
    (I1 + "4", {**COUNTS, "min": 100}, I1 + "4/min", "min_over_max"),
    (I1 + "4", {**COUNTS, "options": [option("a"), option("a")]}, I1 + "4/options/1/value", "duplicate_option"),
    (I1 + "4", {**COUNTS, "when": {">": [{"var": "extra.b"}, 1]}}, I1 + "4/when", "rule_unknown_part"),
    (I1 + "1/when", {"<": [{"sum": [{"var": "name"}]}, 1]}, I1 + "1/when", "rule_not_list"),
    (I1 + "4", SLOT | {"earliest": 5, "latest": 4}, I1 + "4/earliest", "slot_window"),
    (I1 + "3/items/3", SLOT, I1 + "3/items/3", "slot_in_row"),
    (I1 + "4", SLOT | {"when": {"==": [{"var": "extra.day"}, "x"]}}, I1 + "4/when", "rule_unknown_part"),
    ("/accepts", {"from": "2026-04-01", "until": "2026-03-31"}, "/accepts/until", "accepts_order"),
    ("/evidence/0/ground", {}, "/evidence/0/ground", "ground_one"),
    ("/evidence/0/ground", {"law": "法", "consent": "同意"}, "/evidence/0/ground", "ground_one"),
    ("/assurance/signature", True, "/assurance/level", "signature_level"),
    ("/contact_confirmation", False, "/contact_confirmation", "contact_level"),
    ("/pages/0/items/1", ITEM, "/contact_confirmation", "contact_email"),
    ("/proxy", {"allowed": True}, "/proxy/kinds", "proxy_kinds"),
    ("/fees/timing", "none", "/fees/timing", "fee_timing_none"),
    ("/fees/lines", [], "/fees/lines", "fee_lines_missing"),
    ("/fees/exemptions", [{"item": "postage", "when": True}], "/fees/exemptions/0/item", "fee_exemption_item"),
    ("/fees/lines/0/quantity", 0, "/fees/lines/0/quantity", "fee_quantity"),
    ("/fees/lines/0/quantity", {"var": "scope"}, "/fees/lines/0/quantity", "rule_result_type"),
    ("/workflow/four_eyes", True, "/workflow/four_eyes", "four_eyes_role"),
    ("/messages/received", "{name}様", "/messages/received", "unknown_placeholder"),
    ("/messages/received", "{promised_date", "/messages/received", "stray_brace"),
    ("/pages/0/intro", "<b>重要</b>", "/pages/0/intro", "html_in_text"),
]

REPORT: dict[str, Any] = {"standard_period": None, "appeal": None, "fees": {}}
KINDS = [
    (document(kind="notification", standard_period=None, appeal={"authority": "秋田市長"}), "/appeal", "no_refusal"),
    (document(kind="notification", appeal=None, messages={"decided": "決定"}), "/messages/decided", "no_refusal"),
    (
        document(kind="notification", appeal=None, documents=[{"id": "d", "when": "decided", "template": "decision"}]),
        "/documents/0/when",
        "no_refusal",
    ),
    (document(kind="report", standard_period=None), "/appeal", "no_decision"),
    (document(kind="report", appeal=None), "/standard_period", "no_clock"),
    (document(kind="application", appeal=None), "/appeal", "needs_appeal"),
]


def bare(whole):
    """A document without the sections that were set to None."""
    return {name: part for name, part in whole.items() if part is not None}


def test_the_small_document_is_right():
    assert check(parse(document())) == []
    assert check(parse(bare(document(kind="report", **REPORT)))) == []


@pytest.mark.parametrize(("pointer", "value", "place", "code"), SHAPE)
def test_faults_of_shape(pointer, value, place, code):
    with pytest.raises(DefinitionError) as caught:
        parse(spoiled(pointer, value))
    assert [(found.place, found.code) for found in caught.value.problems] == [(place, code)]


@pytest.mark.parametrize(("pointer", "value", "place", "code"), MEANING)
def test_faults_of_meaning(pointer, value, place, code):
    found = {(one.place, one.code) for one in check(parse(spoiled(pointer, value)))}
    assert (place, code) in found


@pytest.mark.parametrize(("whole", "place", "code"), KINDS)
def test_faults_against_the_law_of_a_kind(whole, place, code):
    assert (place, code) in {(one.place, one.code) for one in check(parse(bare(whole)))}


def test_a_personal_text_worked_out_is_personal_too():
    whole = document(statistics=["who"], values=[{"id": "who", "type": "text", "value": {"var": "name.family"}}])
    assert [(one.place, one.code) for one in check(parse(whole))] == [("/statistics/0", "personal_statistic")]


def test_all_faults_of_a_document_are_told_at_once():
    whole = document(kind="permit", retention={"years": 7})
    del whole["title"]
    with pytest.raises(DefinitionError) as caught:
        parse(whole)
    assert [one.place for one in caught.value.problems] == ["/kind", "/title", "/retention/years"]


def test_reasons_are_japanese_and_filled_in():
    with pytest.raises(DefinitionError) as caught:
        parse(spoiled(I1 + "1/placeholder", "3"))
    assert caught.value.problems[0].message_ja == (
        "「placeholder」という名前は使えません。つづりを確かめるか、取り除いてください。"
    )
    found = check(parse(spoiled(I1 + "1/when", {"==": [{"var": "scope"}, "everyone"]})))
    assert found[0].message_ja == "選択肢「everyone」はありません。使える値は all, some です。"


def test_an_error_shows_places_and_codes_but_no_content():
    with pytest.raises(DefinitionError) as caught:
        parse(spoiled("/title", 5))
    assert str(caught.value) == "/title: wrong_type"


def test_every_reason_has_a_case():
    told = {code for *_, code in SHAPE} | {code for *_, code in MEANING} | {code for *_, code in KINDS}
    elsewhere = {
        # test_reach.py
        *("never_reached", "stage_never_reached", "reach_unproven", "reach_too_large", "fee_never", "option_never"),
        # test_applicant.py
        *("nobody_named", "nobody_to_write_to"),
        "invalid",
        "too_many_items",
        "rule_too_deep",
        "rule_not_json",
        *(code for code in TEXTS if code.startswith("json_")),
    }
    assert set(TEXTS) - told - elsewhere == set()


def test_a_document_is_read_from_text_and_bytes_alike():
    text = json.dumps(document(), ensure_ascii=False)
    assert parse(text) == parse(text.encode()) == parse(b"\xef\xbb\xbf" + text.encode()) == parse(document())
