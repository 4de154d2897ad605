"""PostgreSQL with psycopg's pool, and Valkey or Redis as cache."""

from typing import Any

import dj_database_url

from akita_portal.environment import environment

_env = environment()

_database = dj_database_url.parse(_env.database_url)

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,  # the pool keeps connections
        "CONN_HEALTH_CHECKS": True,  # after a restart of PostgreSQL nobody meets a dead connection
        "OPTIONS": {
            "connect_timeout": 3,
            **_database.get("OPTIONS", {}),
            # PostgreSQL plans a statement once for each connection, not each time: that is half of its work here.
            "server_side_binding": True,
            "prepare_threshold": 3,
            # A page that cannot have a connection says so within seconds; giving up early on reconnecting means
            # that the next request tries at once instead of waiting out a long back-off.
            "pool": {"min_size": 1, "max_size": _env.database_pool_size, "timeout": 4, "reconnect_timeout": 4},
        },
    },
}

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": _env.redis_url,
        "OPTIONS": {
            "SOCKET_CONNECT_TIMEOUT": 0.3,
            "SOCKET_TIMEOUT": 0.5,
            # A stopped cache costs rate limits, never a page.
            "IGNORE_EXCEPTIONS": True,
        },
    },
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
