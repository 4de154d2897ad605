"""A stage on which the real commands act on real rows, and of which nothing stays.

Within `rehearsing()` the connection is in a transaction that this module began and always takes back. The commands'
`transaction.atomic(durable=True)` becomes a savepoint in it; Django runs no `on_commit` of what is rolled back, so no
worker is woken, and the effects that were written go with the rest.

Not even a mistake can commit it: the first row written names a user that does not exist. PostgreSQL looks at such
references when a transaction commits, and refuses.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection, transaction

from procedures.designer.rehearsal.models import Trial

_NOBODY = -1
_LONGEST = "15s"
_BOUNDS = (
    "SELECT set_config('idle_in_transaction_session_timeout', %s, true), set_config('statement_timeout', %s, true)"
)


class NotOnStage(RuntimeError):
    """A rehearsal cannot begin within a transaction: rolling it back would take back somebody else's work."""


@contextmanager
def rehearsing() -> Iterator[None]:
    """Whatever is written in the block is taken back at its end, whichever way it ends.

    No network, no gateway and no slow work within. No row of anybody else is locked in it (stage.py makes its own), and
    a process that stops in the middle is cut off after _LONGEST. Raises NotOnStage inside a transaction.
    """
    if connection.in_atomic_block or not transaction.get_autocommit():
        raise NotOnStage
    transaction.set_autocommit(False)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_BOUNDS, [_LONGEST, _LONGEST])
        _refuse_to_commit()
        yield
    finally:
        _take_back()


def _refuse_to_commit() -> None:
    Trial.objects.bulk_create([Trial(user_id=_NOBODY, number=0, contents=b"", wrapped_key=b"")])


def _take_back() -> None:
    """Roll back, and go back to committing statement by statement.

    Where that fails the connection is given up: PostgreSQL rolls back itself, and the next statement connects anew.
    """
    try:
        transaction.rollback()
        transaction.set_autocommit(True)
    except Error:
        connection.close()
    except BaseException:
        connection.close()
        raise
