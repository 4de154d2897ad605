"""What a procedure contains, at a glance: for one that is new, where there is nothing to compare with."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from procedures.catalogue.models import Department
from procedures.definitions import Definition, Page
from procedures.definitions.items import GroupItem, Item, ListItem, TextBlockItem
from procedures.definitions.rules import Rule
from procedures.definitions.setting_names import VALUES
from procedures.designer.listing import Row


def summary_rows(definition: Definition, department: Department) -> list[dict[str, str]]:
    """For `summary_list`."""
    questions = sum(not isinstance(item, TextBlockItem | GroupItem) for item in definition.items())
    period = definition.standard_period
    years = definition.retention.years
    rows = (
        (_("名前"), definition.title.ja),
        (_("種類"), VALUES["kind"][definition.kind]),
        (_("担当の課"), department.name),
        (_("概要"), definition.summary.ja),
        (_("できる方"), definition.who.ja),
        (_("根拠法令"), "\n".join(f"{one.law} {one.article or ''}".strip() for one in definition.legal_basis)),
        (_("本人確認"), _("レベル%(level)d（%(reason)s）") % _assurance(definition)),
        (_("ページと項目"), _("%(pages)dページ、%(items)d項目") % {"pages": len(definition.pages), "items": questions}),
        (_("手数料"), fees_in_words(definition)),
        (_("審査の段階"), "→".join(stage.title for stage in definition.workflow.stages)),
        (_("標準処理期間"), _("%(days)d開庁日") % {"days": period.business_days} if period else _("定めない")),
        (_("書類"), _("%(count)d件") % {"count": len(definition.documents)}),
        (_("保存期間"), _("%(years)d年") % {"years": years} if years else _("常用")),
    )
    return [{"label": label, "value": value or _("なし")} for label, value in rows]


def _assurance(definition: Definition) -> dict[str, object]:
    return {"level": definition.assurance.level, "reason": definition.assurance.reason}


def fees_in_words(definition: Definition) -> str:
    if not definition.fees.lines:
        return _("なし")
    return _("%(count)d種類（%(timing)sに納める）") % {
        "count": len(definition.fees.lines),
        "timing": VALUES["timing"][definition.fees.timing],
    }


def page_tables(definition: Definition) -> list[dict[str, object]]:
    """Each page with its items as rows of a table: name, type, whether it must be answered."""
    return [{"title": page.title.ja, "rows": [_row(item) for item in _walk(page)]} for page in definition.pages]


def page_columns() -> list[dict[str, str]]:
    return [{"label": label} for label in (_("項目"), _("種類"), _("要否"), _("表示"))]


def _walk(page: Page) -> Iterator[Item]:
    return page.walk()


def _row(item: Item) -> Row:
    label = getattr(item, "label", None) or getattr(item, "body", "")
    required = getattr(item, "required", None)
    when = item.when
    return {
        "cells": [
            {"value": str(label).split("\n")[0], "header": True},
            VALUES["type"].get(item.type, item.type),
            _need(item, required),
            _("条件による") if isinstance(when, Rule) else _("いつも"),
        ]
    }


def _need(item: Item, required: object) -> str:
    if isinstance(item, ListItem | GroupItem | TextBlockItem) or not isinstance(required, Rule):
        return "–"
    if required == Rule.TRUE:
        return _("必須")
    return _("任意") if required == Rule.FALSE else _("条件による")
