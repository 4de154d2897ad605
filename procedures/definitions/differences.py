"""What changed between two versions of a procedure, in words.

Everything is told apart by its id: a new label is a new name, not another item, and an item on another page has moved.
The walk goes over every field of the models, so a setting that this module has never heard of is told too.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from procedures.definitions.items import GroupItem, ListItem
from procedures.definitions.rule_words import rule_as_json, rule_in_words
from procedures.definitions.rules import Rule
from procedures.definitions.setting_names import LANGUAGE_NAMES, MEMBERS, NAMES, VALUES
from procedures.definitions.texts import LANGUAGES, LocalizedText

if TYPE_CHECKING:
    from procedures.definitions.definition import Definition
    from procedures.definitions.items import Item

NOTHING = "（なし）"


class Change(NamedTuple):
    """One sentence. `place`: names and ids joined by "/"; `before` and `after` are given where both can be read."""

    place: str
    sentence: str
    before: str = ""
    after: str = ""


def changes(before: Definition, after: Definition) -> tuple[Change, ...]:
    """Every difference, at least one sentence for each; () for equal definitions and for no others."""
    walk = _Walk(before, after)
    return (*walk.pages(), *walk.items(), *walk.fields("", "", before, after, leave={"pages"}))


class _Placed(NamedTuple):
    """An item with what it stands in: a page, or a group or list on one."""

    item: Item
    within: str
    words: str


def _placed(definition: Definition) -> dict[Hashable, _Placed]:
    found: dict[Hashable, _Placed] = {}

    def put(items: Sequence[Item], within: str, words: str) -> None:
        for item in items:
            key = item.id if item.id not in found else (item.id, len(found))
            found[key] = _Placed(item, within, words)
            if isinstance(item, GroupItem | ListItem):
                put(item.items, f"items/{item.id}", f"「{item.label}」")

    for page in definition.pages:
        put(page.items, f"pages/{page.id}", f"ページ「{page.title}」")
    return found


class _Walk:
    def __init__(self, before: Definition, after: Definition) -> None:
        self.before = before
        self.after = after

    def pages(self) -> Iterator[Change]:
        yield from self.keyed("pages", "", _by(self.before.pages, "id"), _by(self.after.pages, "id"), leave={"items"})

    def items(self) -> Iterator[Change]:
        old, new = _placed(self.before), _placed(self.after)
        for key, placed in old.items():
            if key not in new:
                yield Change(f"items/{placed.item.id}", f"{placed.words}から{_called('items', placed.item)}を削除した")
        for key, placed in new.items():
            place = f"items/{placed.item.id}"
            if key not in old:
                yield Change(place, f"{placed.words}に{_called('items', placed.item)}を追加した")
                continue
            was = old[key]
            if was.within != placed.within:
                sentence = f"{_called('items', was.item)}を{was.words}から{placed.words}へ移した"
                yield Change(place, sentence)
            yield from self.fields(place, _called("items", was.item), was.item, placed.item, leave={"items"})
        for within in dict.fromkeys(placed.within for placed in new.values()):
            yield from _reordered(
                "items",
                "",
                {key: placed.item for key, placed in old.items() if placed.within == within},
                {key: placed.item for key, placed in new.items() if placed.within == within},
            )

    def fields(
        self, place: str, owner: str, old: BaseModel, new: BaseModel, leave: frozenset[str] | set[str] = frozenset()
    ) -> Iterator[Change]:
        """The fields of two models of one kind, or of two kinds where an item's type changed."""
        for name in dict.fromkeys([*type(new).model_fields, *type(old).model_fields]):
            if name in leave or _comes_with_the_kind(old, new, name):
                continue
            info = (type(new).model_fields.get(name) or type(old).model_fields[name]).alias or name
            here = f"{place}/{info}".strip("/")
            yield from self.values(here, owner, info, _field(old, name), _field(new, name))

    def values(self, place: str, owner: str, name: str, old: Any, new: Any) -> Iterator[Change]:
        if _plain(old) == _plain(new):
            return
        if isinstance(old, Rule) or isinstance(new, Rule):
            yield self.rules(place, owner, name, old, new)
        elif isinstance(old, LocalizedText) or isinstance(new, LocalizedText):
            yield from _texts(place, owner, name, old, new)
        elif isinstance(old, BaseModel) and isinstance(new, BaseModel):
            yield from self.fields(place, f"{_of(owner)}{_name(name)}", old, new)
        elif _are_models(old, new):
            yield from self.members(place, owner, name, old or (), new or ())
        else:
            subject = f"{_of(owner)}{_name(name)}"
            was, now = self.shown(name, old, self.before), self.shown(name, new, self.after)
            if old is None or new is None or old == () or new == ():
                done = "なくした" if new in (None, ()) else "加えた"
                yield Change(place, f"{subject}を{done}", was, now)
            else:
                yield Change(place, f"{subject}を「{was}」から「{now}」に変えた", was, now)

    def members(
        self, place: str, owner: str, name: str, old: Sequence[BaseModel], new: Sequence[BaseModel]
    ) -> Iterator[Change]:
        for key in ("id", "value"):
            was, now = _by(old, key), _by(new, key)
            if len(was) == len(old) and len(now) == len(new):
                yield from self.keyed(place, owner, was, now, name=name)
                return
        yield from self.in_sequence(place, owner, name, old, new)

    def keyed(
        self,
        place: str,
        owner: str,
        old: Mapping[Hashable, BaseModel],
        new: Mapping[Hashable, BaseModel],
        *,
        name: str = "pages",
        leave: frozenset[str] | set[str] = frozenset(),
    ) -> Iterator[Change]:
        for key, one in old.items():
            if key not in new:
                yield Change(
                    f"{place}/{key}", f"{_of(owner)}{_called(name, one)}を削除した", self.told(one, self.before)
                )
        for key, one in new.items():
            if key not in old:
                sentence = f"{_of(owner)}{_called(name, one)}を追加した"
                yield Change(f"{place}/{key}", sentence, "", self.told(one, self.after))
            else:
                was = old[key]
                yield from self.fields(f"{place}/{key}", f"{_of(owner)}{_called(name, was)}", was, one, leave)
        yield from _reordered(name, owner, old, new)

    def in_sequence(
        self, place: str, owner: str, name: str, old: Sequence[BaseModel], new: Sequence[BaseModel]
    ) -> Iterator[Change]:
        matcher = SequenceMatcher(None, [_plain(one) for one in old], [_plain(one) for one in new], autojunk=False)
        for kind, low, high, from_, to in matcher.get_opcodes():
            if kind == "replace" and high - low == to - from_:
                for index in range(high - low):
                    was, now = old[low + index], new[from_ + index]
                    here = f"{place}/{from_ + index}"
                    if isinstance(was, LocalizedText):
                        yield from _texts(here, owner, name, was, now)
                    else:
                        yield from self.fields(here, f"{_of(owner)}{_called(name, was)}", was, now)
            elif kind != "equal":
                for index, one in enumerate(old[low:high], low):
                    sentence = f"{_of(owner)}{_called(name, one)}を削除した"
                    yield Change(f"{place}/{index}", sentence, self.told(one, self.before))
                for index, one in enumerate(new[from_:to], from_):
                    sentence = f"{_of(owner)}{_called(name, one)}を追加した"
                    yield Change(f"{place}/{index}", sentence, "", self.told(one, self.after))

    def rules(self, place: str, owner: str, name: str, old: Any, new: Any) -> Change:
        was, now = self.shown(name, old, self.before), self.shown(name, new, self.after)
        if was == now and isinstance(old, Rule) and isinstance(new, Rule):
            was, now = rule_as_json(old), rule_as_json(new)
        if name == "required" and isinstance(new, Rule):
            if new == Rule.TRUE:
                return Change(place, f"{owner}を必須にした", was, now)
            if new == Rule.FALSE:
                return Change(place, f"{owner}を任意にした", was, now)
            return Change(place, f"{_of(owner)}必須になる条件を変えた", was, now)
        subject = f"{_of(owner)}{_condition(place) if name == 'when' else _name(name)}"
        if not isinstance(old, Rule):
            return Change(place, f"{subject}を加えた", was, now)
        return Change(place, f"{subject}を{'変えた' if isinstance(new, Rule) else 'なくした'}", was, now)

    def shown(self, name: str, value: Any, definition: Definition) -> str:
        if value is None or value == ():
            return NOTHING
        if isinstance(value, Rule):
            return rule_in_words(value, definition)
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        if isinstance(value, BaseModel):
            return self.told(value, definition)
        if isinstance(value, tuple):
            return "、".join(self.shown(name, one, definition) for one in value)
        return str(VALUES.get(name, {}).get(str(value), value))

    def told(self, model: BaseModel, definition: Definition) -> str:
        """What a member says, in one line."""
        if isinstance(model, LocalizedText):
            return model.ja
        given = [name for name in type(model).model_fields if name in model.model_fields_set]
        return "、".join(
            f"{_name(name)}：{self.shown(name, getattr(model, name), definition)}" for name in given if name != "items"
        )


