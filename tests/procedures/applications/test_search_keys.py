"""What applications are found by."""

from procedures.applications.search_keys import birth_key, keyed_hash, keys_of
from procedures.definitions import Applicant, ApplicantItems


def test_a_birth_date_as_the_register_writes_it_is_found_by_nothing():
    items = ApplicantItems({"birth_date": ("born",)})
    assert keys_of(items.among({"born": {"text": "文久3年5月1日"}}))["birth_key"] == ""
    assert keys_of(items.among({"born": "1955-04-01"}))["birth_key"] == birth_key("1955-04-01") != ""


def test_what_was_stored_is_still_found():
    """Keys in the database are never worked out again: the same person must give the same key in every release."""
    name = {"family": "葛󠄀城", "given": "きよし", "family_kana": "カツラギ", "given_kana": "キヨシ"}
    keys = keys_of(Applicant(name=name, kana="カツラギキヨシ", birth_date="1955-04-01", phone="018-888-5626"))
    assert keys == {
        "name_key": keyed_hash("name", "葛城キヨシ"),
        "kana_key": keyed_hash("kana", "カツラギキヨシ"),
        "birth_key": keyed_hash("birth", "1955-04-01"),
        "phone_key": keyed_hash("phone", "0188885626"),
    }
