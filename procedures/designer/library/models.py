"""Blocks with their versions, and what became of them in designs."""

import json
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from procedures.designer.documents import Document


class Block(models.Model):
    """A block under a name of its own; what it holds stands in its versions."""

    code = models.SlugField(_("符号"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("部品")


class BlockVersionQuerySet(models.QuerySet["BlockVersion"]):
    def newest(self) -> Self:
        """The newest version of each block, in the order in which the blocks came."""
        found = self.order_by("block", "-number").distinct("block").values("pk")
        return self.filter(pk__in=found).select_related("block", "by").order_by("block")


class BlockVersion(models.Model):
    """What a block holds. Append-only: PostgreSQL refuses otherwise.

    `document`: JSON in the shape of a definition that has one page (of a block of items, one without a name), and the
    values and evidence that the page needs. `note`: what was changed, for those who use the block.
    """

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版"))
    title = models.CharField(_("名前"), max_length=60)
    summary = models.CharField(_("説明"), max_length=200)
    document = models.TextField(_("内容"))
    note = models.CharField(_("変えたこと"), max_length=200, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # empty: comes with it
    at = models.DateTimeField(_("日時"), default=timezone.now)

    objects = BlockVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("部品の版")
        constraints = [models.UniqueConstraint(fields=["block", "number"], name="block_version_once")]

    def decoded(self) -> Document:
        """The document. Changing what comes back changes nothing here."""
        decoded: Document = json.loads(self.document)
        return decoded


class UseKind(models.TextChoices):
    """What was done with a block in a design."""

    INSERTED = "inserted", _("入れた")
    UPDATED = "updated", _("新しい版にした")
    DECLINED = "declined", _("新しい版にしない")
    CARRIED = "carried", _("写しと一緒に来た")


class BlockUse(models.Model):
    """One line of what became of a copy of a block. Append-only: PostgreSQL refuses otherwise.

    `copy`: the same in all lines of one copy. `names`: what the parts of the block are called in the design, by kind
    (pages, items, values, evidence) and by their names in the block. `operation`: what did it; a line whose operation
    was taken back does not count.
    """

    copy = models.UUIDField(_("写し"))
    kind = models.CharField(_("内容"), max_length=10, choices=UseKind.choices)
    design = models.ForeignKey("procedures_designer.Design", on_delete=models.PROTECT, related_name="block_uses")
    operation = models.ForeignKey(
        "procedures_designer.DesignOperation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.ForeignKey(BlockVersion, on_delete=models.PROTECT, related_name="+")
    names = models.JSONField(_("名前"), default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("部品の使用")
        constraints = [models.CheckConstraint(condition=Q(kind__in=UseKind.values), name="block_use_kind_known")]
        indexes = [models.Index(fields=["design", "copy", "id"], name="block_use_of_a_copy")]
