from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.access.actors import Staff, Visitor
from identity.people.models import User
from procedures.applications.models.sealed import Sealed
from procedures.catalogue.models import Procedure, ProcedureVersion


class State(models.TextChoices):
    RECEIVED = "received", _("受付済み")
    IN_REVIEW = "in_review", _("審査中")
    CORRECTION = "correction", _("修正待ち")
    DECIDED = "decided", _("決定済み")
    COMPLETED = "completed", _("完了")
    WITHDRAWN = "withdrawn", _("取下げ")


class Outcome(models.TextChoices):
    NONE = "", _("なし")
    APPROVED = "approved", _("認める")
    REFUSED = "refused", _("認めない")


class FeeState(models.TextChoices):
    """How far the fee of an application is, as the workflow knows it; the truth about money stands in payments.

    The two `…_FIRST` hold up the review (timing before_review), the other two what follows it. OPEN: staff have to fix
    the amount; DUE: it is fixed and not paid.
    """

    NONE = "", _("納めるものなし")
    OPEN_FIRST = "open_first", _("金額の確定待ち")
    DUE_FIRST = "due_first", _("納付待ち")
    OPEN = "open", _("金額の確定待ち")
    DUE = "due", _("納付待ち")
    SETTLED = "settled", _("納付済み")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def for_citizen(self, visitor: Visitor) -> Self:
        """The visitor's own: by account, or by a grant to the draft it came from or to the application itself."""
        mine = Q(owner=None) & (Q(draft_id__in=visitor.grants) | Q(pk__in=visitor.grants))
        if visitor.user_id is not None:
            mine |= Q(owner=visitor.user_id)
        return self.filter(mine)

    def for_clerk(self, staff: Staff) -> Self:
        """Applications of the departments in which this staff member has a handling role today."""
        return self.filter(department__in=staff.handled)

    def standing(self) -> Self:
        """Neither withdrawn nor refused."""
        return self.exclude(state=State.WITHDRAWN).exclude(outcome=Outcome.REFUSED)


class Application(Sealed):
    """What a citizen sent in. Changed only by the commands of procedures.workflow, never by a page."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    receipt = models.CharField(_("受付番号"), max_length=9, unique=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    department = models.SlugField(_("課の符号"), max_length=40)
    # The draft it came from: submitting the same draft twice is one application.
    draft_id = models.UUIDField(_("下書き"), unique=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    state = models.CharField(_("状態"), max_length=12, choices=State.choices, default=State.RECEIVED)
    outcome = models.CharField(_("結果"), max_length=10, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    fee = models.CharField(_("手数料"), max_length=10, choices=FeeState.choices, blank=True, default="", db_default="")
    # The expected version of a command: two people acting at once are told apart by it.
    revision = models.PositiveIntegerField(_("改訂"), default=1)
    answers_number = models.PositiveIntegerField(_("回答の改訂"), default=1)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    submitted_at = models.DateTimeField(_("申請日時"), default=timezone.now)
    # The promised date (標準処理期間): none where the law sets no clock. Days left stand still while stopped.
    due_on = models.DateField(_("期限"), null=True, blank=True)
    stopped_on = models.DateField(_("期限停止日"), null=True, blank=True)
    decided_at = models.DateTimeField(_("決定日時"), null=True, blank=True)
    closed_at = models.DateTimeField(_("終了日時"), null=True, blank=True)

    # How surely the portal knew who sent it (DS-511): the level, by which method, and when. Of the last sending.
    assurance_level = models.PositiveSmallIntegerField(_("本人確認レベル"), default=0, db_default=0)
    assurance_method = models.CharField(_("本人確認の方法"), max_length=20, blank=True, default="", db_default="")
    assured_at = models.DateTimeField(_("本人確認の日時"), null=True, blank=True)

    # What may stand only once (quotas.py); empty where anything may come again.
    once_key = models.CharField(max_length=32, blank=True, default="", db_default="")

    # Keyed hashes of normalised values, for search by clerks. See search_keys.py.
    name_key = models.CharField(max_length=32, blank=True, db_index=True)
    kana_key = models.CharField(max_length=32, blank=True, db_index=True)
    birth_key = models.CharField(max_length=32, blank=True, db_index=True)
    phone_key = models.CharField(max_length=32, blank=True, db_index=True)
    # Sealed JSON: {"name": …, "email": …}, what lists and notices need without opening all answers.
    digest = models.BinaryField(_("要約"))
    # Answers that the definition marks for statistics and as not personal, in the clear.
    open_answers = models.JSONField(_("統計用"), default=dict)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("申請")
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "once_key"],
                condition=~Q(once_key="") & ~Q(state=State.WITHDRAWN) & ~Q(outcome=Outcome.REFUSED),
                name="application_stands_once",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="application_state_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="application_outcome_known"),
            models.CheckConstraint(condition=Q(fee__in=FeeState.values), name="application_fee_known"),
            models.CheckConstraint(
                condition=Q(decided_at=None) | ~Q(outcome=""), name="application_decision_has_outcome"
            ),
            models.CheckConstraint(
                condition=Q(assurance_level__lte=1) | (Q(assurance_level__lte=3) & Q(assured_at__isnull=False)),
                name="application_assurance_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CORRECTION) | Q(stopped_on=None), name="application_clock_stops_in_correction"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.IN_REVIEW) | Q(assignee__isnull=False), name="application_review_has_assignee"
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state", "due_on", "submitted_at", "id"], name="application_queue"),
            models.Index(fields=["assignee", "state", "due_on", "submitted_at", "id"], name="application_mine"),
            models.Index(
                fields=["department", "-closed_at", "-id"],
                condition=Q(state__in=["completed", "withdrawn"]),
                name="application_closed",
            ),
            models.Index(fields=["owner", "-submitted_at"], name="application_owner"),
            models.Index(
                fields=["department", "state", "due_on", "submitted_at", "id"],
                condition=Q(fee__in=["due_first", "due"]),
                name="application_unpaid",
            ),
        ]


class AnswerRevision(models.Model):
    """The answers as sent, sealed with the application's key; a correction adds one, none is changed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answer_revisions")
    number = models.PositiveIntegerField(_("番号"))
    answers = models.BinaryField(_("回答"))
    # The card signature of this sending (identity.signatures): what it was made for, which is the draft it came from,
    # and the SHA-256 of the canonical form that was signed. None and "": unsigned.
    signed_as = models.UUIDField(_("署名の対象"), null=True, blank=True)
    signed_digest = models.CharField(
        _("署名した内容のハッシュ値"), max_length=64, blank=True, default="", db_default=""
    )
    created_at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("回答")
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="answer_revision_once")]
