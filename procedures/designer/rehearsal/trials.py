"""Trials: begun, filled in, taken on step by step, begun anew, ended. Everything a person typed is sealed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from identity.access.actors import Staff
from identity.access.assurance import Level
from procedures.applications.sealing import SealBroken, new_key, seal, unseal
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.sources import Source

KEPT = timedelta(days=30)
_BETWEEN_STEPS = timedelta(minutes=5)
_LATEST_BEGINNING = time(18)  # whoever tries something at midnight still sees one day's steps on one day
Typed = dict[str, dict[str, list[str]]]


class TrialChanged(Exception):
    """Another tab saved this trial since the page was shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody of the play did. `at`: ISO moment on the play's clock; `said`: what the verb takes."""

    verb: str
    at: str
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a trial holds, sealed. `day`: ISO, which day it is in the play; answers and typed: as those of a draft.

    `acting`: on which ground somebody applies for the person ("" where nobody does). `mandated`: the fingerprint of
    what the person let that one do; `refused`: of what not.
    """

    day: str
    answers: dict[str, Any] = field(default_factory=dict)
    typed: Typed = field(default_factory=dict)
    acting: str = ""
    mandated: str = ""
    refused: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def today(self) -> date:
        return date.fromisoformat(self.day)

    @property
    def now(self) -> datetime:
        """The moment at which the next thing happens: later than everything that has happened."""
        clock = min(timezone.localtime().time(), _LATEST_BEGINNING) if not self.steps else time(9)
        wanted = timezone.make_aware(datetime.combine(self.today, clock.replace(microsecond=0)))
        return max([wanted, *(step.moment + _BETWEEN_STEPS for step in self.steps[-1:])])


def start_trial(*, by: Staff, source: Source, person: str, level: Level, day: date) -> Trial:
    trial_id = uuid4()
    key = new_key(trial_id)
    trial = Trial(
        id=trial_id,
        number=source.number,
        user_id=by.user_id,
        document=source.document,
        version=source.version,
        department=source.department,
        person=person,
        level=level,
        wrapped_key=key.wrapped_key,
        key_name=key.key_name,
    )
    trial.contents = _sealed(trial, Contents(day=day.isoformat()))
    trial.save(force_insert=True)
    return trial


def find_trial(*, staff: Staff, number: int, trial_id: UUID) -> Trial:
    """Raises Trial.DoesNotExist for somebody else's as for one that is not there."""
    return Trial.objects.of(staff).get(pk=trial_id, number=number)


def read_trial(trial: Trial) -> Contents:
    """What was filled in. Where the key is gone, the trial is empty as at its beginning."""
    try:
        read = json.loads(unseal(trial, "trial", trial.contents))
    except SealBroken:
        return Contents(day=timezone.localdate(trial.started_at).isoformat())
    return Contents(**(read | {"steps": tuple(Step(**step) for step in read["steps"])}))


def save_trial(trial: Trial, contents: Contents, **changed: Any) -> None:
    """Write contents and changed columns if nobody else did since. One SQL statement. Raises TrialChanged."""
    values: Mapping[str, Any] = {
        **changed,
        "contents": _sealed(trial, contents),
        "revision": trial.revision + 1,
        "changed_at": timezone.now(),
    }
    if not Trial.objects.filter(pk=trial.pk, revision=trial.revision).update(**values):
        raise TrialChanged
    for name, value in values.items():
        setattr(trial, name, value)


def end_trial(trial: Trial) -> None:
    """Delete it; with the row goes the key of what was typed."""
    Trial.objects.filter(pk=trial.pk).delete()


def purge_trials() -> int:
    """Delete trials that nobody touched for KEPT. Returns how many."""
    deleted, _by_kind = Trial.objects.filter(changed_at__lt=timezone.now() - KEPT).delete()
    return deleted


def _sealed(trial: Trial, contents: Contents) -> bytes:
    return seal(trial, "trial", json.dumps(asdict(contents), ensure_ascii=False).encode())
