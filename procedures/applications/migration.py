"""Moving drafts to another version of their procedure, by an administrator's choice, with the effect shown first.

Drafts stay on their version for ever unless they are moved here. Drafts of corrections never move: they belong to an
application, which is handled under the version it was sent with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.applications.drafts import Contents, read_draft, seal_contents
from procedures.applications.models import Draft, DraftMigration
from procedures.applications.parking import Moved, move_answers
from procedures.catalogue.models import ProcedureVersion
from procedures.definitions import Definition, Visible
from procedures.definitions.items import ListItem
from procedures.forms.journey import Journey


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move does to one draft. Ids of items of either version; never what was answered.

    kept: answers that stay and are asked for. unasked: that stay, but whose items the new version does not show now.
    parked: whose items are gone, laid aside. returned: parked by an earlier move, now back. newly_required: to be
    answered and not answered. failing: answered, but no longer accepted; to be mended before sending.
    """

    draft_id: UUID
    revision: int
    kept: tuple[str, ...]
    unasked: tuple[str, ...]
    parked: tuple[str, ...]
    returned: tuple[str, ...]
    newly_required: tuple[str, ...]
    failing: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def is_harmless(self) -> bool:
        """Nothing the citizen would notice."""
        return not (self.unasked or self.parked or self.newly_required or self.failing)


@dataclass(frozen=True, slots=True)
class Result:
    """Of one draft that was to be moved: its effect, or in words why it was not moved."""

    draft_id: UUID
    effect: Effect | None
    refusal: str = ""


def preview_migration(draft: Draft, version: ProcedureVersion, *, today: date | None = None) -> Effect:
    """The effect of moving a draft, in words. Changes nothing; tells no answers."""
    return _work_out(draft, version, read_draft(draft), today or timezone.localdate())[0]


def migrate_drafts(
    ids: Iterable[UUID], version: ProcedureVersion, by: User | None, *, seen: Mapping[UUID, int] | None = None
) -> list[Result]:
    """Move drafts to a version of the same procedure, each in a transaction of its own. One result for each id.

    A tab the citizen has open is told that the draft changed, and keeps what was typed into it. `seen`: the revision
    of each draft whose effect was shown; one that was saved since is not moved.
    """
    return [_move(draft_id, version, by, None if seen is None else seen.get(draft_id, -1)) for draft_id in ids]


@transaction.atomic
def _move(draft_id: UUID, version: ProcedureVersion, by: User | None, seen: int | None) -> Result:
    draft = _locked(draft_id, version.procedure_id)
    refusal = _refusal(draft, version, seen)
    if draft is None or refusal:
        return Result(draft_id, None, refusal)
    before, contents = draft.version, read_draft(draft)
    effect, moved = _work_out(draft, version, contents, timezone.localdate())
    draft.version = version
    draft.contents = seal_contents(draft, replace(contents, answers=moved.answers, parked=moved.parked))
    draft.revision += 1
    draft.save(update_fields=["version", "contents", "revision"])
    DraftMigration.objects.create(
        draft_id=draft_id, from_version=before, to_version=version, by=by, effect=_recorded(effect)
    )
    return Result(draft_id, effect)


def _locked(draft_id: UUID, procedure_id: int) -> Draft | None:
    """The open draft with its row locked, if it is of this procedure, and then its version.

    Locked without a join: after waiting for somebody else who moves it, PostgreSQL looks at the draft anew but at
    joined rows as they were, and would find none.
    """
    draft = Draft.objects.open().filter(pk=draft_id).select_for_update().first()
    if draft is None:
        return None
    draft.version = ProcedureVersion.objects.select_related("procedure").defer("document").get(pk=draft.version_id)
    return draft if draft.version.procedure_id == procedure_id else None


