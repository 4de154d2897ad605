"""`make demo`: the whole portal on one machine, with a sample city."""

from akita_portal.settings.base import *  # noqa: F403  settings are a flat namespace by Django's design

DEMO = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # plain HTTP; browsers offer passkeys at http://localhost, not at 127.0.0.1
