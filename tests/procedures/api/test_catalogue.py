import pytest
from django.test import Client

from procedures.definitions import dump, parse
from tests.catalogue import make_procedure

pytestmark = pytest.mark.django_db


def test_the_list_names_every_published_procedure(client: Client, django_assert_num_queries):
    make_procedure()
    with django_assert_num_queries(1):
        response = client.get("/api/procedures/")
    row = {
        "number": 9001,
        "title": "小さな手続",
        "kind": "issuance",
        "life_events": [],
        "department": "市民課",
        "version": 1,
    }
    assert response.json() == [row]
    make_procedure(number=9002)
    make_procedure(number=9003)
    with django_assert_num_queries(1):
        assert len(client.get("/api/procedures/").json()) == 3


def test_a_definition_can_be_read_back(client: Client):
    version = make_procedure()
    answer = client.get("/api/procedures/9001/").json()
    assert dump(parse({"format": 1, **answer["definition"]})) == version.document


def test_an_unknown_number_is_not_found(client: Client):
    assert client.get("/api/procedures/9001/").status_code == 404


def test_nothing_can_be_written(client: Client):
    make_procedure()
    answers = [
        getattr(client, verb)("/api/procedures/9001/").status_code for verb in ("post", "put", "patch", "delete")
    ]
    assert answers == [405, 405, 405, 405]
