import pytest
from django.core.cache import cache
from django.test import RequestFactory

from identity.access.client import client_address
from identity.access.limits import Limit, TooMany

THREE = Limit("three", 3, 600)


def test_after_the_last_allowed_use_it_says_when_to_come_back():
    for _use in range(3):
        THREE.spend("hanako")
    with pytest.raises(TooMany) as refused:
        THREE.spend("hanako")
    assert refused.value.minutes == 10
    THREE.spend("taro")


def test_keys_reach_the_cache_hashed():
    THREE.spend("hanako@example.jp")
    assert cache.keys("*hanako*") == []
    assert len(cache.keys("limit:*")) == 1


def test_a_cache_that_is_away_closes_nothing(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    for _use in range(5):
        THREE.spend("hanako")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "198.51.100.1"),  # nobody to believe
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),  # the first entry was made up
        (2, "6.6.6.6, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
        (2, "203.0.113.7", "198.51.100.1"),  # did not come through both proxies
        (1, "", "198.51.100.1"),
    ],
)
def test_whose_address_counts(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
