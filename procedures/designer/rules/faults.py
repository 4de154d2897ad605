"""What is wrong with a rule that is being written, for people who do not know that it is a rule."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from procedures.definitions.rule_types import Finding
from procedures.definitions.rules import MAX_DEPTH, MAX_NODES, RuleError


def about_types(finding: Finding) -> str:
    """A finding of the type check in words."""
    context: Mapping[str, object] = finding.context
    words = {
        "rule_unknown_name": _("「%(name)s」という質問や計算はありません。選び直してください。"),
        "rule_unknown_part": _("「%(name)s」はありません。選び直してください。"),
        "rule_item_outside_row": _("一覧の行の中の質問は、ここでは使えません。選び直してください。"),
        "rule_result_type": _(
            "ここには「%(expected)s」が必要ですが、「%(found)s」になっています。選び直してください。"
        ),
        "rule_argument_type": _(
            "ここには「%(expected)s」が必要ですが、「%(found)s」になっています。選び直してください。"
        ),
        "rule_different_types": _("「%(left)s」と「%(right)s」は比べられません。同じ種類のものを選んでください。"),
        "rule_mixed_types": _("「%(left)s」と「%(right)s」が混ざっています。どちらかにそろえてください。"),
        "rule_not_comparable": _("一覧や、部分に分かれた答えは比べられません。その中の部分を選んでください。"),
        "rule_no_order": _("大小や前後を比べられるのは、数・日付・時刻だけです。「どうなら」を選び直してください。"),
        "rule_compares_null": _("「値なし」とは比べられません。「答えがない」を選んでください。"),
        "rule_not_list": _("ここには一覧が必要です。行のある質問を選んでください。"),
        "rule_unknown_option": _("選択肢「%(value)s」はもうありません。選び直してください。"),
    }
    return words.get(finding.code, _("組み合わせが正しくありません。選び直してください。")) % context


def about_limits(error: RuleError) -> str:
    """Why a rule cannot be kept although every field is filled in."""
    if error.code in {"rule_too_deep", "rule_too_large"}:
        split = _("途中までを「計算」として別に作り、ここではそれを選んでください。")
        if error.code == "rule_too_deep":
            return _("入れ子が深すぎます（%(limit)d段まで）。") % {"limit": MAX_DEPTH} + split
        return _("条件や計算が大きすぎます（%(limit)d個まで）。") % {"limit": MAX_NODES} + split
    if error.code == "rule_nested_rows":
        return _("行の条件の中では、ほかの一覧を数えたり調べたりできません。「計算」として別に作ってください。")
    if error.code == "rule_arguments":
        return _("並べられるのは50個までです。いくつか外してください。")
    return _("この条件や計算は保存できません。いくつか外してください。")
