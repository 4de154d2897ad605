"""What the tests of the pages send."""

from datetime import datetime

from django.utils import timezone

from tests.catalogue import small_document

HERE = "/designer/9001/"


IN_SPRING = datetime(2099, 4, 1, 9, 30, tzinfo=timezone.get_default_timezone())


PHONE = {"id": "phone", "type": "phone", "label": "電話番号", "required": True}


def asked(**given: str) -> dict[str, str]:
    return {"step": "ask", "seen": "0", "note": "条例の改正のため", "warnings_read": "yes", "start_when": "now"} | given


def later(**changes: str) -> dict[str, str]:
    day = {"year": "2099", "month": "4", "day": "1"} | changes
    return {"start_when": "later", "start_time": "9:30"} | {f"start_day-{part}": one for part, one in day.items()}


def many_pages(count: int) -> list[dict[str, object]]:
    """The first page as it is, and some more."""
    first = small_document()["pages"][0]
    more = [
        {
            "id": f"page_{at}",
            "title": f"ページ{at}",
            "items": [{"id": f"item_{at}", "type": "text", "label": f"項目{at}", "required": False}],
        }
        for at in range(count)
    ]
    return [first, *more]
