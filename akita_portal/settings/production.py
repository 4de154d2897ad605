"""A city's own machines: HTTPS only, no sandbox, real mail."""

from akita_portal.settings.base import *  # noqa: F403  settings are a flat namespace by Django's design

PRODUCTION = True
DEMO = False
SANDBOXES_ALLOWED = False
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
