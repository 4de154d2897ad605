"""Django's settings of the provider's process: pages and addresses, no database, no accounts."""

import secrets
from pathlib import Path

from identity.sandbox.provider.configuration import configuration

BASE_DIR = Path(__file__).resolve().parents[3]
_configuration = configuration()

SECRET_KEY = secrets.token_urlsafe(48)  # signs a page's parameters for the minutes it is open
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DEBUG = False
PRODUCTION = False
SANDBOXES_ALLOWED = True
SANDBOX_CA = _configuration.sandbox_ca
ROOT_URLCONF = "identity.sandbox.provider.urls"
INSTALLED_APPS = ["accessibility.components.apps.ComponentsConfig", "django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "identity.sandbox.provider.policy.ContentPolicyMiddleware",
]
# Cookies of one machine are shared by all its ports: the portal's must not be overwritten.
CSRF_COOKIE_NAME = "sandbox_provider_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "builtins": ["accessibility.components.templatetags.components", "django.templatetags.i18n"],
        },
    },
]
DATABASES: dict[str, object] = {}
LANGUAGE_CODE = "ja"
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # straight from the source tree: nothing has to be collected first
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
