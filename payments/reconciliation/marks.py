"""How far the tables had grown: what makes a book of last month come out the same next year.

Rows of these tables are only ever added, each with a higher number than those before it. While a SHARE lock is held
nobody adds one, and a number is drawn under the lock that an INSERT holds: so a row above the marks came later, and
below them nothing can still come.
"""

from collections.abc import Mapping

from django.db import connection

Marks = Mapping[str, int]

_TABLES = {
    "entries": "payments_ledger_ledgerentry",
    "confirmations": "payments_ledger_confirmation",
    "changes": "payments_ledger_statechange",
    "batches": "payments_reconciliation_settlementbatch",
    "lines": "payments_reconciliation_settlementline",
}

_LAST = ", ".join(f"(SELECT coalesce(max(id), 0) FROM {table})" for table in _TABLES.values())  # noqa: S608  constants


def marks_now() -> dict[str, int]:
    """The highest number of each table, without any lock: good enough to look at, not to hand over."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_LAST}")
        return dict(zip(_TABLES, cursor.fetchone(), strict=True))


def take_marks() -> dict[str, int]:
    """The highest number of each table, with all tables locked against additions until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(_TABLES.values())} IN SHARE MODE")
        cursor.execute(f"SELECT {_LAST}")
        return dict(zip(_TABLES, cursor.fetchone(), strict=True))