def _refusal(draft: Draft | None, version: ProcedureVersion, seen: int | None) -> str:
    if draft is None:
        return _("この下書きはもうありません。送信されたか、取り消されたか、期限が過ぎました。")
    if draft.corrects_id is not None:
        return _("修正中の下書きは移せません。申請は送ったときの版で扱います。")
    if draft.version_id == version.pk:
        return _("この下書きは、もうこの版にあります。")
    if seen is not None and seen != draft.revision:
        return _("影響を表示した後で、申請者が内容を保存しました。影響を確かめて、もう一度選んでください。")
    return ""


def _recorded(effect: Effect) -> dict[str, Any]:
    names = ("parked", "returned", "newly_required", "failing", "unasked")
    ids = {name: list(getattr(effect, name)) for name in names if getattr(effect, name)}
    return {"kept": len(effect.kept), **ids}


def _work_out(draft: Draft, version: ProcedureVersion, contents: Contents, today: date) -> tuple[Effect, Moved]:
    before, after = draft.version.definition, version.definition
    moved = move_answers(before, after, contents.answers, contents.parked)
    was, now = Journey(before, contents.answers, today), Journey(after, moved.answers, today)
    missing, failing = _new_faults(was, now)
    shown = _shown(now.visible)
    kept = tuple(one for one in moved.answers if one in shown)
    had = _shown(was.visible)
    unasked = tuple(one for one in moved.answers if one not in shown and one in had)
    found = {
        "kept": kept,
        "unasked": unasked,
        "parked": tuple(moved.parked_ids),
        "returned": tuple(moved.returned_ids),
        "newly_required": missing,
        "failing": failing,
    }
    return Effect(draft.pk, draft.revision, **found, sentences=_sentences(before, after, found)), moved


def _shown(visible: Visible) -> set[str]:
    return {item for items in visible.item_ids.values() for item in items}


def _new_faults(was: Journey, now: Journey) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Items that are missing and items that fail under the new version, but not under the old one."""
    old = _faults(was)
    missing: dict[str, None] = {}
    failing: dict[str, None] = {}
    for (fault_id, is_missing), item in _faults(now).items():
        if (fault_id, is_missing) not in old:
            (missing if is_missing else failing)[item] = None
    return tuple(missing), tuple(failing)


def _faults(journey: Journey) -> dict[tuple[str, bool], str]:
    """The item of each fault, by the fault's place and kind; in rows of lists the item of the row."""
    found = {}
    for faults in journey.faults.values():
        for fault in faults:
            parts = fault.id.split("-")
            name = parts[2] if len(parts) > 2 and parts[1].isdigit() else parts[0]
            found[fault.id, fault.missing] = name if journey.definition.has_item(name) else parts[0]
    return found


def _sentences(before: Definition, after: Definition, found: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    labels = {name: _labels(ids, before if name in {"parked", "unasked"} else after) for name, ids in found.items()}
    patterns = (
        ("newly_required", _("新しく回答が必要になる項目：%(labels)s")),
        ("failing", _("直してもらう必要がある項目：%(labels)s")),
        ("parked", _("項目がなくなるため、回答を別に取っておくもの：%(labels)s")),
        ("unasked", _("回答は残るが、聞かなくなる項目：%(labels)s")),
        ("returned", _("取っておいた回答が戻る項目：%(labels)s")),
    )
    told = [pattern % {"labels": labels[name]} for name, pattern in patterns if found[name]]
    return (_("そのまま使う回答：%(count)d件") % {"count": len(found["kept"])}, *told)


def _labels(ids: Iterable[str], definition: Definition) -> str:
    return _("、").join(f"「{_label(item_id, definition)}」" for item_id in ids)


def _label(item_id: str, definition: Definition) -> str:
    if not definition.has_item(item_id):
        return item_id
    item = definition.item(item_id)
    rows = definition.list_of(item_id)
    label = str(getattr(item, "label", item_id))
    if isinstance(rows, ListItem):
        return _("%(rows)s：%(label)s") % {"rows": rows.label, "label": label}
    return label
