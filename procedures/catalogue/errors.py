"""What can be refused about a procedure, in words for the administrator who asked."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


class Refused(Exception):
    """`str(refused)` says what is wrong and what to do."""


class PublishedMeanwhile(Refused):
    """Somebody else published or scheduled a version since the publisher looked. `number`: the newest version now."""

    def __init__(self, number: int, by: str, at: datetime) -> None:
        self.number = number
        moment = date_format(timezone.localtime(at), "n/j G:i")
        who = by or _("ほかの人")
        super().__init__(
            _(
                "先に%(who)sが%(moment)sに版%(number)dを公開または予約しました。違いを確かめてから、もう一度公開してください。"
            )
            % {"who": who, "moment": moment, "number": number}
        )


class DepartmentEnded(Refused):
    """A department that nobody follows, or that ends before the version takes effect."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("「%(name)s」は、この版が始まる日にはありません。今ある課を選んで公開してください。") % {"name": name}
        )


class BadPattern(Refused):
    """Slots that cannot be made so. `part`: the field of procedures.catalogue.slot_keeping.Pattern, or "weeks"."""

    def __init__(self, part: str, message: str) -> None:
        self.part = part
        super().__init__(message)


class BadMoment(Refused):
    """A moment that is over, or stands before another one that it must follow."""


class NotScheduled(Refused):
    """A version that has taken effect, or was called off already."""

    def __init__(self) -> None:
        super().__init__(_("この版は予約されていません。すでに公開されたか、予約が取り消されています。"))


class NowhereToGo(Refused):
    """A closing without a successor and without words, or with a successor that cannot be one."""
