"""A sign-in under way: from the button that leaves the portal to the answer that comes back."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User

LIFETIME = timedelta(minutes=10)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def alive(self) -> "AttemptQuerySet":
        return self.filter(started_at__gt=timezone.now() - LIFETIME)

    def over(self) -> "AttemptQuerySet":
        return self.filter(started_at__lte=timezone.now() - LIFETIME)


class Attempt(models.Model):
    """One use of one `state`. Taking it is a conditional UPDATE, so that two answers with one state give one sign-in.

    A row, not the session: guests have none before they sign in, and a session cannot be taken from atomically.
    `browser` is the hash of a cookie: an answer brought by another browser finds nothing (login CSRF).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(_("stateのハッシュ"), max_length=64, unique=True)
    browser = models.CharField(_("ブラウザーのハッシュ"), max_length=64)
    method = models.SlugField(_("方法"), max_length=20)
    level = models.SmallIntegerField(_("本人確認レベル"))
    next_path = models.CharField(_("戻り先"), max_length=500)
    nonce = models.CharField(max_length=64)
    code_verifier = models.CharField(max_length=128)
    # Who was signed in at the start; the answer must meet the same person.
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # A signature under way: the request of identity.signatures, and the provider's transaction.
    signature_request = models.UUIDField(_("署名の依頼"), null=True, blank=True)
    transaction = models.CharField(_("署名の取引"), max_length=64, blank=True)
    started_at = models.DateTimeField(_("開始"), default=timezone.now)
    taken_at = models.DateTimeField(_("応答"), null=True, blank=True)
    # What was proved and waits for the person's consent to bind it, encrypted.
    proof = models.TextField(blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("本人確認の途中")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3]), name="attempt_level_known"),
            models.CheckConstraint(condition=Q(proof="") | Q(taken_at__isnull=False), name="attempt_proved_was_taken"),
        ]
        indexes = [models.Index(fields=["started_at"], name="attempt_started")]
