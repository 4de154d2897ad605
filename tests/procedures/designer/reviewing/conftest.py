import pytest


@pytest.fixture
def author(administrator):
    """渡辺, who writes procedures."""
    return administrator.user


@pytest.fixture
def reviewer(db):
    """阿部, an administrator of another department, who writes none."""
    from identity.people.models import Role
    from tests.cast import PUBLIC_HEALTH, make_staff

    return make_staff("abe@city.example.jp", "阿部 学", PUBLIC_HEALTH, Role.ADMINISTRATOR)


@pytest.fixture
def second(reviewer):
    return reviewer.user


@pytest.fixture
def third(db):
    from identity.people.models import Role
    from tests.cast import PUBLIC_HEALTH, make_staff

    return make_staff("ono@city.example.jp", "小野 望", PUBLIC_HEALTH, Role.ADMINISTRATOR).user


@pytest.fixture
def client(administrator):
    return administrator.client()


@pytest.fixture
def other(reviewer):
    return reviewer.client()
