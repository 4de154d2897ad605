from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures.applications.models.application import Application
from procedures.catalogue.models import Slot


class Booking(models.Model):
    """A place of a slot that an application has; gone when it is given back. A trigger counts it on the slot."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="bookings")
    item = models.CharField(_("項目"), max_length=60)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("予約日時"), default=timezone.now)

    class Meta:
        verbose_name = _("予約")
        constraints = [models.UniqueConstraint(fields=["application", "item"], name="booking_once")]
