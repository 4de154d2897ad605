"""Making a draft's parts fit after something else was chosen, so that the boxes shown are the right ones.

What was read from a rule is never changed into another rule here: only what was just chosen, or has nothing yet.
"""

from __future__ import annotations

from dataclasses import replace

from procedures.definitions.item_types import Kind, RuleType
from procedures.definitions.rules import ARITY, ITERATORS
from procedures.designer.rules.drafts import Draft, Group, Operand, Sentence
from procedures.designer.rules.relations import takes
from procedures.designer.rules.scope import Scope
from procedures.designer.rules.sentences import first_relation, relations_for
from procedures.designer.rules.writing import is_condition

ARITHMETIC = frozenset({"+", "-", "*", "/", "min", "max"})
CONSTANTS = frozenset({"number", "date", "time", "text", "true", "false", "nothing", "empty"})
_LEAVES: dict[Kind, str] = {"number": "number", "date": "date", "time": "time", "text": "text", "code": "text"}


def new_condition() -> Group:
    return Group("", (Sentence(Operand()),))


def leaf_for(kind: Kind) -> Operand:
    """An empty box for a value of a kind; where several are possible, nothing chosen yet."""
    return Operand(_LEAVES.get(kind, ""))


def signature(sentence: Sentence, scope: Scope) -> str:
    """For what the boxes of a sentence are right: the kind of its subject, and how many values it is compared with."""
    found = scope.type_of(sentence.subject)
    own = sentence.subject.path if found.options or _element(found).options else ""
    return f"{found.kind}|{own}|{takes(sentence.how) or ''}"


def fit(draft: Draft, scope: Scope) -> Draft:
    """The draft with boxes for everything that its choices ask for."""
    if isinstance(draft, Group):
        return replace(draft, members=tuple(fit(part, scope) for part in draft.members))
    if isinstance(draft, Sentence):
        return _fit_sentence(draft, scope)
    return _fit_operand(draft, scope)


def _fit_sentence(sentence: Sentence, scope: Scope) -> Sentence:
    subject = _fit_operand(sentence.subject, scope)
    sentence = replace(sentence, subject=subject)
    if not subject.what:
        return sentence
    found = scope.type_of(subject)
    is_new = bool(sentence.shown) and sentence.shown != signature(sentence, scope)
    if not sentence.how or (is_new and sentence.how not in relations_for(found, "", scope)):
        always = subject.what in {"true", "false"}
        sentence = replace(sentence, how="bare" if always else first_relation(found))
        is_new = True
    value = _value_for(sentence, found, is_new=is_new)
    if isinstance(value, Operand):
        value = _converted(value, _compared_kind(found), found) if is_new else value
        value = _for_options(value, found, many=takes(sentence.how) == "many")
    inner = scope.inside(subject) if takes(sentence.how) == "rows" else scope
    fitted = fit(value, inner) if value is not None else None
    done = replace(sentence, value=fitted)
    return replace(done, shown=signature(done, scope))


def _value_for(sentence: Sentence, found: RuleType, *, is_new: bool) -> Draft | None:
    """What stands beside the subject, in the number that the relation takes."""
    value, wanted = sentence.value, takes(sentence.how)
    if wanted == "rows":
        return value if isinstance(value, Group) else new_condition()
    if wanted not in {"one", "many"}:
        return None
    kind = _compared_kind(found)
    if not isinstance(value, Operand):
        value = leaf_for(kind)
    return _as_one(value, kind) if wanted == "one" and is_new else _as_many(value, kind) if wanted == "many" else value


def _as_one(value: Operand, kind: Kind) -> Operand:
    """Of several values the first, where one is asked for now."""
    if value.what == "options":
        return Operand("text", {"value": value.typed.get("chosen", ())[:1]})
    first = next(iter(value.parts), None) if value.what == "list" else value
    return first if isinstance(first, Operand) else leaf_for(kind)


def _as_many(value: Operand, kind: Kind) -> Operand:
    """One constant as the first of several; answers and calculations that give a list stay."""
    if value.what and value.what not in CONSTANTS:
        return value
    if kind == "code":
        return Operand("options", {"chosen": tuple(one for one in value.typed.get("value", ()) if one)})
    return Operand("list", parts=(value if value.what else leaf_for(kind),))


def _converted(value: Operand, kind: Kind, found: RuleType) -> Operand:
    """A constant in the box of another kind; what was typed is kept where it may mean the same."""
    options = found.options or _element(found).options
    if value.what == "options" or (value.what == "list" and kind == "code"):
        chosen = tuple(one for one in value.typed.get("chosen", ()) if one in options)
        return Operand("options", {"chosen": chosen}) if kind == "code" else Operand("list", parts=(leaf_for(kind),))
    if value.what == "list":
        parts = tuple(_converted(part, kind, found) if isinstance(part, Operand) else part for part in value.parts)
        return replace(value, parts=parts)
    if value.what and (value.what not in CONSTANTS or kind not in {*_LEAVES, "boolean"}):
        return value
    return _constant_of(value, kind, options)


