"""Forms that lead away from the portal: a browser lets them only where the page's content policy names the place."""

from collections.abc import Iterable
from typing import Any, cast

from django.http import HttpResponse


def let_forms_lead_to(response: HttpResponse, origins: Iterable[str]) -> HttpResponse:
    """Add origins (scheme://host:port) to this page's `form-action`; a redirect after a form counts as its target."""
    cast("Any", response).form_targets = tuple(origins)
    return response
