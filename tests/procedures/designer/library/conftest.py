"""An administrator with a design. Imports wait: this file is read before Django is set up."""

from typing import Any

import pytest


@pytest.fixture
def design(administrator: Any) -> Any:
    from tests.designs import make_design

    return make_design(administrator.user)


@pytest.fixture
def client(administrator: Any) -> Any:
    return administrator.client()