def _constant_of(value: Operand, kind: Kind, options: frozenset[str]) -> Operand:
    """A constant in the box of a kind. An option must be one of those there are."""
    wanted = leaf_for(kind)
    if kind == "boolean" and value.what in {"true", "false"}:
        return value
    if kind == "code" and value.text() not in options:
        return wanted
    return value if value.what == wanted.what else replace(wanted, typed=value.typed)


def _compared_kind(found: RuleType) -> Kind:
    """The kind of what a subject is compared with: of a list, what is in it."""
    return _element(found).kind if found.kind == "list" else found.kind


def _element(found: RuleType) -> RuleType:
    return found.element or RuleType("any")


def _for_options(value: Operand, found: RuleType, *, many: bool) -> Operand:
    """Constants beside a choice as its options, although one of them may look like a date."""
    if _compared_kind(found) != "code":
        return value
    if value.what in {"date", "time"}:
        return as_text(value)
    if many and value.what == "list" and value.parts and not value.shown:
        texts = [as_text(part) for part in value.parts if isinstance(part, Operand) and part.what in _AS_TEXT]
        chosen = tuple(part.text() for part in texts)
        if len(chosen) == len(value.parts) == len(set(chosen)):
            return Operand("options", {"chosen": chosen})
    return value


_AS_TEXT = frozenset({"text", "date", "time"})


def as_text(value: Operand) -> Operand:
    if value.what != "date":
        return replace(value, what="text", shown="")
    year, month, day = (value.text(name) for name in ("year", "month", "day"))
    return Operand("text", {"value": (f"{year:0>4}-{month:0>2}-{day:0>2}",)})


# Operands


def _fit_operand(operand: Operand, scope: Scope) -> Operand:
    changed = operand.shown != operand.what and (bool(operand.shown) or not _has_parts(operand))
    if changed:
        operand = _started(operand, scope)
    operand = _with_list(operand, scope)
    parts = []
    for index, part in enumerate(operand.parts):
        over_rows = operand.operator in ITERATORS and index == 1
        parts.append(fit(_as_asked(operand, index, part), scope.inside(operand.parts[0]) if over_rows else scope))
    return replace(operand, parts=tuple(parts), shown=operand.what)


def _has_parts(operand: Operand) -> bool:
    """Whether there are as many parts as the operator needs at least."""
    if operand.operator in {"count", "sum"} and operand.what != operand.operator:
        return len(operand.parts) >= 1
    fewest = 1 if operand.what == "condition" else ARITY.get(operand.operator, (0, 0))[0]
    return len(operand.parts) >= fewest


def _started(operand: Operand, scope: Scope) -> Operand:
    """What was just chosen, with what stood there before as its first part where that makes sense."""
    before = replace(operand, what=operand.shown, shown=operand.shown)
    kept = before if before.what and before.what not in {"true", "false", "condition", "if"} else Operand()
    what, operator = operand.what, operand.operator
    parts: tuple[Draft, ...] = ()
    if operator in ARITHMETIC and not operand.path:
        most = ARITY[operator][1]
        parts = operand.parts[:most] if before.what in ARITHMETIC else (kept, Operand())
        parts = parts if len(parts) > 1 else (*parts, Operand())
    elif operand.path and before.path:
        parts = operand.parts
    elif what == "if":
        parts = (new_condition(), kept, Operand())
    elif what == "condition":
        parts = (new_condition(),)
    elif operator in {"count", "sum"}:
        rows = Operand(f"answer:{what.partition(':')[2]}") if ":" in what else Operand()
        body = operand.parts[1:2] if before.operator == operator else ()
        needed = operator == "sum" and scope.kind_of(rows) == "list"
        parts = (rows, *(body or ((Operand(),) if needed else ())))
    elif what == "age_on":
        parts = (kept if scope.kind_of(kept) == "date" else Operand(),)
    elif what == "business_days_after":
        parts = (kept if scope.kind_of(kept) == "date" else Operand("today"), Operand("number"))
    typed = operand.typed if what in CONSTANTS or not what else {}
    return Operand(what, typed, parts, what)


def _with_list(operand: Operand, scope: Scope) -> Operand:
    """A count or sum over a known list carries the list in its name: one choice instead of two."""
    if operand.operator not in {"count", "sum"} or operand.path or not operand.parts:
        return operand
    rows = operand.parts[0]
    if not isinstance(rows, Operand):
        return operand
    if ":" in operand.what:
        path = operand.what.partition(":")[2]
        return replace(operand, parts=(Operand(f"answer:{path}"), *operand.parts[1:]))
    if rows.path and not rows.parts and scope.find(rows.path) is not None:
        return replace(operand, what=f"{operand.operator}:{rows.path}")
    return operand


def _as_asked(operand: Operand, index: int, part: Draft) -> Draft:
    """A condition where one is asked for, a value elsewhere."""
    if is_condition(operand.operator, index, len(operand.parts)) or operand.what == "condition":
        return Group("", (Sentence(part, "bare"),)) if isinstance(part, Operand) else _as_group(part)
    return Operand("condition", parts=(_as_group(part),)) if not isinstance(part, Operand) else part


def _as_group(part: Draft) -> Group:
    return part if isinstance(part, Group) else Group("", (part,))
