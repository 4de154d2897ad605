"""Celery: wakes workers; the work itself stands in PostgreSQL as effect rows."""

from celery.schedules import crontab

from akita_portal.environment import environment

CELERY_BROKER_URL = environment().redis_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_WORKER_CONCURRENCY = environment().worker_processes
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500  # PDF rendering grows
CELERY_DB_REUSE_MAX = 1_000_000  # tasks; akita_portal.celery checks the connection before each
# A task cut off by a lost broker is finished, not cancelled: its effect row says whether it is done.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A web request never waits for a stopped broker: the sweeper finds the effect.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,  # of connecting in order to publish; the worker's own connection is tried for ever
    "socket_connect_timeout": 0.3,
    "socket_timeout": 2,
    "retry_on_timeout": False,
    "visibility_timeout": 3600,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps no file: what is due is found by state, not by memory
CELERY_BEAT_SCHEDULE = {
    "sweep-effects": {"task": "procedures.applications.tasks.sweep_effects", "schedule": 15.0},
    "expire-drafts": {"task": "procedures.applications.tasks.expire_drafts", "schedule": 3600.0},
    "switch-versions": {"task": "procedures.catalogue.tasks.switch_versions", "schedule": 30.0},
    "keep-departments-up": {"task": "procedures.catalogue.tasks.keep_departments_up", "schedule": 60.0},
    # Every hour and not once a night: whenever beat is started, the day's slots are made. Doing it again makes none.
    "make-slots-ahead": {"task": "procedures.catalogue.tasks.make_slots_ahead", "schedule": 3600.0},
    "forget-identities": {"task": "identity.methods.tasks.forget_what_is_over", "schedule": 600.0},
    "refresh-revocation-lists": {"task": "identity.jpki.tasks.refresh_revocation_lists", "schedule": 600.0},
    "publish-sandbox-lists": {"task": "identity.sandbox.ca.tasks.publish_sandbox_lists", "schedule": 300.0},
    "tidy-signatures": {"task": "identity.signatures.tasks.tidy_signatures", "schedule": 3600.0},
    "sweep-payments": {"task": "payments.attempts.tasks.sweep_payments", "schedule": 15.0},
    "remind-payers": {"task": "payments.attempts.tasks.remind_payers", "schedule": 3600.0},
    "purge-webhooks": {"task": "payments.attempts.tasks.purge_webhooks", "schedule": 3600.0},
    "verify-ledger": {"task": "payments.attempts.tasks.verify_ledger", "schedule": crontab(hour=3, minute=30)},
    "flag-many-readings": {"task": "identity.disclosure.tasks.flag_many_readings", "schedule": 600.0},
    "reconcile-payments": {
        "task": "payments.reconciliation.tasks.reconcile_today",
        "schedule": crontab(hour=5, minute=30),
    },
    "purge-trials": {"task": "procedures.designer.tasks.purge_trials", "schedule": 3600.0},
    "remind-drafts": {"task": "procedures.notifications.tasks.remind_drafts", "schedule": 3600.0},
}

# After this long without an end, a claimed effect belongs to a dead worker.
EFFECT_LEASE_SECONDS = environment().effect_lease_seconds
