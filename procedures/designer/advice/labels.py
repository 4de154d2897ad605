"""Rules for names: of questions, options and pages."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from procedures.designer.advice.advices import Found
from procedures.designer.advice.survey import Question, Survey, japanese
from procedures.designer.advice.words import patterns

CROWDED = 20
"""Questions on a page of which a citizen keeps no overview; the largest page of the catalogue has fewer."""

ENOUGH = 3
"""Questions from which on it is told that none is required."""


def labels(survey: Survey) -> Iterator[tuple[str, Found]]:
    for item in survey.questions:
        label = item.label
        if not label or not (item.is_asked or item.type in {"group", "list"}):
            continue
        if patterns.PLACEHOLDER.fullmatch(label):
            yield item.label_place, Found("label_placeholder", {"label": label})
        elif item.is_asked and (match := patterns.INSTRUCTION.fullmatch(label)):
            yield item.label_place, Found("label_instruction", {"label": label}, _name(match["name"]))
        if mark := patterns.LABEL_MARK.search(label):
            bare = patterns.LABEL_MARK.sub("", label).strip()
            yield item.label_place, Found("label_mark", {"mark": mark.group().strip()}, bare)


def _name(asked_for: str | None) -> str:
    """What an instruction asks for: 「会社の名前」 of 「会社の名前を入力してください」. "" where it names nothing."""
    return "" if asked_for is None or patterns.NO_NAME.search(asked_for) else asked_for


def applicants(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Own names and addresses where nothing is marked as such: browsers cannot help to fill them in (WCAG 1.3.5)."""
    if any(item.data.get("subject") == "applicant" for item in survey.questions):
        return
    for item in survey.questions:
        if item.within.count("/") == 2 and item.is_asked and patterns.OWN.fullmatch(item.label):
            yield item.place, Found("applicant_unmarked", {"label": item.label})


def required(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Where every question may be left empty, the author has most likely forgotten to say which may not."""
    asked = [item for item in survey.questions if item.is_asked]
    rows = any(item.type == "list" and item.data.get("min") for item in survey.questions)
    agreed = any(item.type in {"consent", "declaration"} for item in survey.questions)
    if len(asked) >= ENOUGH and not rows and not agreed and not any(item.data.get("required") for item in asked):
        yield asked[0].place, Found("nothing_required")


def repeated_labels(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Two of one name in the same page, group or row. Where both stand under a condition, mostly one is shown."""
    alike: dict[tuple[str, str], list[Question]] = {}
    for item in survey.questions:
        if item.label and (item.is_asked or item.type in {"group", "list"}):
            alike.setdefault((item.within, item.label), []).append(item)
    for (_, label), items in alike.items():
        if len(items) > 1 and sum("when" in item.data for item in items) < len(items):
            yield items[1].label_place, Found("label_repeated", {"label": label, "count": len(items)})


def pages(survey: Survey) -> Iterator[tuple[str, Found]]:
    titles = Counter(page.title for page in survey.pages)
    seen: set[str] = set()
    for page in survey.pages:
        if page.title and titles[page.title] > 1 and page.title in seen:
            found = Found("page_title_repeated", {"label": page.title, "count": titles[page.title]})
            yield f"{page.place}/title", found
        elif patterns.PLACEHOLDER.fullmatch(page.title):
            yield f"{page.place}/title", Found("label_placeholder", {"label": page.title})
        seen.add(page.title)
        asked = sum(item.is_asked for item in page.items)
        if asked > CROWDED:
            yield page.place, Found("page_crowded", {"count": asked})


def options(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Options that sound the same: the same name but for the width of letters and blanks."""
    for item in survey.questions:
        heard: dict[str, str] = {}
        for index, option in enumerate(item.options):
            label = japanese(option.get("label")) if isinstance(option, dict) else ""
            place = f"{item.place}/options/{index}"
            if patterns.PLACEHOLDER.fullmatch(label):
                yield f"{place}/label", Found("label_placeholder", {"label": label})
            sound = "".join(unicodedata.normalize("NFKC", label).split()).casefold()
            if sound and sound in heard:
                yield place, Found("options_alike", {"label": heard[sound], "other": label})
            heard.setdefault(sound, label)
