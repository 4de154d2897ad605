from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User


class DisclosureEntry(models.Model):
    """One look of a staff member at a citizen's data. Append-only: PostgreSQL refuses change and deletion."""

    # The application that was read, by its identifier: applications stand above this room.
    subject = models.UUIDField(_("対象"))
    citizen = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    department = models.SlugField(_("課の符号"), max_length=40)
    purpose = models.CharField(_("目的"), max_length=200)
    # Whether it was this person's own work: the case was assigned to the reader.
    own = models.BooleanField(_("担当"), default=False)
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("閲覧の記録")
        indexes = [
            models.Index(fields=["subject", "at"], name="disclosure_subject"),
            models.Index(fields=["citizen", "at"], name="disclosure_citizen"),
            models.Index(fields=["at"], condition=models.Q(own=False), name="disclosure_others_work"),
        ]


class ReadingWatch(models.Model):
    """Somebody whose data are read only with a reason: a well-known person, or somebody near a staff member.

    Names and places are kept as keyed hashes to compare, and encrypted to be shown to the supervisor who wrote them.
    """

    # None: whoever of the staff reads. Otherwise: this staff member only, who is related or lives near.
    reader = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    key = models.CharField(_("照合用の値"), max_length=32)
    shown = models.TextField(_("暗号化した名前"))
    department = models.SlugField(_("課の符号"), max_length=40)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("登録日時"), default=timezone.now)

    class Meta:
        verbose_name = _("注意する閲覧")
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "key", "department"], name="reading_watch_once", nulls_distinct=False
            ),
        ]


class Rule(models.TextChoices):
    NOTABLE = "notable", _("注意が必要な人の申請")
    NEAR = "near", _("親族や近所の人の申請")
    MANY = "many", _("短い時間に多くの申請")


class ReadingFlag(models.Model):
    """A look that a supervisor should ask about. Written by the portal; a supervisor closes it with a note."""

    entry = models.ForeignKey(DisclosureEntry, on_delete=models.PROTECT, related_name="flags")
    rule = models.CharField(_("理由"), max_length=10, choices=Rule.choices)
    count = models.PositiveIntegerField(_("件数"), default=1)
    at = models.DateTimeField(_("日時"), default=timezone.now)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("確認日時"), null=True, blank=True)
    note = models.CharField(_("確認の結果"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("確認する閲覧")
        constraints = [
            models.CheckConstraint(condition=models.Q(rule__in=Rule.values), name="reading_flag_rule_known"),
            models.UniqueConstraint(fields=["entry", "rule"], name="reading_flag_once"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True, note="")
                | (models.Q(closed_at__isnull=False, closed_by__isnull=False) & ~models.Q(note="")),
                name="reading_flag_closed_by_somebody_with_a_note",
            ),
        ]
        indexes = [
            models.Index(fields=["-at"], condition=models.Q(closed_at=None), name="reading_flag_open"),
        ]
