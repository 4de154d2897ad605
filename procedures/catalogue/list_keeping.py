"""Code lists that an administrator keeps: pasted from a spreadsheet, compared, stored from a day on.

A code that is left out is retired: nobody can choose it any more, and earlier answers still show its label. A code
that a rule of a living procedure names cannot be left out: the rule would wait for something nobody can choose.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue import published
from procedures.catalogue.code_lists import ID, forget, from_json, own_list
from procedures.catalogue.enclosures import MOST_CODES
from procedures.catalogue.errors import Refused
from procedures.catalogue.models import StoredCodeList
from procedures.catalogue.usage import FIELDS, Usage, procedures_naming
from procedures.definitions import Code, CodeList, Definition
from procedures.definitions.items import ChoiceItem, ChoicesItem
from procedures.definitions.places import placed_rules
from procedures.definitions.pretty import pretty
from procedures.definitions.rules import Const, Var, walk

MOST_PROBLEMS = 20
_VALUE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


class BadList(Refused):
    """`part`: the field it is about: list_id, rows, valid_from, reason. `problems`: one line each."""

    def __init__(self, part: str, *problems: str) -> None:
        self.part = part
        self.problems = problems[:MOST_PROBLEMS]
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True, slots=True)
class Blocked:
    """A code that is left out although rules name it."""

    code: Code
    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What another text of a list changes. `moved`: nothing but the order."""

    added: tuple[Code, ...]
    renamed: tuple[tuple[Code, Code], ...]
    retired: tuple[Code, ...]
    moved: bool
    blocked: tuple[Blocked, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.renamed or self.retired or self.moved)


