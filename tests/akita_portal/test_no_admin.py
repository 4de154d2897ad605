"""Django's admin is not there: everything an administrator keeps has a page of its own, with a record."""

import pytest
from django.apps import apps
from django.test import Client

pytestmark = pytest.mark.django_db


def test_no_admin(administrator):
    assert not apps.is_installed("django.contrib.admin")
    for client in (Client(), administrator.client()):
        assert client.get("/admin/").status_code == 404
        assert client.get("/admin/login/").status_code == 404
