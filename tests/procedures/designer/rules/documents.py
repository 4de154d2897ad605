"""A document with an answer of every kind, for rules to name."""

from typing import Any

from tests.procedures.definitions.small import document


def with_everything(**changes: Any) -> dict[str, Any]:
    """Two pages: what is asked first, and a row list with what comes after it."""
    options = [
        {"value": "all", "label": "全員"},
        {"value": "some", "label": "一部"},
        {"value": "none", "label": "なし"},
    ]
    found = document()
    found["pages"] = [
        {
            "id": "first",
            "title": "はじめに",
            "items": [
                {"id": "people", "type": "integer", "label": "世帯の人数", "unit": "人"},
                {"id": "copies", "type": "integer", "label": "通数", "unit": "通"},
                {"id": "income", "type": "yen", "label": "収入"},
                {"id": "area", "type": "decimal", "label": "広さ"},
                {"id": "day", "type": "date", "label": "引っ越す日"},
                {"id": "birth", "type": "birth_date", "label": "生年月日"},
                {"id": "hour", "type": "time", "label": "時刻"},
                {"id": "married", "type": "yes_no", "label": "配偶者はいますか"},
                {"id": "memo", "type": "text", "label": "備考"},
                {"id": "scope", "type": "choice", "label": "範囲", "options": options},
                {"id": "tags", "type": "choices", "label": "困りごと", "options": options},
                {"id": "name", "type": "person_name", "label": "氏名"},
                {"id": "pickup", "type": "slot", "label": "収集の日", "slots_from": "bulky_pickup"},
                {"id": "things", "type": "quantities", "label": "出すもの", "unit": "個",
                 "options": [{"value": "sofa", "label": "ソファー"}, {"value": "bed", "label": "ベッド"}]},
            ],
        },
        {
            "id": "second",
            "title": "家族",
            "items": [
                {"id": "rows", "type": "list", "label": "お子さん", "item_label": "お子さん", "items": [
                    {"id": "child_birth", "type": "birth_date", "label": "お子さんの生年月日"},
                    {"id": "apart", "type": "yes_no", "label": "離れて住んでいますか"},
                    {"id": "kind", "type": "choice", "label": "続柄", "options": options},
                    {"id": "allowance", "type": "yen", "label": "手当"},
                    {"id": "later", "type": "text", "label": "あとの質問"},
                ]},
                {"id": "last", "type": "text", "label": "最後の質問", "when": {"var": "married"}},
            ],
        },
    ]  # fmt: skip
    found["values"] = [
        {"id": "total", "type": "integer", "label": "合計", "value": {"+": [{"var": "people"}, {"var": "copies"}]}},
        {"id": "twice", "type": "integer", "label": "倍", "value": {"*": [{"var": "total"}, 2]}},
    ]
    found["evidence"] = [
        {"id": "residence", "replaces": "住民票の写し", "register": "resident", "claims": ["address"],
         "ground": {"law": "住民基本台帳法"}, "use": "prefill", "fallback": "show"}
    ]  # fmt: skip
    return found | changes
