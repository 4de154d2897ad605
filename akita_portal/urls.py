"""Addresses. Each room keeps its own list."""

from django.conf import settings
from django.urls import include, path

from akita_portal import health

handler400 = "akita_portal.errors.bad_request"
handler403 = "akita_portal.errors.forbidden"
handler404 = "akita_portal.errors.not_found"
handler429 = "akita_portal.errors.too_many_requests"  # allauth's name
handler500 = "akita_portal.errors.server_error"

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("staff/", include("procedures.backoffice.urls")),
    path("staff/books/", include("payments.pages.treasury_urls")),
    path("designer/", include("procedures.designer.urls")),
    path("settings/", include("procedures.designer.administration.urls")),
    path("accessibility/", include("accessibility.pages.urls")),
    path("api/", include("procedures.api.urls")),
    path("payments/", include("payments.pages.urls")),
    path("", include("identity.pages.urls")),
    path("", include("procedures.portal.urls")),
]

if settings.DEMO:
    urlpatterns.insert(0, path("demo/", include("akita_portal.demo.urls")))
