import pytest


@pytest.fixture
def version(db):
    """A published procedure of 市民課."""
    from tests.catalogue import make_procedure

    return make_procedure()
