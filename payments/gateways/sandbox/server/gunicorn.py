"""gunicorn's configuration of the sandbox: one process, since the books are in its memory; many threads."""

import sys
from typing import Any

from payments.gateways.sandbox.server.configuration import UnsafeConfigurationError
from payments.gateways.sandbox.server.state import configured

try:
    bind = configured().bind
except UnsafeConfigurationError as error:
    sys.stderr.write(f"The payment sandbox did not start. {error}\n")
    raise SystemExit(78) from None  # EX_CONFIG

workers = 1
worker_class = "gthread"
threads = 16
timeout = 60
graceful_timeout = 2
keepalive = 5
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
wsgi_app = "payments.gateways.sandbox.server.wsgi:application"


def post_worker_init(_worker: Any) -> None:
    """Django is loaded by now: open the books and send out the postman."""
    from payments.gateways.sandbox.server.postman import Postman  # noqa: PLC0415  in the worker, never in the arbiter
    from payments.gateways.sandbox.server.state import books  # noqa: PLC0415

    Postman(books(), configured()).start()
    sys.stderr.write("payment_sandbox_ready\n")
