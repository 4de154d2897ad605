from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from procedures.applications.models.sealed import Sealed
from procedures.catalogue.models import ProcedureVersion


class MandateState(models.TextChoices):
    OPEN = "open", _("本人の確認待ち")
    CONFIRMED = "confirmed", _("委任された")
    REFUSED = "refused", _("断られた")
    WITHDRAWN = "withdrawn", _("取り消された")


class Mandate(Sealed):
    """Somebody (the principal) is asked to let somebody else (the proxy) send exactly one thing in their name.

    What is mandated is sealed; `digest` is the SHA-256 of it, so that what changes afterwards is not mandated.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Written like a receipt number, to be told on the telephone. It opens nothing without the principal's own card.
    number = models.CharField(_("委任番号"), max_length=9, unique=True)
    draft_id = models.UUIDField(_("下書き"), db_index=True)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    proxy = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    principal = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("状態"), max_length=10, choices=MandateState.choices, default=MandateState.OPEN)
    digest = models.CharField(_("委任する内容のハッシュ値"), max_length=64)
    # Sealed JSON: see mandates.Asked.
    contents = models.BinaryField(_("委任する内容"))
    created_at = models.DateTimeField(_("作成日時"), default=timezone.now)
    expires_at = models.DateTimeField(_("期限"))
    decided_at = models.DateTimeField(_("本人が決めた日時"), null=True, blank=True)
    # How surely the portal knew the principal; the signature is found by this row's id (identity.signatures).
    assurance_level = models.PositiveSmallIntegerField(_("本人確認レベル"), default=0)
    assurance_method = models.CharField(_("本人確認の方法"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("委任")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MandateState.values), name="mandate_state_known"),
            models.CheckConstraint(
                condition=Q(state=MandateState.OPEN) | Q(decided_at__isnull=False), name="mandate_decided_has_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state=MandateState.CONFIRMED) | Q(assurance_level__gte=2), name="mandate_needs_the_card"
            ),
            models.UniqueConstraint(
                fields=["draft_id"], condition=Q(state=MandateState.OPEN), name="mandate_open_once_per_draft"
            ),
        ]


class MandateEvent(models.Model):
    """What happened with a mandate; append-only, without personal data. `actor`: who was signed in."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="events")
    event = models.CharField(_("できごと"), max_length=10)  # asked, a state, or used
    # Kept when the account is deleted: a number that then names nobody.
    actor = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("委任の記録")
        indexes = [models.Index(fields=["mandate", "at"], name="mandate_event_order")]
