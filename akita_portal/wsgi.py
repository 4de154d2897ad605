"""The web application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akita_portal.settings.production")

application = get_wsgi_application()

from akita_portal.checks import refuse_unsafe_production  # noqa: E402  needs Django to be set up

refuse_unsafe_production()
