"""A procedure about copies, with all that has members."""

from procedures.designer.editing.blank import FAMILIES
from tests.procedures.designer.editing.desk import now

TYPES = [one for family in FAMILIES for one in family.types]


def ids(place: str, field: str = "items") -> list[str]:
    return [one["id"] for one in now(place).get(field, [])]


def a_document():
    """Two pages; a condition, a check, a calculation and a result that speak of `copies`."""
    return {
        "title": "写しの請求",
        "pages": [
            {
                "id": "first",
                "title": "はじめ",
                "items": [
                    {"id": "copies", "type": "integer", "label": "通数"},
                    {"id": "why", "type": "text", "label": "理由", "when": {">": [{"var": "copies"}, 3]}},
                    {
                        "id": "rows",
                        "type": "list",
                        "label": "一覧",
                        "item_label": "一件",
                        "items": [
                            {"id": "name", "type": "text", "label": "名前"},
                            {
                                "id": "more",
                                "type": "text",
                                "label": "続き",
                                "when": {"==": [{"var": "item.name"}, "あ"]},
                            },
                        ],
                    },
                ],
                "checks": [
                    {"id": "check_1", "when": {"var": "copies"}, "message": "だめです", "items": ["copies", "why"]}
                ],
            },
            {
                "id": "second",
                "title": "つぎ",
                "items": [{"id": "total", "type": "result", "label": "計", "value": "sum"}],
            },
        ],
        "values": [{"id": "sum", "type": "integer", "value": {"*": [{"var": "copies"}, 300]}}],
        "eligibility": [
            {"when": False, "message": "一つめ"},
            {"when": False, "message": "二つめ"},
        ],
        "statistics": ["copies"],
    }
