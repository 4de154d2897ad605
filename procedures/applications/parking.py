"""Answers laid aside when a draft moves to another version, and taken up again when their item returns.

An answer belongs to an item of one id and one type. Where the new version has no such item, the answer is parked under
both; where it has, an answer parked under both comes back. Nothing is thrown away, whichever way a draft moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from procedures.definitions import Definition
from procedures.definitions.items import Item, ListItem, flatten, is_asked

Answers = dict[str, Any]


@dataclass(slots=True)
class Moved:
    """Answers and what is parked after a move. `parked_ids`, `returned_ids`: of items, those in rows too."""

    answers: Answers = field(default_factory=dict)
    parked: dict[str, Any] = field(default_factory=dict)
    parked_ids: list[str] = field(default_factory=list)
    returned_ids: list[str] = field(default_factory=list)


def move_answers(before: Definition, after: Definition, answers: Mapping[str, Any], parked: Mapping[str, Any]) -> Moved:
    """Answers given under one version, sorted under another. Pure.

    `parked`: {"answers": {id: {type: answer}}, "rows": {list id: [{"kept": row, "lost": {id: {type: answer}}}]}}.
    """
    old, new = _asked(before), _asked(after)
    waiting: dict[str, Answers] = {key: dict(types) for key, types in parked.get("answers", {}).items()}
    moved = Moved()
    for item_id, answer in answers.items():
        kind = old[item_id].type if item_id in old else ""
        if item_id in new and kind == new[item_id].type:
            moved.answers[item_id] = answer
        else:
            waiting.setdefault(item_id, {})[kind] = answer
            moved.parked_ids.append(item_id)
    for item_id, types in waiting.items():
        kind = new[item_id].type if item_id in new else ""
        if kind in types and item_id not in moved.answers and kind:
            moved.answers[item_id] = types.pop(kind)
            moved.returned_ids.append(item_id)
    rows = _move_rows(old, new, moved, parked.get("rows", {}))
    waiting = {key: types for key, types in waiting.items() if types}
    moved.parked = {name: part for name, part in (("answers", waiting), ("rows", rows)) if part}
    return moved


def _asked(definition: Definition) -> dict[str, Item]:
    """Items with an answer of their own: not those of rows."""
    return {item.id: item for page in definition.pages for item in flatten(page.items) if is_asked(item)}


def _move_rows(
    old: Mapping[str, Item], new: Mapping[str, Item], moved: Moved, parked: Mapping[str, Any]
) -> dict[str, Any]:
    """What rows lose is parked with what is left of the row, by which it finds the row again."""
    waiting: dict[str, list[Any]] = {key: [dict(entry) for entry in entries] for key, entries in parked.items()}
    for list_id, answer in list(moved.answers.items()):
        rows = new[list_id]
        if not isinstance(rows, ListItem) or not isinstance(answer, list):
            continue
        was = old.get(list_id)
        kinds = {one.id: one.type for one in was.fields} if isinstance(was, ListItem) else {}
        fields = {one.id: one.type for one in rows.fields if is_asked(one)}
        kept, losses = [], []
        for row in answer:
            left = {
                key: value for key, value in row.items() if key in fields and kinds.get(key, fields[key]) == fields[key]
            }
            lost = {key: {kinds.get(key, ""): value} for key, value in row.items() if key not in left}
            kept.append(left)
            if lost:
                losses.append({"kept": dict(left), "lost": lost})
                moved.parked_ids.extend(key for key in lost if key not in moved.parked_ids)
        moved.returned_ids.extend(_take_up(kept, fields, waiting.get(list_id, [])))
        moved.answers[list_id] = kept
        waiting[list_id] = [*waiting.get(list_id, []), *losses]
    return {key: entries for key, entries in waiting.items() if entries}


def _take_up(rows: Sequence[Answers], fields: Mapping[str, str], waiting: list[Any]) -> list[str]:
    """Lay what is parked back into the rows from which it came, as far as they can be told; both are changed."""
    taken: list[str] = []
    for entry in list(waiting):
        lost = entry["lost"]
        back = {key: types[fields[key]] for key, types in lost.items() if key in fields and fields[key] in types}
        row = _row_of(rows, entry["kept"], back) if back else None
        if row is None:
            continue
        row.update(back)
        taken.extend(back)
        waiting.remove(entry)
        rest = {key: types for key, types in lost.items() if key not in back}
        if rest:
            waiting.append({"kept": dict(row), "lost": rest})
    return list(dict.fromkeys(taken))


def _row_of(rows: Sequence[Answers], kept: Answers, back: Answers) -> Answers | None:
    """The row that is as it was left; else one that only grew since. None if it is gone or was changed."""
    free = [row for row in rows if not any(key in row for key in back)]
    same = next((row for row in free if row == kept), None)
    if same is not None or not kept:
        return same
    return next((row for row in free if all(row.get(key) == value for key, value in kept.items())), None)
