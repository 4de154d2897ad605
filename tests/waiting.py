"""Two at once, in a fixed order: the second one begins, and waits for the rows that the first one holds.

PostgreSQL then looks at those rows anew, but at everything else as it was when the second one's statement began. What
is written with that in mind is tested by this; the dice of threads that start at the same moment seldom fall so.
"""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from django.db import connection, transaction

_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
_LOOKS = 1000


def waiting_for(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What `second` returned or raised, having begun after `first` did its work and before that was committed.

    Fails if `second` does not wait for `first`. Needs a test with transaction=True.
    """
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(second())
        except Exception as error:  # noqa: BLE001  what it raised is what the test looks at
            results.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        waited = _is_waited_for(thread)
    thread.join()
    assert waited, f"nothing waited: {results}"
    return results[0]


def _is_waited_for(thread: Thread) -> bool:
    pause = Event()
    for _look in range(_LOOKS):
        with connection.cursor() as cursor:
            cursor.execute(_WAITS)
            if cursor.fetchone()[0]:
                return True
        if not thread.is_alive():
            return False
        pause.wait(0.01)
    return False
