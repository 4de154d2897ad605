"""What the card says, in the shapes in which forms ask for it."""

import pytest

from procedures.forms.binding import bind, submit
from procedures.forms.card_facts import card_facts, lies_in_city, split_address, split_name
from procedures.forms.sources import with_known
from tests.procedures.forms.samples import TODAY, form, page

NAME = {"id": "name", "type": "person_name", "label": "氏名", "source": "identity.name", "required": True}
ADDRESS = {
    "id": "home",
    "type": "address",
    "label": "住所",
    "source": "identity.address",
    "required": True,
    "scope": "city",
}
BORN = {"id": "born", "type": "birth_date", "label": "生年月日", "source": "identity.birth_date", "required": True}
FORM = form(page("one", NAME, ADDRESS, BORN), page("two", {"id": "x", "type": "text", "label": "え"}))
CARD = {"name": "髙橋　𠮷彦", "address": "秋田県秋田市山王一丁目1番1号　市役所荘203号室", "birth_date": "1963-12-01"}
KANA = {"name-family_kana": ["タカハシ"], "name-given_kana": ["ヨシヒコ"]}
HOME = {
    "postcode": "0100951",
    "prefecture": "秋田県",
    "city": "秋田市",
    "town": "山王",
    "street": "一丁目1番1号",
    "building": "市役所荘203号室",
}


def facts(**changes):
    return {"identity": card_facts(level=2, **{**CARD, **changes})}


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("髙橋　𠮷彦", "髙橋", "𠮷彦"),
        ("葛󠄀城 雪", "葛󠄀城", "雪"),
        ("NGUYEN VAN A", "NGUYEN", "VAN A"),
        ("SUKARNO", "SUKARNO", ""),
        ("", "", ""),
    ],
)
def test_a_name_is_parted_at_its_space_and_no_character_changes(written, family, given):
    assert split_name(written) == {"family": family, "given": given, "family_kana": "", "given_kana": ""}


def test_a_reading_is_taken_where_the_card_tells_it():
    assert split_name("秋田　花子", "アキタ　ハナコ")["given_kana"] == "ハナコ"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (
            "秋田県秋田市山王一丁目1番1号　市役所荘203号室",
            ("0100951", "秋田市", "山王", "一丁目1番1号", "市役所荘203号室"),
        ),
        ("秋田県秋田市山王新町1番", ("0100952", "秋田市", "山王新町", "1番", "")),
        ("秋田県秋田市名のない町9番", ("", "秋田市", "", "名のない町9番", "")),
        ("神奈川県横浜市中区日本大通1番", ("2310021", "横浜市中区", "日本大通", "1番", "")),
        ("アメリカ合衆国", ("", "", "", "アメリカ合衆国", "")),
        ("", ("", "", "", "", "")),
    ],
)
def test_an_address_is_parted_by_the_table_of_postcodes(written, found):
    parts = split_address(written)
    assert tuple(parts[name] for name in ("postcode", "city", "town", "street", "building")) == found


def test_only_an_address_in_akita_lies_in_the_city():
    assert lies_in_city("秋田県秋田市山王一丁目1番1号")
    assert not lies_in_city("秋田県潟上市天王1番")
    assert not lies_in_city("")


def test_what_the_card_leaves_open_is_asked_and_the_rest_stands_fixed():
    bound = bind(FORM, "one", answers={}, facts=facts(), today=TODAY)
    name, home, born = bound.specs
    assert [item["id"] for item in name["items"]] == ["name-known", "name-family_kana", "name-given_kana"]
    assert name["items"][0]["value"] == "髙橋 𠮷彦"
    assert (home["component"], born["component"]) == ("fixed_field", "fixed_field")


def test_nothing_posted_replaces_a_part_that_the_card_tells():
    forged = {**KANA, "name-family": ["偽"], "name-given": ["物"], "home-street": ["1番"], "born-year": ["2000"]}
    bound = submit(FORM, "one", answers={}, data=forged, facts=facts(), today=TODAY)
    assert bound.is_valid
    assert bound.answers["name"] == {
        "family": "髙橋",
        "given": "𠮷彦",
        "family_kana": "タカハシ",
        "given_kana": "ヨシヒコ",
    }
    assert bound.answers["home"] == HOME
    assert bound.answers["born"] == "1963-12-01"


def test_a_missing_reading_is_told_at_its_box():
    bound = submit(FORM, "one", answers={}, data={}, facts=facts(), today=TODAY)
    assert [fault.id for fault in bound.faults] == ["name-family_kana", "name-given_kana"]


def test_an_address_without_a_known_postcode_asks_only_for_it():
    bound = bind(FORM, "one", answers={}, facts=facts(address="秋田県秋田市名のない町9番"), today=TODAY)
    assert [item["id"] for item in bound.specs[1]["items"]] == ["home-known", "home-postcode"]
    data = {**KANA, "home-postcode": ["010-0951"]}
    sent = submit(FORM, "one", answers={}, data=data, facts=facts(address="秋田県秋田市名のない町9番"), today=TODAY)
    assert sent.is_valid
    assert sent.answers["home"]["street"] == "名のない町9番"


def test_an_address_outside_the_city_is_asked_where_only_the_city_counts():
    bound = bind(FORM, "one", answers={}, facts=facts(address="秋田県潟上市天王1番"), today=TODAY)
    assert bound.specs[1]["component"] == "address_field"


def test_what_is_known_lies_over_the_answers_of_every_page():
    typed = {"name": split_name("偽　物", "タカハシ　ヨシヒコ"), "home": {**HOME, "street": "9番"}, "x": "え"}
    laid = with_known(FORM, typed, facts(), TODAY)
    assert laid["name"] == {"family": "髙橋", "given": "𠮷彦", "family_kana": "タカハシ", "given_kana": "ヨシヒコ"}
    assert (laid["home"], laid["born"], laid["x"]) == (HOME, "1963-12-01", "え")
    assert with_known(FORM, typed, {}, TODAY) == typed
    assert "name" not in with_known(FORM, {}, facts(), TODAY)


def test_gender_is_a_word_only_where_it_is_known():
    assert [card_facts(level=2, gender=code).get("gender") for code in ("male", "female", "unknown", "")] == [
        "male",
        "female",
        None,
        None,
    ]
    assert card_facts(level=0) == {"level": 0}
