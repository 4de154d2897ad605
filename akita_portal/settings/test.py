"""Tests: real PostgreSQL and Valkey; tests/conftest.py starts them and sets the environment.

Tools that only read settings (mypy, import-linter) run without services, so missing values get harmless ones here.
"""

import os

_FOR_TOOLS = {
    "SECRET_KEY": "test-only-" * 6,
    "SEARCH_HASH_KEY": "test-only-" * 6,
    "SEALING_KEYS": "test:" + "A" * 43 + "=",
    "DATABASE_URL": "postgresql://postgres@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
for _name, _value in _FOR_TOOLS.items():
    os.environ.setdefault(_name, _value)

from akita_portal.settings.base import *  # noqa: E402, F403  the environment must be set first

DEMO = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405  a test has one connection
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; no password here is anyone's
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # nothing was collected
