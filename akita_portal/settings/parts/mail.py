"""Mail over SMTP; into a folder where MAIL_FOLDER is set (the demo)."""

from akita_portal.environment import environment

_env = environment()

EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend"
    if _env.mail_folder
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_FILE_PATH = _env.mail_folder or None
EMAIL_HOST = _env.email_host or "localhost"
EMAIL_PORT = _env.email_port
EMAIL_HOST_USER = _env.email_user
EMAIL_HOST_PASSWORD = _env.email_password
EMAIL_USE_TLS = _env.email_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env.email_from
