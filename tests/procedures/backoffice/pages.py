"""Looking at answers of staff pages."""

import re
from html import unescape

from django.test import Client


def text(response) -> str:
    """What the page says, without tags, blanks folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def part(response, pattern: str) -> str:
    """The first group of a pattern in the page's HTML, as a browser reads it. AssertionError if it is not there."""
    found = re.search(pattern, response.content.decode(), re.DOTALL)
    assert found is not None, pattern
    return unescape(found[1])


def hidden(response) -> dict[str, str]:
    """The hidden values of the first form that carries a revision."""
    html = response.content.decode()
    found = re.search(r'name="revision" value="(\d+)"><input type="hidden" name="key" value="([0-9a-f]{32})"', html)
    assert found is not None
    return {"revision": found[1], "key": found[2]}


def follow(client: Client, response) -> str:
    """What the page says to which the answer leads."""
    assert response.status_code == 302
    return text(client.get(response["Location"]))


def buttons(response) -> set[str]:
    """What can be done on a case page: labels of the box 「操作」."""
    box = part(response, r'aria-labelledby="actions"(.*?)</section>')
    return set(re.findall(r'class="btn[^>]*>([^<]+)<', box))


def listed(response) -> list[str]:
    """The receipt numbers of a list, in its order."""
    return re.findall(r'<a class="receipt" href="/staff/cases/([0-9A-Z]{9})/', response.content.decode())
