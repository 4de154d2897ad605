"""What the parts of a document are called: 項目「品目」, ページ「収集場所」."""

from django.utils.translation import gettext as _

from procedures.definitions.setting_names import MEMBERS, NAMES, VALUES
from procedures.designer.documents import Document, Json, NoSuchPlace, container_of, find

_NAMING = ("label", "title", "law", "paper", "replaces", "message", "body", "text")
_LONGEST = 40


def called(document: Document, place: str) -> str:
    """A part by its name, in one line; a place where nothing is (any more) by what such parts are called."""
    if not place:
        return _("手続の説明")
    segments = place.split("/")
    try:
        part = find(document, place)
        kind = container_of(document, place)[1] if len(segments) > 1 else segments[0]
    except NoSuchPlace:
        return MEMBERS.get(segments[0], NAMES.get(segments[0], ""))
    words = member_word(kind) or NAMES.get(segments[-1], NAMES.get(kind, ""))
    if kind in {"lines", "exemptions"} and segments[-1].isdigit():  # a fee has no name of its own here, only a code
        return _("%(kind)s%(number)d") % {"kind": words, "number": int(segments[-1]) + 1}
    name = name_of(part)
    return _("%(kind)s「%(name)s」") % {"kind": words, "name": name} if name else words


def member_word(field: str) -> str:
    """What one member of a list is called where no heading says of what; "" for a field that is no list."""
    return _("手数料") if field == "lines" else MEMBERS.get(field, "")


def name_of(part: Json) -> str:
    """The words that a part carries itself, cut to one short line; "" where it has none."""
    if not isinstance(part, dict):
        return ""
    found = next((words for field in _NAMING if (words := japanese(part.get(field)))), "")
    found = found or VALUES["template"].get(str(part.get("template")), "")
    line = found.strip().split("\n")[0]
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def japanese(text: Json) -> str:
    """The Japanese of a text as it stands in a document: a string, or one with translations."""
    if isinstance(text, dict):
        text = text.get("ja")
    return text if isinstance(text, str) else ""
