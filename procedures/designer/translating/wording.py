"""What texts and their states are called."""

from django.utils.translation import gettext as _

from procedures.definitions.setting_names import NAMES
from procedures.designer.documents import Document
from procedures.designer.translating.standing import State
from procedures.designer.translating.texts import ABOUT, REST, Text
from procedures.designer.words import called, name_of


def text_called(document: Document, text: Text) -> str:
    """項目「氏名」の説明."""
    field = NAMES.get(text.field, text.field)
    if text.index is not None:
        field = _("%(field)s（%(number)d番目）") % {"field": field, "number": text.index + 1}
    if not text.place:
        return _("手続の%(field)s") % {"field": field}
    return _("%(place)sの%(field)s") % {"place": called(document, text.place), "field": field}


def state_words(state: State) -> str:
    return {"missing": _("訳がありません"), "review": _("見直しが必要"), "done": _("訳あり")}[state]


def part_names(document: Document) -> dict[str, str]:
    """The parts of a procedure between which one chooses."""
    pages = {
        str(page.get("id", "")): _("ページ「%(title)s」") % {"title": name_of(page)}
        for page in document.get("pages", [])
    }
    return {ABOUT: _("手続の説明"), **pages, REST: _("計算・照会・手数料・お知らせ")}
