"""Static files: hashed names, compressed, served by WhiteNoise."""

from akita_portal.environment import environment
from akita_portal.settings.parts.apps import BASE_DIR

STATIC_URL = "/static/"
STATIC_ROOT = environment().static_root or str(BASE_DIR / ".portal" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # the portal stores no files
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60
