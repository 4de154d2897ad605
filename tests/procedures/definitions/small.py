"""A small definition that is right in every way, for tests that spoil it in one."""

from typing import Any


def document(**changes: Any) -> dict[str, Any]:
    """A fresh document of an issuance with two pages; `changes` replace whole sections."""
    base: dict[str, Any] = {
        "format": 1,
        "kind": "issuance",
        "title": {"ja": "証明書の交付", "en": "Certificate"},
        "summary": "証明書を交付します。",
        "who": "市民の方です。",
        "what_next": "郵送します。",
        "legal_basis": [{"law": "住民基本台帳法", "article": "第12条", "source": "law"}],
        "appeal": {"authority": "秋田市長"},
        "assurance": {"level": 1, "reason": "連絡先だけで足りるため"},
        "standard_period": {"business_days": 3},
        "pages": [
            {
                "id": "applicant",
                "title": "申請する方",
                "items": [
                    {"id": "name", "type": "person_name", "label": "氏名", "required": True, "subject": "applicant"},
                    {"id": "email", "type": "email", "label": "メール", "subject": "applicant"},
                ],
            },
            {
                "id": "request",
                "title": "内容",
                "items": [
                    {
                        "id": "scope",
                        "type": "choice",
                        "label": "範囲",
                        "personal": False,
                        "options": [{"value": "all", "label": "全員"}, {"value": "some", "label": "一部"}],
                    },
                    {"id": "copies", "type": "integer", "label": "通数", "personal": False, "min": 1, "max": 10},
                    {"id": "day", "type": "date", "label": "日"},
                    {
                        "id": "people",
                        "type": "list",
                        "label": "必要な方",
                        "item_label": "必要な方",
                        "when": {"==": [{"var": "scope"}, "some"]},
                        "items": [
                            {"id": "person", "type": "person_name", "label": "氏名"},
                            {"id": "apart", "type": "yes_no", "label": "別居"},
                            {"id": "home", "type": "address", "label": "住所", "when": {"var": "item.apart"}},
                        ],
                    },
                ],
            },
        ],
        "values": [{"id": "people_count", "type": "integer", "value": {"count": [{"var": "people"}]}}],
        "evidence": [
            {
                "id": "residence",
                "replaces": "住民票の写し",
                "register": "resident",
                "claims": ["address"],
                "ground": {"law": "住民基本台帳法"},
                "use": "check",
                "fallback": "show",
            }
        ],
        "fees": {"timing": "before_issue", "lines": [{"item": "certificate", "quantity": {"var": "copies"}}]},
        "workflow": {"stages": [{"id": "review", "title": "審査", "checks": [{"id": "one", "label": "確かめた"}]}]},
        "documents": [{"id": "receipt", "when": "received", "template": "receipt"}],
        "messages": {"received": "{promised_date}までに発送します。"},
        "retention": {"years": 5},
        "statistics": ["scope", "people_count"],
    }
    return base | changes


def at(node: Any, pointer: str) -> tuple[Any, str | int]:
    """The container and the key to which a JSON pointer leads."""
    *path, last = [int(part) if part.isdigit() else part for part in pointer.strip("/").split("/")]
    for part in path:
        node = node[part]
    return node, last


REMOVE = object()


def spoiled(pointer: str, value: Any) -> dict[str, Any]:
    """The small document with one place replaced, added to (a list's end) or, by REMOVE, taken away."""
    whole = document()
    container, key = at(whole, pointer)
    if value is REMOVE:
        del container[key]
    elif isinstance(container, list) and key == len(container):
        container.append(value)
    else:
        container[key] = value
    return whole
