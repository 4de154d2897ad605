from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from identity.access.client import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth asks the portal."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)
