from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _slots() -> Iterator[None]:
    """Forms are tested without a database."""
    from tests.slots import pretended

    with pretended():
        yield
