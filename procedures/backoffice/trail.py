"""From which list a case was opened: view and filters, carried in the address from page to page."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from procedures.applications.models import Application
from procedures.applications.queries import Filters, Position, QueueView


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    view: QueueView | None
    filters: Filters

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """From an address; nonsense is no trail."""
        named = query.get("from", "")
        view = QueueView(named) if named in set(QueueView) else None
        return cls(view=view, filters=read_filters(query))

    @property
    def _narrowed(self) -> dict[str, str]:
        found = {"procedure": str(self.filters.procedure or ""), "who": self.filters.who}
        return {name: value for name, value in found.items() if value}

    def queue_url(self, view: QueueView | None = None, *, after: str = "", before: str = "") -> str:
        """The list itself; with `after` or `before` a page of it."""
        page = {"after": after, "before": before}
        query = urlencode({**self._narrowed, **{name: value for name, value in page.items() if value}})
        path = reverse("backoffice:queue", args=[(view or self.view or QueueView.UNASSIGNED).value])
        return f"{path}?{query}" if query else path

    def page_url(self, position: Position, *, back: bool) -> str:
        written = position.write()
        return self.queue_url(before=written) if back else self.queue_url(after=written)

    def url(self, name: str, *args: str) -> str:
        """Another page of the room, with this trail."""
        path = reverse(f"backoffice:{name}", args=args)
        return f"{path}?{urlencode({'from': self.view.value, **self._narrowed})}" if self.view else path

    def case_url(self, application: Application) -> str:
        return self.url("case", application.receipt)


def read_filters(query: QueryDict) -> Filters:
    return Filters.read(procedure=query.get("procedure", ""), who=query.get("who", ""))
