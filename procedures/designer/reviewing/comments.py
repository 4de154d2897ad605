"""Remarks about parts of a design: one thread a part, settled by anybody who says so, nothing ever rewritten."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.designer.models import Design, DesignComment
from procedures.designer.reviewing.refusals import NoteMissing, Over
from procedures.designer.words import called

LONGEST = 2000
_WORDS = 300


@dataclass(frozen=True, slots=True)
class Thread:
    """The remarks about one part, oldest first. `called`: its name when the last one was written."""

    place: str
    called: str
    lines: tuple[DesignComment, ...]

    @property
    def is_open(self) -> bool:
        return not self.lines[-1].settles


def threads_of(design: Design) -> tuple[Thread, ...]:
    """Open ones first, then by when they began. One SQL statement."""
    found: dict[str, list[DesignComment]] = {}
    for one in design.comments.select_related("by").order_by("pk"):
        found.setdefault(one.place, []).append(one)
    threads = [Thread(place, lines[-1].called, tuple(lines)) for place, lines in found.items()]
    return tuple(sorted(threads, key=lambda one: not one.is_open))


def open_threads(design: Design) -> int:
    """One SQL statement."""
    last = dict(design.comments.order_by("pk").values_list("place", "settles"))
    return sum(not settles for settles in last.values())


def comment(*, design: Design, by: User, place: str, text: str) -> DesignComment:
    """Say something about a part; a settled thread is open again. Raises Refused."""
    if not text.strip():
        raise NoteMissing(
            _("コメントがありません。気づいたことを書いてください。例）「世帯主」の意味の説明を足してください")
        )
    return _write(design, by, place, text, settles=False)


def settle(*, design: Design, by: User, place: str, text: str = "") -> DesignComment:
    """Say that the remarks about a part are dealt with, perhaps how. Raises Refused."""
    return _write(design, by, place, text, settles=True)


def _write(design: Design, by: User, place: str, text: str, *, settles: bool) -> DesignComment:
    if design.ended_at is not None:
        raise Over
    return DesignComment.objects.create(
        design=design,
        place=place[:_WORDS],
        called=called(design.decoded(), place)[:_WORDS] or _("なくなったところ"),
        text=text.strip()[:LONGEST],
        settles=settles,
        revision=design.revision,
        by=by,
    )
