"""Japanese is the source language; days and times are Japan's."""

from django.utils.translation import gettext_lazy as _

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語"))]
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
