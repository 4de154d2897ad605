"""The form in which a treasurer puts a book's columns together: taken, ordered and named by buttons alone."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from payments.reconciliation.layouts import column_names
from payments.reconciliation.models import BookLayout, Encoding

_LONGEST = 60


@dataclass(slots=True)
class LayoutForm:
    """What stands in the form: [name, heading] of each column that is taken, in their order, and the encoding."""

    book: str
    columns: list[list[str]]
    encoding: str

    @classmethod
    def of(cls, layout: BookLayout) -> Self:
        return cls(layout.book, [list(pair) for pair in layout.columns], layout.encoding)

    @classmethod
    def read(cls, book: str, post: QueryDict) -> Self:
        """As posted; columns that the book does not have, or twice, are left out."""
        known = column_names(book)
        columns: dict[str, str] = {}
        for name, heading in zip(post.getlist("column"), post.getlist("heading"), strict=False):
            if name in known:
                columns.setdefault(name, " ".join(heading.split())[:_LONGEST])
        encoding = post.get("encoding", "")
        return cls(
            book, [list(pair) for pair in columns.items()], encoding if encoding in Encoding.values else Encoding.UTF8
        )

    def press(self, button: str) -> str:
        """Do what a button of a column does: up, down, out or in, a colon, the column's name. Returns that name.

        Empty where there is nothing to do.
        """
        order, _colon, name = button.partition(":")
        place = next((place for place, (known, _heading) in enumerate(self.columns) if known == name), None)
        if order == "in" and place is None and name in column_names(self.book):
            self.columns.append([name, column_names(self.book)[name]])
            return name
        if place is None:
            return ""
        pair = self.columns.pop(place)
        if order == "out":
            return name
        target = {"up": max(0, place - 1), "down": place + 1}.get(order, place)
        self.columns.insert(target, pair)
        return name if order in {"up", "down"} else ""

    @property
    def others(self) -> list[tuple[str, str]]:
        """Columns that are not taken, with what people call them."""
        taken = {name for name, _heading in self.columns}
        return [(name, label) for name, label in column_names(self.book).items() if name not in taken]
