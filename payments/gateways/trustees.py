"""Through whom the city may receive which money (指定納付受託者)."""

from datetime import date

from payments.gateways.models import Trustee


def covering(*, gateway: str, revenue_code: str, day: date) -> Trustee | None:
    """The trustee behind a gateway that may receive this revenue on this day."""
    found = Trustee.objects.valid_on(day).filter(gateway=gateway).order_by("-valid_from")
    return next((one for one in found if not one.revenue_codes or revenue_code in one.revenue_codes), None)
