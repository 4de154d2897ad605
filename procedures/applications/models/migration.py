from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from procedures.catalogue.models import ProcedureVersion


class DraftMigration(models.Model):
    """A draft was moved to another version of its procedure: who did it, when, from where to where, with which effect.

    Append-only (PostgreSQL refuses otherwise), and outlives the draft, which ends when it is sent.
    """

    draft_id = models.UUIDField(_("下書き"), db_index=True)
    from_version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    # None: moved by a command on the portal's own machine.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    # Which items were concerned, by id; never what was answered.
    effect = models.JSONField(_("影響"), default=dict)

    class Meta:
        verbose_name = _("下書きの移動")
        indexes = [models.Index(fields=["to_version", "-at"], name="draft_migration_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_version=models.F("to_version")), name="draft_migration_goes_elsewhere"
            ),
        ]
