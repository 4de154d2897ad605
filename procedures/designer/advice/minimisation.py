"""Rules for how much is asked: only what is needed, nothing that is known, and for what.

個人情報の保護に関する法律 61条 (no more than the purpose needs), 62条 (the purpose is told), 2条3項 (要配慮個人情報);
番号法 15条, 19条, 20条 (個人番号 only where a law allows); デジタル手続法 2条, 11条 (once only, papers left out).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from procedures.designer.advice.advices import Found
from procedures.designer.advice.survey import Question, Survey
from procedures.designer.advice.words import patterns
from procedures.designer.advice.words.registers import REGISTERS

_CARD_TYPES = frozenset({"person_name", "birth_date", "address"})
_CARD_LEVEL = 2
"""From 本人確認レベル 2 the card is read, and registers may be asked about the person it belongs to."""
_WRITTEN = frozenset({"text", "long_text", "integer"})


def my_number(survey: Survey) -> Iterator[tuple[str, Found]]:
    for item in survey.questions:
        if item.type not in _WRITTEN:
            continue
        if patterns.MY_NUMBER.search(item.label) or patterns.MY_NUMBER_WANTED.search(item.hint):
            yield item.place, Found("my_number_asked", {"label": item.label})


def known_already(survey: Survey) -> Iterator[tuple[str, Found]]:
    """What the card, the profile or a register says of the applicant, asked all the same."""
    for item in survey.questions:
        if not item.is_asked or "source" in item.data:
            continue
        if _of_applicant(item) and item.type in {"phone", "email"}:
            yield item.place, Found("profile_knows", {"label": item.label})
        elif survey.level >= _CARD_LEVEL:
            if _of_applicant(item) and item.type in _CARD_TYPES:
                yield item.place, Found("card_knows", {"label": item.label})
            else:
                yield from _in_register(survey, item)


def _of_applicant(item: Question) -> bool:
    if item.in_rows:
        return False
    return item.data.get("subject") == "applicant" or bool(patterns.APPLICANT.search(item.label))


def _in_register(survey: Survey, item: Question) -> Iterator[tuple[str, Found]]:
    if patterns.ABOUT_OTHERS.search(item.label):
        return
    for register in REGISTERS:
        if register.asked.search(item.label) and not survey.registers & register.codes:
            yield item.place, Found("register_knows", {"label": item.label, "register": register.name})
            return


def sensitive(survey: Survey) -> Iterator[tuple[str, Found]]:
    """要配慮個人情報, and 性別. Reminded where the purpose is not told beside the question or on its page."""
    for item in survey.questions:
        if not item.is_asked:
            continue
        found = patterns.SENSITIVE.search(item.label)
        if found and not _tells_why(survey, item):
            yield item.place, Found("sensitive_asked", {"label": item.label, "word": found.group()})
        if patterns.SEX.search(item.label) and item.id not in survey.used_names and not _tells_why(survey, item):
            yield item.place, Found("sex_asked", {"label": item.label})


def _tells_why(survey: Survey, item: Question) -> bool:
    return bool(patterns.PURPOSE.search(item.hint) or patterns.PURPOSE.search(survey.pages[item.page].words))


def purposes(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Personal items of a document that names no law, with nothing said of their use, that no rule reads."""
    if survey.document.get("legal_basis"):
        return
    for item in survey.questions:
        personal = item.is_asked and item.data.get("personal", True) is True and "source" not in item.data
        told = bool(item.hint) or bool(survey.pages[item.page].words)
        if personal and item.label and not told and item.id not in survey.used_names:
            yield item.place, Found("purpose_missing", {"label": item.label})


def free_texts(survey: Survey) -> Iterator[tuple[str, Found]]:
    """「備考」 and the like gather anything; a hint that says what not to write keeps it away."""
    for item in survey.questions:
        if item.type != "long_text" or not patterns.FREE.search(item.label):
            continue
        if not (patterns.LIMITED.search(item.hint) or patterns.LIMITED.search(survey.pages[item.page].words)):
            limit = _("この手続に関係のない、病気や家族などのことは書かないでください。")
            place = f"{item.place}/hint" + ("/ja" if isinstance(item.data.get("hint"), dict) else "")
            yield place, Found("free_text", {"label": item.label}, f"{limit}{item.hint}")


def idle_questions(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Personal questions that need no answer, that nothing reads, and that nobody explains."""
    for item in survey.questions:
        if item.type == "long_text":
            continue  # always asked for a hint, see hints.py
        optional = item.data.get("required", False) is False and "when" not in item.data
        idle = item.id not in survey.used_names and not item.hint and item.data.get("personal", True) is True
        if item.is_asked and item.label and optional and idle and "source" not in item.data:
            yield item.place, Found("idle_question", {"label": item.label})
