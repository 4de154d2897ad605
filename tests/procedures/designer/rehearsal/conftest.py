"""An administrator who tries a procedure. Imports wait: this file is read before Django is set up."""

from typing import Any

import pytest


@pytest.fixture
def client(administrator: Any) -> Any:
    return administrator.client()


@pytest.fixture
def author(client: Any) -> Any:
    from tests.catalogue import make_procedure
    from tests.procedures.designer.rehearsal.author import Author, begin

    make_procedure()
    return Author(client, begin(client))