def read_pasted(text: str) -> tuple[Code, ...]:
    """Columns of a spreadsheet: value, label and, if there is one, the reading; tabs or commas between them.

    A first line that names the columns is passed over. Raises BadList with every line that cannot be read.
    """
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    delimiter = "\t" if any("\t" in line for line in lines) else ","
    rows = [[" ".join(cell.split()) for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    if rows and rows[0][0] in {"value", "code", _("値"), _("コード"), _("符号")}:
        rows[0] = []
    problems: list[str] = []
    codes: dict[str, Code] = {}
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        code = _code(row)
        if isinstance(code, str):
            problems.append(_("%(number)d行目：%(problem)s") % {"number": number, "problem": code})
        elif code.value in codes:
            twice = _("値「%(value)s」が二度書かれています。一つにしてください。") % {"value": code.value}
            problems.append(_("%(number)d行目：%(problem)s") % {"number": number, "problem": twice})
        else:
            codes[code.value] = code
    if not rows or (not codes and not problems):
        problems = [_("表の列を貼り付けてください。例）05（タブ）秋田県（タブ）アキタケン")]
    if len(codes) > MOST_CODES:
        problems = [_("%(most)d行までにしてください。") % {"most": MOST_CODES}]
    if problems:
        raise BadList("rows", *problems)
    return tuple(codes.values())


def _code(row: Sequence[str]) -> Code | str:
    """The code of a line, or what is wrong with it."""
    value, label, kana, *more = (*row, "", "", "")
    if any(more):
        return _("列が多すぎます。値、表示、フリガナの3列にしてください。")
    value = unicodedata.normalize("NFKC", value)
    if not _VALUE.fullmatch(value):
        return _("値「%(value)s」は使えません。英小文字・数字・「_」・「-」で書いてください。例）05") % {
            "value": value[:60]
        }
    if not 0 < len(label) <= 100 or _CONTROL.search(label):
        return _("値「%(value)s」の表示を、100文字までで書いてください。例）秋田県") % {"value": value}
    if len(kana) > 200 or _CONTROL.search(kana):
        return _("値「%(value)s」のフリガナを、200文字までで書いてください。例）アキタケン") % {"value": value}
    return Code(value, label, kana)


def as_pasted(codes: Sequence[Code]) -> str:
    """A list as it is pasted: what `read_pasted` reads."""
    return "\n".join("\t".join(code).rstrip("\t") for code in codes)


def list_on(list_id: str, day: date) -> CodeList | None:
    """What a kept list offers on a day; nothing kept in memory. One SQL statement."""
    text = StoredCodeList.objects.filter(list_id=list_id).in_force(day).values_list("document", flat=True).first()
    return from_json(list_id, text) if text else None


def compare(list_id: str, codes: Sequence[Code], *, day: date) -> Comparison:
    """What this text changes of what would be offered on that day."""
    before = list_on(list_id, day)
    found = compared(before.codes if before else (), codes)
    named = named_in_rules(list_id) if found.retired else {}
    blocked = tuple(Blocked(code, named[code.value]) for code in found.retired if code.value in named)
    return Comparison(found.added, found.renamed, found.retired, found.moved, blocked)


def compared(before: Sequence[Code], after: Sequence[Code]) -> Comparison:
    old, new = {code.value: code for code in before}, {code.value: code for code in after}
    added = tuple(code for code in after if code.value not in old)
    renamed = tuple((old[code.value], code) for code in after if code.value in old and old[code.value] != code)
    retired = tuple(code for code in before if code.value not in new)
    kept = [value for value in old if value in new]
    moved = kept != [value for value in new if value in old]
    return Comparison(added, renamed, retired, moved)


def store_list(
    *,
    list_id: str,
    codes: Sequence[Code],
    valid_from: date,
    reason: str,
    expected: int,
    by: User | None,
    rehearsal: bool = False,
) -> StoredCodeList:
    """Keep a text of a list from a day (JST) on, today the earliest.

    `expected`: the number of the newest text that the administrator has seen, 0 for none. `rehearsal`: everything is
    checked and nothing stored. Raises BadList.
    """
    words = " ".join(reason.split())
    if not 0 < len(words) <= 200:
        raise BadList("reason", _("理由を200文字までで入力してください。例）4月1日付けの町名変更"))
    if not ID.fullmatch(list_id):
        message = _("符号は、英小文字で始まる英小文字・数字・「_」で、60文字までで入力してください。例）schools")
        raise BadList("list_id", message)
    if own_list(list_id) is not None:
        raise BadList("list_id", _("この表はシステムに備わっているため、変えられません。"))
    if valid_from < timezone.localdate():
        raise BadList("valid_from", _("開始日は、今日からあとの日にしてください。"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {StoredCodeList._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")  # noqa: SLF001
        last = StoredCodeList.objects.filter(list_id=list_id).aggregate(n=Max("number"))["n"] or 0
        if last != expected:
            message = _("ほかの人が先にこの表を変えました。内容を確かめてから、もう一度登録してください。")
            raise BadList("list_id" if expected == 0 else "rows", message)
        change = compare(list_id, codes, day=valid_from)
        if change.is_empty:
            raise BadList("rows", _("今の内容と同じです。どこかを変えてから登録してください。"))
        if change.blocked:
            raise BadList("rows", *(_still_named(one) for one in change.blocked))
        stored = StoredCodeList.objects.create(
            list_id=list_id,
            number=last + 1,
            document=pretty([list(code) for code in codes]),
            valid_from=valid_from,
            reason=words,
            by=by,
        )
        transaction.set_rollback(rehearsal)
    transaction.on_commit(forget)
    return stored


def _still_named(one: Blocked) -> str:
    message = _(
        "「%(label)s」（%(value)s）は、%(procedures)sの条件が使っているため、なくせません。先に手続の条件を直してください。"
    )
    return message % {"label": one.code.label, "value": one.code.value, "procedures": "、".join(one.procedures[:5])}


def call_off_list(*, list_id: str, valid_from: date, by: User | None) -> StoredCodeList:
    """Have the list go on over a day as it is on its eve, instead of what was to begin then. Raises BadList."""
    if valid_from <= timezone.localdate():
        raise BadList("valid_from", _("この変更は、すでに始まったか、取り消されています。"))
    before = list_on(list_id, valid_from - timedelta(days=1))
    newest = StoredCodeList.objects.filter(list_id=list_id).aggregate(n=Max("number"))["n"]
    planned = StoredCodeList.objects.filter(list_id=list_id, valid_from=valid_from).exists()
    if before is None or newest is None or not planned:
        raise BadList("valid_from", _("取り消せる変更の予定がありません。"))
    return store_list(
        list_id=list_id,
        codes=before.codes,
        valid_from=valid_from,
        reason=_("変更の予定の取消し"),
        expected=newest,
        by=by,
    )


def named_in_rules(list_id: str) -> Mapping[str, tuple[str, ...]]:
    """The codes that rules of living procedures name, with the procedures; each version is parsed once a process."""
    found: dict[str, dict[str, None]] = {}
    for one in procedures_naming(FIELDS["code_list"], list_id):
        for value in _strings_about(published.definition(one.version_id), list_id):
            found.setdefault(value, {})[_title(one)] = None
    return {value: tuple(titles) for value, titles in found.items()}


def _title(one: Usage) -> str:
    return f"{one.number} {one.title}"


def _strings_about(definition: Definition, list_id: str) -> set[str]:
    """Every constant text in rules that look at an item of this list: rather one too many than one forgotten."""
    items = {
        item.id
        for item in definition.items()
        if isinstance(item, ChoiceItem | ChoicesItem) and item.options_from == list_id
    }
    named: set[str] = set()
    for placed in placed_rules(definition):
        nodes = list(walk(placed.rule.node))
        if any(isinstance(node, Var) and items.intersection(node.path) for node in nodes):
            named |= {node.value for node in nodes if isinstance(node, Const) and isinstance(node.value, str)}
    return named
