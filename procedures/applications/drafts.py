"""Drafts: start, read, save, expire. What is typed is kept, valid or not."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from identity.access.actors import Visitor
from identity.methods.contact.codes import SentCode
from procedures.applications.models import Draft
from procedures.applications.sealing import new_key, seal, unseal
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definitions import Applicant

LIFETIME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a draft holds, sealed.

    answers: normalised values by item id, of every page that passed, also of items hidden now.
    typed: raw form values by page id, of pages left with faults, so that nothing typed is lost.
    email: a guest's address for the resume link and notices; confirmed once a code sent to it came back.
    code: the code on its way to an address.
    acting: who fills it in for somebody else; see acting.py.
    characters: the true characters of a name or address which the card cannot hold, in the person's own words.
    parked: answers whose items the draft's version does not have; see parking.py.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    email: str = ""
    email_confirmed: bool = False
    parked: dict[str, Any] = field(default_factory=dict)
    code: SentCode | None = None
    acting: dict[str, str] = field(default_factory=dict)
    characters: str = ""


def contact_of(contents: Contents, applicant: Applicant) -> str:
    """Where notices of the application will go; empty if nowhere."""
    return applicant.email or contents.email


class DraftChanged(Exception):
    """Another tab saved this draft since the page was shown."""


def kept_until(version: ProcedureVersion, now: datetime) -> datetime:
    """Until when a draft saved now is kept: not longer than drafts of a closed procedure may be finished.

    Reads `version.procedure`, which whoever shows a draft has read.
    """
    latest = version.procedure.drafts_until
    return now + LIFETIME if latest is None else min(now + LIFETIME, latest)


def start_draft(*, version: ProcedureVersion, visitor: Visitor, contents: Contents | None = None) -> Draft:
    """Start a draft pinned to this version. A guest's browser must be given a grant to its id by the page."""
    draft_id = uuid4()
    key = new_key(draft_id)
    draft = Draft(
        id=draft_id,
        version=version,
        owner_id=visitor.user_id,
        wrapped_key=key.wrapped_key,
        key_name=key.key_name,
        expires_at=kept_until(version, timezone.now()),
    )
    draft.contents = seal_contents(draft, contents or Contents())
    draft.save(force_insert=True)
    return draft


def seal_contents(draft: Draft, contents: Contents) -> bytes:
    """What is parked, and a code, is written only where there is any: the releases before do not know it."""
    written = asdict(contents)
    for newer in ("parked", "code", "acting", "characters"):
        if not written[newer]:
            del written[newer]
    return seal(draft, "contents", json.dumps(written, ensure_ascii=False).encode())


def read_draft(draft: Draft) -> Contents:
    read = json.loads(unseal(draft, "contents", draft.contents))
    if "code" in read:
        read["code"] = SentCode(**read["code"])
    return Contents(**read)


def save_draft(draft: Draft, contents: Contents, *, expected_revision: int) -> None:
    """Write the contents if nobody else did since `expected_revision`; put off the expiry. One SQL statement.

    Raises DraftChanged.
    """
    now = timezone.now()
    saved = Draft.objects.filter(pk=draft.pk, revision=expected_revision).update(
        contents=seal_contents(draft, contents),
        revision=expected_revision + 1,
        saved_at=now,
        expires_at=now + LIFETIME if draft.corrects_id else kept_until(draft.version, now),
        reminded_at=None,
    )
    if not saved:
        raise DraftChanged
    draft.revision = expected_revision + 1


def adopt_drafts(*, visitor: Visitor, user_id: int) -> int:
    """Give a guest's drafts to the account this browser just signed in to. Returns how many."""
    return Draft.objects.filter(pk__in=visitor.grants, owner=None).update(owner=user_id)


def end_drafts(procedure: Procedure) -> int:
    """Let the open drafts of a procedure that closes end with its deadline, those of corrections not. How many do."""
    if procedure.drafts_until is None:
        return 0
    drafts = Draft.objects.filter(version__procedure=procedure, corrects=None, expires_at__gt=procedure.drafts_until)
    return drafts.update(expires_at=procedure.drafts_until)


def expire() -> int:
    """Delete drafts past their date; with the row goes the key of what was typed. Returns how many."""
    deleted, _ = Draft.objects.filter(expires_at__lte=timezone.now()).delete()
    return deleted
