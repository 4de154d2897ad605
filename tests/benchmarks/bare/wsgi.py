"""What gunicorn serves; `python -m tests.benchmarks.bare.wsgi` makes the table."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.bare.settings"

application = get_wsgi_application()

if __name__ == "__main__":
    from tests.benchmarks.bare.urls import make_table

    make_table()
