"""Which page, item or value must be worked out before which other: the order in which `visibility` goes.

A node depends on the names in its rule; an item also on its page and group; a list on what the rules of its rows read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from procedures.definitions.items import GroupItem, Item, ListItem, ResultItem

if TYPE_CHECKING:
    from procedures.definitions.definition import Page
    from procedures.definitions.rules import Rule
    from procedures.definitions.sections import ComputedValue


@dataclass(frozen=True, slots=True)
class PageNode:
    page: Page


@dataclass(frozen=True, slots=True)
class ItemNode:
    item: Item
    page_id: str
    group_id: str | None


@dataclass(frozen=True, slots=True)
class ValueNode:
    value: ComputedValue


OrderedNode = PageNode | ItemNode | ValueNode


@dataclass(frozen=True, slots=True)
class EvaluationOrder:
    """`nodes` in a workable order.

    `cycles`: each a list of "page:…", "item:…", "value:…" that wait for one another. Their nodes stand in `nodes` all
    the same and see what is not yet worked out as missing.
    """

    nodes: tuple[OrderedNode, ...]
    cycles: tuple[tuple[str, ...], ...]


def evaluation_order(pages: Iterable[Page], values: Iterable[ComputedValue]) -> EvaluationOrder:
    """Depth-first topological order in time linear in nodes and names."""
    nodes: dict[str, OrderedNode] = {}
    wanted: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for page in pages:
        page_key = f"page:{page.id}"
        nodes[page_key] = PageNode(page)
        wanted[page_key] = sorted(page.when.variables) if page.when else []
        for item, group_id in _top_level(page.items):
            key = f"item:{item.id}"
            nodes[key] = ItemNode(item, page.id, group_id)
            names[item.id] = key
            parents = [page_key] + ([f"item:{group_id}"] if group_id else [])
            wanted[key] = parents + sorted(_variables_of(item))
    for value in values:
        key = f"value:{value.id}"
        nodes[key] = ValueNode(value)
        names[value.id] = key
        wanted[key] = sorted(value.value.variables)
    edges = {
        key: [target for target in (_target(name, names) for name in wants) if target in nodes]
        for key, wants in wanted.items()
    }
    return _sorted(nodes, edges)


def _target(name: str, names: Mapping[str, str]) -> str:
    return name if ":" in name else names.get(name, "")


def _top_level(items: Iterable[Item]) -> Iterable[tuple[Item, str | None]]:
    for item in items:
        yield item, None
        if isinstance(item, GroupItem):
            for member in item.items:
                yield member, item.id


def _variables_of(item: Item) -> frozenset[str]:
    rules: list[Rule] = [item.when] if item.when else []
    if isinstance(item, ListItem):
        rules += [field.when for field in item.fields if field.when]
        rules += [field.formula for field in item.fields if isinstance(field, ResultItem) and field.formula]
    return frozenset().union(*(rule.variables for rule in rules))


def _sorted(nodes: Mapping[str, OrderedNode], edges: Mapping[str, list[str]]) -> EvaluationOrder:
    """Iterative, so that a long chain of a thousand items needs no deep stack."""
    done: dict[str, bool] = {}  # False while on the path
    ordered: list[OrderedNode] = []
    cycles: list[tuple[str, ...]] = []
    for root in nodes:
        if root in done:
            continue
        done[root] = False
        path = [(root, iter(edges[root]))]
        while path:
            key, remaining = path[-1]
            target = next(remaining, None)
            if target is None:
                path.pop()
                done[key] = True
                ordered.append(nodes[key])
            elif target not in done:
                done[target] = False
                path.append((target, iter(edges[target])))
            elif not done[target]:
                keys = [step for step, _ in path]
                cycles.append(tuple(keys[keys.index(target) :]))
    return EvaluationOrder(tuple(ordered), tuple(cycles))
