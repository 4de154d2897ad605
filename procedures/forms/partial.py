"""Pages that change in place: a form that the page's own script sends, so that nothing typed is lost on the way.

The same views answer it. Only two things differ: a button of the page (a row, a postcode) comes back as the page
instead of a saved draft and a redirect, and a redirect is told rather than followed. Following it by script would
fetch the next page unseen, use up its messages, and then need it a second time.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

HEADER = "X-Partial"
PLACE = "X-Location"
View = Callable[..., HttpResponse]


def is_partial(request: HttpRequest) -> bool:
    """Whether the page's script is asking. Anybody may say so; it shows nothing more."""
    return request.headers.get(HEADER) == "1"


def told_where(view: View) -> View:
    """Tell the page's script where a redirect of the view leads: 204, the place in X-Location."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not is_partial(request) or "Location" not in response:
            return response
        told = HttpResponse(status=204, headers={PLACE: response["Location"]})
        told.cookies = response.cookies
        return told

    return inner
