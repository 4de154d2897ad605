"""Small documents with one text or one question in them."""

from zlib import crc32

from procedures.designer.advice import advice_on


def with_text(form: str, words: str) -> dict:
    """A document in which one text stands in a place of that form."""
    if form == "markdown":
        return {"pages": [{"id": "p", "title": "内容", "items": [{"id": "t", "type": "text_block", "body": words}]}]}
    if form == "mail":
        return {"messages": {"received": words}}
    return {"summary" if form == "prose" else "title": words}


def with_items(*items: dict, **sections) -> dict:
    """One page of questions, in a document that names its law and asks with the card."""
    return {
        "assurance": {"level": 2, "reason": "本人を確かめるためです。"},
        "legal_basis": [{"law": "住民基本台帳法", "source": "law"}],
        **sections,
        "pages": [{"id": "first", "title": "申請の内容", "items": list(items)}],
    }


def asked(type_: str, label: str | dict, **fields) -> dict:
    """A question with an answer that must be given; its id comes from its label."""
    return {"id": f"i{crc32(str(label).encode())}", "type": type_, "label": label, "required": True, **fields}


def codes(document: object) -> list[str]:
    return [one.code for one in advice_on(document)]
