"""One JSON line per fact on standard error, without personal data."""

import structlog
from structlog.typing import Processor

from akita_portal.environment import environment
from akita_portal.tracebacks import frames_only

_BOTH: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]

structlog.configure(
    processors=[*_BOTH, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                frames_only,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": [*_BOTH, structlog.stdlib.ExtraAdder()],
        },
    },
    "filters": {"without_arguments": {"()": "akita_portal.tracebacks.WithoutArguments"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": environment().log_level},
    "loggers": {
        # Django's own request log quotes addresses of private pages; akita_portal.middleware writes the route instead.
        "django.request": {"level": "CRITICAL"},
        # Celery's lines quote results and exception texts; akita_portal.celery writes name, outcome and time instead.
        "celery.app.trace": {"level": "CRITICAL"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "gunicorn.error": {"handlers": [], "propagate": True, "filters": ["without_arguments"]},
        "gunicorn.access": {"handlers": [], "propagate": False},
        "django.server": {"level": "WARNING"},
        # Their warnings quote the names in certificates.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