def _texts(place: str, owner: str, name: str, old: Any, new: Any) -> Iterator[Change]:
    for language in LANGUAGES:
        was, now = (_translation(text, language) for text in (old, new))
        if was == now:
            continue
        subject = f"{_of(owner)}{_name(name)}{LANGUAGE_NAMES.get(language, language)}"
        done = "変えた" if was and now else "加えた" if now else "なくした"
        yield Change(place, f"{subject}を{done}", was or NOTHING, now or NOTHING)


def _translation(text: LocalizedText | None, language: str) -> str | None:
    return getattr(text, language.replace("-", "_"), None) if text is not None else None


def _reordered(
    name: str, owner: str, old: Mapping[Hashable, BaseModel], new: Mapping[Hashable, BaseModel]
) -> Iterator[Change]:
    """The fewest members that must have moved for the old order to become the new one."""
    was = [key for key in old if key in new]
    now = [key for key in new if key in old]
    place = {key: index for index, key in enumerate(was)}
    stayed = _longest_rise([place[key] for key in now])
    before: Hashable | None = None
    for key in now:
        if place[key] not in stayed:
            where = f"{_called(name, new[before])}の後ろ" if before is not None else "先頭"
            yield Change(f"{name}/{key}", f"{_of(owner)}{_called(name, new[key])}を{where}へ動かした")
        before = key


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The members of a longest rising subsequence of different numbers."""
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        previous[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    rise: set[int] = set()
    last: int | None = ends[-1] if ends else None
    while last is not None:
        rise.add(last)
        last = previous[last]
    return rise


def _by(models: Sequence[BaseModel], key: str) -> dict[Hashable, BaseModel]:
    """Members by what they are told apart by; those without it are left out, a twin is counted."""
    found: dict[Hashable, BaseModel] = {}
    for one in models:
        name = getattr(one, key, None)
        if isinstance(name, str):
            found[name if name not in found else (name, len(found))] = one
    return found


def _field(model: BaseModel, name: str) -> Any:
    """A field's value; of a field that the model's kind does not have, nothing."""
    return getattr(model, name, None) if name in type(model).model_fields else None


def _comes_with_the_kind(old: BaseModel, new: BaseModel, name: str) -> bool:
    """Of an item whose type changed: a setting that nobody chose, and that only one of the types has in this way."""
    if type(old) is type(new) or name in old.model_fields_set | new.model_fields_set:
        return False
    return type(_field(old, name)) is not type(_field(new, name))


def _are_models(*values: Any) -> bool:
    members = [one for value in values if isinstance(value, tuple) for one in value]
    return bool(members) and all(isinstance(one, BaseModel) for one in members)


def _plain(value: Any) -> str:
    """A value as canonical JSON, in which true and 1 differ."""
    if isinstance(value, Rule):
        return rule_as_json(value)
    if isinstance(value, BaseModel):
        return value.model_dump_json(by_alias=True)
    if isinstance(value, tuple):
        return f"[{','.join(_plain(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False, default=str)


def _called(name: str, model: BaseModel) -> str:
    """A member by its name: 項目「電話番号」."""
    for field in ("label", "title", "law", "paper", "replaces", "message", "item", "ja", "body", "id"):
        known = getattr(model, field, None)
        if known is not None and not isinstance(known, BaseModel | str | int):
            continue
        if known is not None:
            words = str(known).split("\n")[0]
            return f"{MEMBERS.get(name, NAMES.get(name, name))}「{words[:40]}{'…' if len(words) > 40 else ''}」"
    return MEMBERS.get(name, NAMES.get(name, name))


def _condition(place: str) -> str:
    """What a condition decides, by where it stands."""
    kind = place.split("/", maxsplit=1)[0]
    return {"items": "表示条件", "pages": "表示条件", "workflow": "進む条件"}.get(kind, "条件")


def _name(name: str) -> str:
    return NAMES.get(name, name)


def _of(owner: str) -> str:
    return f"{owner}の" if owner else ""
