"""What tests/services.py promises to every test."""

from django.conf import settings

from tests import services


def test_each_worker_has_a_valkey_database_of_its_own():
    assert settings.CACHES["default"]["LOCATION"].rpartition("/")[2] == str(services.worker_number())
