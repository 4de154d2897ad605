"""What applications are found by."""

from procedures.applications.search_keys import birth_key, keys_of


def test_a_birth_date_as_the_register_writes_it_is_found_by_nothing():
    assert keys_of({"applicant_birth_date": {"text": "文久3年5月1日"}})["birth_key"] == ""
    assert keys_of({"applicant_birth_date": "1955-04-01"})["birth_key"] == birth_key("1955-04-01") != ""
