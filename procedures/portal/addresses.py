from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse


def login_address(next_address: str) -> str:
    """Sign in, take over this browser's drafts, and go on at `next_address`."""
    return f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': _taking_drafts_over(next_address)})}"


def card_address(next_address: str) -> str:
    """Prove by the card who one is, take over this browser's drafts, and go on at `next_address`."""
    return f"{reverse('identity:step_up')}?{urlencode({'level': 2, 'next': _taking_drafts_over(next_address)})}"


def signing_address(request_id: UUID, next_address: str) -> str:
    """Sign what a request asks to be signed, and go on at `next_address`."""
    return f"{reverse('identity:sign', args=[request_id])}?{urlencode({'next': next_address})}"


def _taking_drafts_over(next_address: str) -> str:
    return f"{reverse('portal:after_login')}?{urlencode({'next': next_address})}"
