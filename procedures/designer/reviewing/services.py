"""The steps of a design to publication: ask, withdraw, approve, return, publish, give up, go on with an ended one.

Each locks the row of the design, so that it is about exactly the text that was seen: a change that came first makes it
refused, one that comes later makes it void. Every step is kept with who, when and why. Raises catalogue.errors.Refused
with words; nothing has changed then.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue.errors import BadMoment, PublishedMeanwhile
from procedures.catalogue.importing import newest_number
from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.services import publish
from procedures.definitions import DefinitionError, dump, parse
from procedures.designer.checking import findings_of
from procedures.designer.designs import document_at, end_design, start_design
from procedures.designer.documents import Document
from procedures.designer.listing import short
from procedures.designer.models import Design, DesignState, Ending, Origin, ReviewStep, StepKind
from procedures.designer.reviewing.comments import open_threads
from procedures.designer.reviewing.comparison import in_force
from procedures.designer.reviewing.refusals import (
    ChangedSinceSeen,
    NoteMissing,
    OpenComments,
    Over,
    StepNotNow,
    WarningsUnread,
)
from procedures.designer.reviewing.standing import digest_of, standing_of, why_not_review

LONGEST_NOTE = 2000


@transaction.atomic
def ask_for_review(
    *, design: Design, by: User, note: str, effective_from: datetime | None, seen: int, warnings_read: bool
) -> ReviewStep:
    """Send the design to a second person. `note`: why it is made and what changes. `seen`: the revision that was shown.

    `effective_from`: from when it shall be in force; None for as soon as it is published. Whoever asks says with
    `warnings_read` that the warnings of the checks were read; errors must be gone.
    """
    locked = _locked(design, seen)
    if locked.state != DesignState.EDITING and not _is_overtaken(locked):
        raise StepNotNow(_("すでに確認を依頼しています。"))
    if effective_from is not None and effective_from < timezone.now():
        raise BadMoment(_("開始日時が過ぎています。これからの日時にするか、「すぐに公開する」を選んでください。"))
    warnings = _warnings(locked)
    if warnings and not warnings_read:
        raise WarningsUnread
    _refuse_nothing_new(locked, effective_from)
    _set_state(locked, DesignState.IN_REVIEW)
    return _step(
        locked,
        StepKind.ASKED,
        by,
        _needed(
            note,
            _("理由がありません。なぜ作るのか、何を変えるのかを書いてください。例）手数料条例の改正のため"),
        ),
        effective_from=effective_from,
        warnings=warnings,
        newest=newest_number(locked.number),
    )


@transaction.atomic
def withdraw(*, design: Design, by: User) -> ReviewStep:
    """Whoever asked takes the request back."""
    locked = _locked(design)
    request = _open_request(locked)
    if request.by_id != by.pk:
        raise StepNotNow(_("依頼を取り下げられるのは、依頼した人だけです。"))
    _set_state(locked, DesignState.EDITING)
    return _step(locked, StepKind.WITHDRAWN, by, "", follows=request)


@transaction.atomic
def approve(*, design: Design, by: User, note: str, seen: int, newest: int) -> ReviewStep:
    """A second person says that exactly this text may be published. `newest`: the version that it was compared with.

    Neither the person who asked nor anybody who wrote at it may do so (four eyes). Comments must be settled.
    """
    locked = _locked(design, seen)
    request = _reviewable(locked, by)
    if newest_number(locked.number) != newest:
        raise _overtaken(locked.number)
    if count := open_threads(locked):
        raise OpenComments(count)
    _set_state(locked, DesignState.APPROVED)
    moment = request.effective_from
    return _step(locked, StepKind.APPROVED, by, note, follows=request, newest=newest, effective_from=moment)


@transaction.atomic
def send_back(*, design: Design, by: User, note: str, seen: int) -> ReviewStep:
    """A second person says what is to be mended first."""
    locked = _locked(design, seen)
    request = _reviewable(locked, by)
    note = _needed(note, _("理由がありません。何を直してほしいのかを書いてください。例）対象の方の説明が足りません"))
    _set_state(locked, DesignState.EDITING)
    return _step(locked, StepKind.RETURNED, by, note, follows=request)


@transaction.atomic
def publish_design(*, design: Design, by: User, note: str, effective_from: datetime | None) -> ProcedureVersion:
    """Publish what was approved, end the design, and keep why. `effective_from`: None for now.

    Never before the moment that was approved. Raises DefinitionError where something that the text refers to is gone
    since, and PublishedMeanwhile where another version came since the approval.
    """
    locked = _locked(design)
    approval = standing_of(locked).approval
    if approval is None:
        raise StepNotNow(_("公開するには、もう一人の管理者の承認が必要です。確認を依頼してください。"))
    if count := open_threads(locked):
        raise OpenComments(count)
    _refuse_too_early(approval, effective_from)
    version = publish(
        number=locked.number,
        department=locked.department,
        document=_whole(locked),
        by=by,
        effective_from=effective_from,
        expected=approval.newest,
    )
    if version.number <= approval.newest:
        raise _nothing_new(version)
    end_design(design=locked, by=by, ending=Ending.PUBLISHED)
    _step(
        locked,
        StepKind.PUBLISHED,
        by,
        note,
        follows=approval,
        version=version,
        effective_from=effective_from,
    )
    design.ended_at, design.ending = locked.ended_at, locked.ending
    return version


@transaction.atomic
def discard(*, design: Design, by: User, note: str) -> ReviewStep:
    """Give up a design. Nothing is deleted: `go_on_with` begins again where it ended."""
    locked = _locked(design)
    end_design(design=locked, by=by, ending=Ending.DISCARDED)
    design.ended_at, design.ending = locked.ended_at, locked.ending
    return _step(locked, StepKind.DISCARDED, by, note)


@transaction.atomic
def go_on_with(*, ended: Design, by: User, number: int) -> Design:
    """A new design that begins with the text of an ended one after its operation `number`. Raises DesignExists."""
    begun = start_design(
        number=ended.number,
        department=ended.department,
        document=document_at(ended, number),
        by=by,
        origin=Origin(ended.origin),
        base=ended.base,
        note=ended.origin_note,
    )
    Design.objects.filter(pk=begun.pk).update(continues=ended)
    begun.continues = ended
    return begun


def _locked(design: Design, seen: int | None = None) -> Design:
    # Locked without a join: after waiting, PostgreSQL looks at the row anew but at the joined ones as they were, and a
    # row that names somebody else since would not be found.
    locked = Design.objects.select_for_update().get(pk=design.pk)
    if locked.ended_at is not None:
        raise Over
    if seen is not None and locked.revision != seen:
        raise ChangedSinceSeen(locked.changed_by.name)
    return locked


def _open_request(design: Design) -> ReviewStep:
    request = standing_of(design).request
    if request is None:
        raise StepNotNow(_("確認の依頼は、今はありません。すでに答えが出たか、内容が変わって取り消されました。"))
    return request


def _reviewable(design: Design, by: User) -> ReviewStep:
    request = _open_request(design)
    if reason := why_not_review(design, request, by):
        raise StepNotNow(reason)
    return request


def _warnings(design: Design) -> int:
    """How many warnings there are. Raises where there are errors."""
    findings = findings_of(design)
    errors = sum(one.kind == "error" for one in findings)
    if errors:
        words = _("直すところが%(count)d件あります。すべて直してから、確認を依頼してください。")
        raise StepNotNow(words % {"count": errors})
    return len(findings)


def _refuse_nothing_new(design: Design, moment: datetime | None) -> None:
    before = in_force(design, moment)
    if before is None or before.department_id not in {None, design.department_id}:
        return
    try:
        text = dump(parse(_whole(design)))
    except DefinitionError:  # told as errors before
        return
    if text == dump(before.definition):
        raise _nothing_new(before)


def _nothing_new(version: ProcedureVersion) -> StepNotNow:
    words = _("公開中の版%(number)dと内容が同じです。変えるところがないため、公開は必要ありません。")
    return StepNotNow(words % {"number": version.number})


def _refuse_too_early(approval: ReviewStep, moment: datetime | None) -> None:
    approved = approval.effective_from
    if approved is not None and (moment or timezone.now()) < approved:
        words = _("承認された開始日時（%(moment)s）より前には公開できません。")
        raise BadMoment(words % {"moment": short(approved)})


def _is_overtaken(design: Design) -> bool:
    """Whether an approval was given for the comparison with another version than is the newest now."""
    approval = standing_of(design).approval
    return approval is not None and approval.newest != newest_number(design.number)


def _overtaken(number: int) -> PublishedMeanwhile:
    newest = ProcedureVersion.objects.select_related("published_by").defer("document")
    found = newest.filter(procedure__number=number).latest("number")
    return PublishedMeanwhile(found.number, found.published_by.name if found.published_by else "", found.published_at)


def _whole(design: Design) -> Document:
    return {**design.decoded(), "format": 1}


def _needed(note: str, missing: str) -> str:
    if not note.strip():
        raise NoteMissing(missing)
    return note


def _set_state(design: Design, state: DesignState) -> None:
    design.state = state
    design.save(update_fields=["state"])


def _step(design: Design, kind: StepKind, by: User, note: str, **given: Any) -> ReviewStep:
    return ReviewStep.objects.create(
        design=design,
        kind=kind,
        by=by,
        note=note.strip()[:LONGEST_NOTE],
        revision=design.revision,
        digest=digest_of(design),
        **given,
    )
