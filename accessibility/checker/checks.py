"""All checks over one page or fragment."""

from accessibility.checker import controls, structure, words
from accessibility.checker.dom import parse
from accessibility.checker.faults import Check, Fault

CHECKS: tuple[Check, ...] = (*structure.CHECKS, *controls.CHECKS, *words.CHECKS)


def check_html(html: str) -> list[Fault]:
    """Faults of a page's HTML that axe does not report; of a fragment, those that can be seen in it.

    Rules about the whole page (language, title, landmarks, one h1) apply where there is an <html> element.
    """
    document = parse(html)
    return [fault for check in CHECKS for fault in check(document)]
