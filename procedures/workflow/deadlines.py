"""The clock of the standard period (標準処理期間): opening days, standing still while a correction is awaited.

行政手続法6条; what the period leaves out (閉庁日, 補正に要する日): city-and-law 12. Days are Japan's.
"""

from datetime import date

from procedures.applications.models import Application
from procedures.definitions.business_days import add_business_days, business_days_between


def first_due_date(*, received: date, business_days: int | None) -> date | None:
    """The promised date: `business_days` opening days after the day of receipt; None where no clock runs."""
    return None if business_days is None else add_business_days(received, business_days)


def stop_clock(application: Application, today: date) -> None:
    application.stopped_on = today if application.due_on is not None else None


def restart_clock(application: Application, today: date) -> None:
    """Move the promised date by the opening days that passed since the clock stopped."""
    if application.stopped_on is not None and application.due_on is not None:
        stopped = business_days_between(application.stopped_on, today)
        application.due_on = add_business_days(application.due_on, stopped)
    application.stopped_on = None
