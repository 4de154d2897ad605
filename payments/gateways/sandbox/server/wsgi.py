"""The application that gunicorn serves: `gunicorn -c python:payments.gateways.sandbox.server.gunicorn`."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "payments.gateways.sandbox.server.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
