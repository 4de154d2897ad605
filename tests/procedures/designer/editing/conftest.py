"""Two administrators in front of one design. Imports wait: this file is read before Django is set up."""

from typing import Any

import pytest


@pytest.fixture
def design(administrator: Any) -> Any:
    from tests.designs import make_design

    return make_design(administrator.user)


@pytest.fixture
def editor(administrator: Any, design: Any) -> Any:
    from tests.procedures.designer.editing.desk import Editor

    return Editor(administrator.client())


@pytest.fixture
def other(design: Any) -> Any:
    """小野, administrator of another department."""
    from identity.people.models import Role
    from tests.cast import make_staff
    from tests.procedures.designer.editing.desk import Editor

    return Editor(make_staff("ono@city.example.jp", "小野 実", "health-inspection", Role.ADMINISTRATOR).client())


@pytest.fixture
def fee(db: None) -> None:
    from datetime import date

    from payments.fees.models import FeeItem

    FeeItem.objects.create(
        code="copies", label="写し", amount=300, basis="条例", valid_from=date(2024, 4, 1), verification="sample"
    )
