"""Django settings of the sandbox's own process: templates and static files, no database, no accounts."""

import hashlib
from pathlib import Path

from payments.gateways.sandbox.server.state import configured

_configured = configured()
BASE_DIR = Path(__file__).resolve().parents[4]

# Signs only the token against forged forms; follows from the key, so that restarts keep forms valid.
SECRET_KEY = hashlib.sha512(_configured.own_key.encode()).hexdigest()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DEBUG = False
ROOT_URLCONF = "payments.gateways.sandbox.server.urls"
INSTALLED_APPS = ["accessibility.components.apps.ComponentsConfig", "django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "payments.gateways.sandbox.server.pages.ContentSecurityPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "payments.gateways.sandbox.server.pages.about",
            ],
            "builtins": ["accessibility.components.templatetags.components", "django.templatetags.i18n"],
        },
    },
]
DATABASES: dict[str, object] = {}
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True  # nothing is collected for a sandbox
WHITENOISE_AUTOREFRESH = True

# Cookies of one host are shared by all of its ports: names of its own leave the portal's alone.
CSRF_COOKIE_NAME = "payment_sandbox_csrf"
SESSION_COOKIE_NAME = "payment_sandbox_session"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# A form that ends in a redirect back to the merchant needs the merchant's origin here.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    f" connect-src 'self'; form-action 'self' {_configured.portal}; frame-ancestors 'none'; base-uri 'none'"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
