"""A trial on the author's desk: the form as the person of the trial meets it. No SQL but for fees and slots."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from identity.access.actors import Visitor
from identity.access.assurance import Level
from procedures.applications.drafts import Contents as DraftContents
from procedures.definitions import Definition
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.people import Person, find_person
from procedures.designer.rehearsal.proxies import Proxy, find_proxy, fingerprint
from procedures.designer.rehearsal.sources import definition_of
from procedures.designer.rehearsal.trials import Contents, save_trial
from procedures.forms.journey import Journey
from procedures.forms.samples import filled, filled_page
from procedures.forms.sources import with_known
from procedures.workflow.levels import asks_mandate, missing_level

Typed = dict[str, list[str]]


@dataclass
class TrialDesk:
    trial: Trial
    contents: Contents

    @property
    def definition(self) -> Definition:
        return definition_of(self.trial.document)

    @property
    def person(self) -> Person:
        return find_person(self.trial.person)

    @property
    def level(self) -> Level:
        return Level(self.trial.level)

    @property
    def today(self) -> date:
        return self.contents.today

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the portal would know without asking: of the person, and of somebody who acts hardly anything."""
        if self.proxy is not None:
            return self.proxy.person.facts_as_proxy(self.definition, self.level)
        return self.person.facts(self.definition, self.level, self.today)

    @property
    def proxy(self) -> Proxy | None:
        """Who applies for the person; None where the person does it."""
        return find_proxy(self.definition, self.contents.acting)

    @property
    def sender(self) -> Person:
        """Who sits in front of the screen."""
        return self.proxy.person if self.proxy is not None else self.person

    @property
    def mandate_about(self) -> str:
        """What the person would let somebody do now. Another answer, another proxy or another text is another thing."""
        return fingerprint(self.trial.document, self.contents.acting, self.answers)

    @property
    def asks_mandate(self) -> bool:
        """Whether the person has a say in it, with the own card, before it is sent."""
        return self.proxy is not None and not self.is_sent and asks_mandate(self.definition, self.proxy.acting)

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The answers, with what the card says in its place."""
        return with_known(self.definition, self.contents.answers, self.facts, self.today)

    @cached_property
    def journey(self) -> Journey:
        return Journey(self.definition, self.answers, self.today, facts=self.facts)

    @property
    def known(self) -> dict[str, Any]:
        """What binding a page asks besides what was typed."""
        return {"answers": self.answers, "facts": self.facts, "today": self.today}

    @property
    def open_page(self) -> str | None:
        """The first page that keeps the trial from being sent; None when it can be."""
        unsettled = (page.id for page in self.journey.pages if page.id in self.contents.typed)
        return self.journey.first_incomplete() or next(unsettled, None)

    @property
    def missing_level(self) -> Level:
        """As for somebody real: the level that would have to be reached before this is sent."""
        email = self.sender.confirmed(self.level, self.journey.applicant)
        draft = DraftContents(email=email, email_confirmed=email != "")
        visitor = Visitor(email=self.sender.email, assurance=self.sender.assurance(self.level))
        return missing_level(self.journey, draft, visitor, correcting=self.is_sent)

    @property
    def is_sent(self) -> bool:
        return bool(self.contents.steps)

    def url(self, name: str, *more: object) -> str:
        return reverse(f"designer:try_{name}", args=[self.trial.number, self.trial.pk, *more])

    def address(self, page_id: str) -> str:
        return self.url("page", page_id)

    def put_down(self, page_id: str, *, answers: Mapping[str, Any], typed: Typed | None) -> None:
        """Save one page: its answers where it passed, what was typed where it did not. Raises TrialChanged."""
        kept = {name: data for name, data in self.contents.typed.items() if name != page_id}
        if typed is not None:
            kept[page_id] = typed
        self.save(replace(self.contents, answers=dict(answers), typed=kept))

    def fill(self, page_id: str) -> None:
        """Fill one page in with the person's sample answers. Raises TrialChanged and KeyError."""
        sample = self.person.sample(self.today)
        bound, _data = filled_page(
            self.definition, page_id, self.answers, person=sample, facts=self.facts, today=self.today
        )
        self.put_down(page_id, answers=bound.answers, typed=None if bound.is_valid else bound.typed)

    def fill_all(self) -> None:
        """Fill every page in. Raises TrialChanged."""
        sample = self.person.sample(self.today)
        answers, typed = filled(self.definition, person=sample, facts=self.facts, today=self.today)
        self.save(replace(self.contents, answers=answers, typed=typed))

    def save(self, contents: Contents, **changed: Any) -> None:
        """Nothing is written where nothing changed. Raises TrialChanged."""
        if contents == self.contents and not changed:
            return
        save_trial(self.trial, contents, **changed)
        self.contents = contents
        for derived in ("facts", "answers", "journey"):
            self.__dict__.pop(derived, None)
