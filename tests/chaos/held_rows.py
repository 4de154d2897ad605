"""Rows that a test locks, so that whoever wants to write them stands still in the middle of their work."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg

from tests.live import LivePortal, wait_until


@dataclass
class HeldRows:
    portal: LivePortal
    holder: int  # the process id of the connection that holds them

    def are_waited_for(self) -> bool:
        query = "SELECT count(*) > 0 FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
        return self.portal.sql(query, self.holder) == [(True,)]

    def wait_until_waited_for(self) -> None:
        wait_until(self.are_waited_for, "somebody waits for the held rows")


@contextmanager
def hold_rows(portal: LivePortal, table: str) -> Iterator[HeldRows]:
    """Hold every row that `table` has now; reading them stays possible. PostgreSQL may be stopped meanwhile."""
    connection = psycopg.connect(portal.database_url)
    try:
        connection.execute(f"SELECT 1 FROM {table} FOR UPDATE")
        yield HeldRows(portal, connection.info.backend_pid)
    finally:
        with suppress(psycopg.Error):
            connection.rollback()
        connection.close()
