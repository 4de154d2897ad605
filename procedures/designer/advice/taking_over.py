"""Taking over a mended text: the change of a design that puts a suggestion where it belongs."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from procedures.designer.advice.advices import Advice
from procedures.designer.advice.advising import advice_on
from procedures.designer.documents import Document, Json, NoSuchPlace, find, place_of, pointer_of
from procedures.designer.steps import ABSENT, Set


def taken_over(document: Document, advice: Advice) -> Set:
    """The step that replaces the text an advice is about by its suggestion; translations beside it stay.

    Raises NoSuchPlace when the part has gone meanwhile, ValueError for an advice without a suggestion.
    """
    if not advice.suggestion:
        raise ValueError(advice.code)
    place, field = place_of(document, advice.place)
    part = find(document, place)
    rest = advice.place.removeprefix(pointer_of(document, place)).split("/")[2:]
    before: Json = part.get(field, ABSENT)
    return Set(place, field, before, _put(copy.deepcopy(before), rest, advice.suggestion, place))


def offered_step(document: Document, *, place: str, field: str, suggestion: str) -> Set:
    """As `taken_over`, for a suggestion that was shown at a field of a part of a design.

    Only what is advised at this moment can be taken over. Raises NoSuchPlace where it no longer is.
    """
    for advice in advice_on(document):
        if advice.suggestion and advice.suggestion == suggestion and place_of(document, advice.place) == (place, field):
            return taken_over(document, advice)
    raise NoSuchPlace(place)


def _put(value: Json, path: Sequence[str], words: str, place: str) -> Json:
    """A copy of a field with a text in it: the field itself, its Japanese, or a member of a list of texts."""
    if not path:
        return words
    name, rest = path[0], path[1:]
    if isinstance(value, dict) and name in value:
        value[name] = _put(value[name], rest, words, place)
    elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
        value[int(name)] = _put(value[int(name)], rest, words, place)
    else:
        raise NoSuchPlace(place)
    return value
