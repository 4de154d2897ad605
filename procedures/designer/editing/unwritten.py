"""What is not written yet, said in the words of the form on which it is to be written."""

from __future__ import annotations

from django.utils.translation import gettext as _

from procedures.designer.documents import Document
from procedures.designer.editing.sheets import SUBJECTS
from procedures.designer.editing.wording import label_of
from procedures.designer.schema import FieldInfo, field_of, fields_of, model_at
from procedures.designer.words import member_word

_CHOSEN = frozenset({"choice", "choices", "code", "codes"})


def unwritten(document: Document, place: str, field: str) -> str:
    """Asks for a field of the part at a place; "" where the language has no such field."""
    try:
        return _asked(field_of(model_at(document, place), field))
    except KeyError:
        return ""


def _asked(info: FieldInfo) -> str:
    if info.kind == "parts":
        return _("%(member)sがまだありません。一つ以上追加してください。") % {"member": member_word(info.name)}
    if info.kind == "part":
        inner = [one for one in fields_of(info.models[0]) if one.required and one.kind != "fixed"]
        first = inner[0] if inner else info
        if first.kind == "parts":
            return _asked(first)
        words = {"section": _section(info), "fields": "".join(f"「{label_of(one)}」" for one in inner)}
        return _("「%(section)s」がまだ決まっていません。%(fields)sを決めてください。") % words
    if info.kind in _CHOSEN:
        return _("「%(label)s」を選んでください。") % {"label": label_of(info)}
    return _("「%(label)s」を入力してください。") % {"label": label_of(info)}


def _section(info: FieldInfo) -> str:
    """A section goes by the name of its sheet where that holds nothing else."""
    subject = SUBJECTS.get(info.name)
    return str(subject.title) if subject and len(subject.fields) == 1 else label_of(info)
