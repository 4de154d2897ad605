import os

os.environ["DJANGO_SETTINGS_MODULE"] = "identity.sandbox.provider.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
