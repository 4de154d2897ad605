from django.db import models
from django.utils.translation import gettext_lazy as _


class Sealed(models.Model):
    """A row with a data key of its own, wrapped by a key of the portal's ring. See sealing.py."""

    wrapped_key = models.BinaryField(_("包まれた鍵"))
    key_name = models.CharField(_("鍵の名前"), max_length=40)

    class Meta:
        abstract = True
