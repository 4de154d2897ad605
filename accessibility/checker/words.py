"""Words: what Japanese pages get wrong and no rule engine knows."""

import re
from collections.abc import Iterator

from accessibility.checker.dom import Element
from accessibility.checker.faults import Fault

EMPTY_LINKS = frozenset(
    {
        "こちら",
        "コチラ",
        "ここ",
        "ここをクリック",
        "こちらをクリック",
        "クリック",
        "詳細",
        "詳しくはこちら",
        "もっと見る",
    }
    | {"続きを読む", "リンク", "here", "click here", "more", "read more"},
)
PUNCTUATION = "。、．，.,!！?？…>＞»→　 \n\t「」（）()"
_LETTER = r"[ぁ-ゖァ-ヺ一-鿿々]"
# Single letters held apart by full-width spaces: 「日　時」, 「担　当　課」. People's names are longer or use U+0020.
SPACED_WORD = re.compile(rf"(?<![^\s　]){_LETTER}(?:　+{_LETTER})+(?![^\s　：:])")
MACHINE_DEPENDENT = re.compile("[㈱㈲㈳㈶№℡㍻㍼㍽㍾㋿㊤㊥㊦㌔㌢㌘㍍㍑㌃]")
MARK_AS_HEADING = re.compile(r"^\s*[■□◆◇●▼▲★☆]")
_BY_SENSE = re.compile(r"(?:赤|青|緑|黄|黒|白|丸|四角|三角)(?:色|い|な)*の?(?:ボタン|印|欄|枠|リンク|アイコン)")
_TEXT_BLOCKS = ("p", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "label", "legend", "caption", "summary")


def link_purpose(document: Element) -> Iterator[Fault]:
    """A link says where it leads when it is read alone."""
    for link in document.find("a"):
        words = link.attributes.get("aria-label") or link.text()
        words = words.strip(PUNCTUATION).lower()
        images = any(image.attributes.get("alt") for image in link.find("img"))
        if words in EMPTY_LINKS or (not words and not images):
            yield Fault(rule="link-purpose", criterion="2.4.4", where=f"{link.start()}{link.text().strip()}")


def spaced_words(document: Element) -> Iterator[Fault]:
    """No spaces within a word: a reader speaks the letters one by one, and search does not find the word."""
    yield from _matches(document, SPACED_WORD, rule="spaced-word", criterion="1.3.2")


def machine_dependent(document: Element) -> Iterator[Fault]:
    """Letters that some readers skip or misread: ㈱, №, ℡."""
    yield from _matches(document, MACHINE_DEPENDENT, rule="machine-dependent", criterion="1.1.1")


def marks_as_headings(document: Element) -> Iterator[Fault]:
    """A paragraph that begins with ■ wants to be a heading."""
    for block in document.find("p", "div"):
        first = next((child for child in block.children if not isinstance(child, str) or child.strip()), "")
        if isinstance(first, str) and MARK_AS_HEADING.search(first):
            yield Fault(rule="mark-as-heading", criterion="1.3.1", where=first.strip()[:40])


def by_sense(document: Element) -> Iterator[Fault]:
    """Nothing is named by its colour or shape alone."""
    yield from _matches(document, _BY_SENSE, rule="by-sense", criterion="1.3.3")


def _matches(document: Element, pattern: re.Pattern[str], *, rule: str, criterion: str) -> Iterator[Fault]:
    for block in document.find(*_TEXT_BLOCKS):
        if any(True for _ in block.find(*_TEXT_BLOCKS)):
            continue  # its parts are looked at themselves
        match = pattern.search(block.text())
        if match:
            yield Fault(rule=rule, criterion=criterion, where=match.group())


CHECKS = (link_purpose, spaced_words, machine_dependent, marks_as_headings, by_sense)
