from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse


def login_address(next_address: str) -> str:
    """Sign in, take over this browser's drafts, and go on at `next_address`."""
    after = f"{reverse('portal:after_login')}?{urlencode({'next': next_address})}"
    return f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': after})}"
