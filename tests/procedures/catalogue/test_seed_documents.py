"""The seeded procedures as documents: right, in canonical form, and fitting one another."""

import json
import re
from pathlib import Path

import pytest

from procedures import definitions
from procedures.definitions import Definition, check, dump, parse
from procedures.definitions.items import AskedItem, ChoiceItem, ChoicesItem, ConsentItem, YesNoItem
from procedures.definitions.places import placed_texts
from procedures.definitions.pretty import pretty

SEEDS = Path(definitions.__file__).parents[1] / "catalogue" / "seeds"
FILES = sorted((SEEDS / "procedures").glob("*.json"))
APPLICANT = {
    "applicant_name": "person_name",
    "applicant_birth_date": "birth_date",
    "applicant_address": "address",
    "applicant_phone": "phone",
    "applicant_email": "email",
}


def envelope(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


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
    charged = {line.item for line in definition.fees.lines}
    assert charged <= {row["code"] for row in rows_of("fees.json")}
    assert {exemption.item for exemption in definition.fees.exemptions} <= charged


@by_file
def test_speaks_three_languages(path):
    definition = parse(envelope(path)["definition"])
    texts = [definition.title, definition.summary, *(page.title for page in definition.pages)]
    assert [text.ja for text in texts if not (text.ja_easy and text.en)] == []
    assert all(item.label.en for item in applicant_items(definition).values())


@by_file
def test_asks_two_to_six_pages_and_the_applicant_in_the_same_words(path):
    definition = parse(envelope(path)["definition"])
    assert 2 <= len(definition.pages) <= 6
    asked = applicant_items(definition)
    if definition.assurance.level > 0:
        assert definition.pages[0].id == "applicant"
        assert {"applicant_name", "applicant_address", "applicant_phone", "applicant_email"} <= set(asked)
    assert {item_id: item.type for item_id, item in asked.items()} == {name: APPLICANT[name] for name in asked}
    assert {item.subject for item in asked.values()} == {"applicant"}


# Number, kind and level of identification of every procedure. What each is rests on the law: 届出 ends with arrival.
CATALOGUE = {
    1001: ("issuance", 3), 1002: ("issuance", 3), 1003: ("issuance", 3), 1004: ("issuance", 3),
    1005: ("issuance", 3), 1006: ("issuance", 3), 1007: ("notification", 3), 1008: ("notification", 2),
    1009: ("issuance", 2), 1010: ("issuance", 2), 1011: ("issuance", 3),
    2001: ("application", 2), 2002: ("application", 2), 2003: ("application", 2), 2004: ("notification", 2),
    2005: ("application", 2),
    3001: ("application", 2), 3002: ("issuance", 2), 3003: ("application", 2), 3004: ("issuance", 2),
    3005: ("application", 2), 3006: ("issuance", 2), 3007: ("application", 2),
    4001: ("application", 1), 4002: ("report", 1),
    5001: ("issuance", 2), 5002: ("issuance", 1),
    6001: ("notification", 1), 6002: ("report", 0), 6003: ("application", 2), 6004: ("application", 1),
    6005: ("application", 1), 6006: ("application", 1),
    7001: ("notification", 1), 7002: ("notification", 1),
    8001: ("application", 1), 8002: ("report", 0),
}  # fmt: skip


@by_file
def test_is_of_the_kind_and_level_that_the_law_and_the_city_give_it(path):
    seed = envelope(path)
    definition = parse(seed["definition"])
    assert (definition.kind, definition.assurance.level) == CATALOGUE[seed["number"]]
    assert definition.assurance.signature == (definition.assurance.level == 3)


@by_file
def test_offers_no_paper_certificate_without_saying_why_it_is_not_needed(path):
    definition = parse(envelope(path)["definition"])
    assert definition.needed
    assert definition.not_needed
    shown = "".join(text.ja for text in definition.needed)
    assert [one.replaces for one in definition.evidence if one.replaces in shown] == []


SENTENCE_END = re.compile(r"[。\n]")
HARD_WORDS = (
    "及び",
    "並びに",
    "若しくは",
    "又は",
    "当該",
    "に係る",
    "速やか",
    "上記",
    "下記",
    "所定の",
    "遵守",
    "別紙",
)


@by_file
def test_speaks_in_short_sentences_and_plain_words(path):
    texts = list(placed_texts(parse(envelope(path)["definition"])))
    sentences = [part for _place, text in texts for part in SENTENCE_END.split(text.ja.replace("**", ""))]
    assert [part for part in sentences if len(part) > 80] == []
    easy = [part for _place, text in texts if text.ja_easy for part in SENTENCE_END.split(text.ja_easy)]
    assert [part for part in easy if len(part) > 50] == []
    words = [(place, word) for place, text in texts for word in (*HARD_WORDS, "あなた", "貴方") if word in text.ja]
    assert words == []


MY_NUMBER = re.compile("個人番号|マイナンバー(?!カード)")


@by_file
def test_asks_nobody_for_the_individual_number(path):
    definition = parse(envelope(path)["definition"])
    typed = [
        item
        for item in definition.items()
        if isinstance(item, AskedItem) and not isinstance(item, YesNoItem | ChoiceItem | ChoicesItem | ConsentItem)
    ]
    assert [item.id for item in typed if MY_NUMBER.search(item.label.ja)] == []


@by_file
def test_consent_opens_tax_data_unless_a_law_does(path):
    definition = parse(envelope(path)["definition"])
    tax = [one for one in definition.evidence if one.register_name in {"city_tax", "tax_payment"}]
    assert all(one.ground.consent or one.ground.law == "公営住宅法第34条" for one in tax)


def test_all_of_the_table_over_many_departments():
    seeds = [envelope(path) for path in FILES]
    assert [seed["number"] for seed in seeds] == sorted(CATALOGUE)
    assert len(seeds) == 37
    assert {seed["definition"]["kind"] for seed in seeds} == {"application", "notification", "issuance", "report"}
    assert len({seed["department"] for seed in seeds}) >= 20
    assert sorted(seed["featured"] for seed in seeds if "featured" in seed) == list(range(1, 9))


def test_every_department_has_its_own_name_and_every_office_its_telephone():
    rows = rows_of("departments.json")
    assert len({row["code"] for row in rows}) == len({row["name"] for row in rows}) == len(rows)
    assert all(row["kana"] for row in rows)
    # Two names of one office in different years have one telephone.
    assert len({row["phone"] for row in rows if "valid_until" not in row}) == len(rows) - 1


def test_every_fee_is_used_and_has_a_basis():
    used = {line.item for path in FILES for line in parse(envelope(path)["definition"]).fees.lines}
    rows = rows_of("fees.json")
    assert {row["code"] for row in rows} == used
    assert all(row["basis"] and row["note"] for row in rows)


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
