"""Where a design stands on its way to being published, and who may say what about it. Reads only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.designer.models import Design, DesignOperation, DesignState, Origin, ReviewStep, StepKind


def digest_of(design: Design) -> str:
    """What a request and an approval are about: the text and the department, in every byte."""
    return hashlib.sha256(f"{design.department_id}\n{design.document}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """`last`: the newest step, if any. At most one of `request` and `approval` is there.

    request: asked for and not answered, of the present text. approval: of the present text, not used yet.
    """

    last: ReviewStep | None
    request: ReviewStep | None
    approval: ReviewStep | None

    @property
    def lapsed(self) -> ReviewStep | None:
        """A request or approval that counts no longer, because the design was changed since."""
        waits = self.last is not None and self.last.kind in {StepKind.ASKED, StepKind.APPROVED}
        return self.last if waits and not (self.request or self.approval) else None

    @property
    def returned(self) -> ReviewStep | None:
        return self.last if self.last is not None and self.last.kind == StepKind.RETURNED else None


def standing_of(design: Design) -> Standing:
    """One SQL statement."""
    last = design.review_steps.select_related("by", "follows__by").order_by("-pk").first()
    counts = last is not None and last.revision == design.revision and last.digest == digest_of(design)
    asked = last if counts and last is not None and last.kind == StepKind.ASKED else None
    approved = last if counts and last is not None and last.kind == StepKind.APPROVED else None
    return Standing(last, asked, approved)


def authors_of(design: Design) -> frozenset[int]:
    """Ids of everybody whose words may be in the text: who changed it since its base, and who brought the first text.

    Beginning with a published version brings no words. Of a design that goes on where an earlier one ended, the authors
    of the earlier one are authors, too. One SQL statement, two more for each such step back.
    """
    found: set[int] = set()
    one: Design | None = design
    while one is not None:
        found.update(DesignOperation.objects.filter(design=one).order_by().values_list("by_id", flat=True).distinct())
        if one.continues_id is None and one.origin != Origin.VERSION:
            found.add(one.started_by_id)
        one = Design.objects.get(pk=one.continues_id) if one.continues_id else None
    return frozenset(found)


def why_not_review(design: Design, request: ReviewStep, by: User) -> str:
    """Why this person may not review the design; "" if nothing stands against it."""
    if by.pk == request.by_id:
        return _("確認を依頼した人は、自分では確認できません。ほかの管理者に確認してもらってください。")
    if by.pk in authors_of(design):
        return _("この手続の作成に加わった人は、確認できません。作成に加わっていない管理者に確認してもらってください。")
    return ""


def waiting_steps() -> QuerySet[ReviewStep]:
    """The requests that wait for a second person."""
    return ReviewStep.objects.filter(
        kind=StepKind.ASKED,
        followed_by=None,
        revision=F("design__revision"),
        design__ended_at=None,
        design__state=DesignState.IN_REVIEW,
    )


def waiting_for_review() -> Sequence[ReviewStep]:
    """The same with what a list shows, the oldest first. One SQL statement."""
    return list(waiting_steps().select_related("design", "by").defer("design__document").order_by("pk"))
