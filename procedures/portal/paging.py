"""Lists newest first, one page at a time: the address says before which moment the page begins."""

from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

PAGE = 30
ModelT = TypeVar("ModelT", bound=Model)


def page_of(rows: QuerySet[ModelT], request: HttpRequest, moment: str) -> tuple[list[ModelT], str]:
    """One page of rows that are ordered by `moment` newest first, and the address of the older ones ("": none).

    Rows of one and the same microsecond could be parted by a page's end; a citizen's own are not.
    """
    before = _moment(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(**{f"{moment}__lt": before})
    found = list(rows[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    last: datetime = getattr(found[PAGE - 1], moment)
    return found[:PAGE], f"{request.path}?{urlencode({'before': last.isoformat()})}"


def _moment(written: str) -> datetime | None:
    try:
        moment = parse_datetime(written)
    except ValueError:
        return None
    return moment if moment is not None and is_aware(moment) else None
