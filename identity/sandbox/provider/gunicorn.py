"""gunicorn's configuration: `gunicorn -c python:identity.sandbox.provider.gunicorn`. One process: all is in memory."""

import logging
from typing import Any

from identity.sandbox.provider.configuration import configuration

bind = configuration().bind
worker_class = "gthread"
workers = 1
threads = 4
accesslog = None
control_socket_disable = True
wsgi_app = "identity.sandbox.provider.wsgi:application"


def post_worker_init(_worker: Any) -> None:
    logging.getLogger("gunicorn.error").info("card_sandbox_ready")
