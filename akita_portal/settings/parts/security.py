"""Secrets, hosts, headers, sealing keys."""

from akita_portal.environment import environment

_env = environment()

SECRET_KEY = _env.secret_key
ALLOWED_HOSTS = [host.strip() for host in _env.allowed_hosts.split(",")]
SITE_URL = _env.site_url
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SEALING_KEYS = _env.sealing_keys
SEARCH_HASH_KEY = _env.search_hash_key
TRUSTED_PROXIES = _env.trusted_proxies

DEBUG = False
PRODUCTION = False
MAINTENANCE = _env.maintenance
SANDBOXES_ALLOWED = True  # production says no

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "akita_portal.errors.csrf_failure"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# A citizen's page is at most 50 list rows of text; nothing larger is a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
