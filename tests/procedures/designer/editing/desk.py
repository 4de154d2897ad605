"""An editor in front of a design."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from procedures.designer.documents import find
from procedures.designer.models import Design
from tests.html_forms import untouched
from tests.procedures.backoffice.pages import text

HTMX = {"HX-Request": "true"}


@dataclass
class Editor:
    """Somebody with the pages of design 9001. `form` is what the browser would send for an untouched page."""

    client: Client
    number: int = 9001

    def address(self, place: str = "") -> str:
        return f"/designer/{self.number}/at/{place}/" if place else f"/designer/{self.number}/"

    def form(self, place: str = "") -> dict[str, Any]:
        return untouched(self.client.get(self.address(place)).content.decode(), "part-form")

    def send(self, place: str = "", **changes: Any) -> Any:
        """With `form` sent instead of an untouched one, and by the page's script with `htmx`."""
        form, htmx = changes.pop("form", None), changes.pop("htmx", False)
        data = (form or self.form(place)) | changes
        return self.client.post(self.address(place), data, headers=HTMX if htmx else {})

    def press(self, place: str, button: str, **changes: Any) -> Any:
        return self.send(place, _do=button, **changes)

    def said(self, response: Any) -> str:
        """The words of the page that follows."""
        return text(self.client.get(response["Location"]) if response.status_code == 302 else response)


def now(place: str = "") -> Any:
    """The part as it is stored."""
    return find(Design.objects.get(number=9001).decoded(), place)
