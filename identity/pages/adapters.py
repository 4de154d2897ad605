from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from identity.access.client import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  allauth ships no types
    """Where allauth asks the portal."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)
