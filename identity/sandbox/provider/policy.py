from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from identity.sandbox.provider.configuration import configuration

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self' {portal};"
    " frame-ancestors 'none'; base-uri 'none'"
)


class ContentPolicyMiddleware:
    """As strict as the portal's; a form may end at the portal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Content-Security-Policy"] = _POLICY.format(portal=configuration().site_url)
        response["Cache-Control"] = response.get("Cache-Control", "no-store")
        return response
