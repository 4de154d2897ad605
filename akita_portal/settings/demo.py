"""`make demo`: the whole portal on one machine, with a sample city."""

from akita_portal.settings.base import *  # noqa: F403  settings are a flat namespace by Django's design

DEMO = True
