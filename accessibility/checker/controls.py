"""Form controls: labels, 要否 in words, errors tied to their control, the purpose of the box."""

import re
from collections.abc import Iterator

from accessibility.checker.dom import Element
from accessibility.checker.faults import Fault

_CONTROLS = ("input", "select", "textarea")
_NOT_TYPED = frozenset({"hidden", "submit", "button", "reset", "image", "radio", "checkbox", "search", "file"})
# What an id or name says about whose data the box takes; the tokens are those of HTML's autofill.
_PURPOSES = (
    (re.compile(r"(^|[-_])(e?mail)$"), "email"),
    (re.compile(r"(^|[-_])(tel|phone)$"), "tel"),
    (re.compile(r"(^|[-_])(postcode|postal|zip)$"), "postal-code"),
    (re.compile(r"(^|[-_])(prefecture)$"), "address-level1"),
    (re.compile(r"(^|[-_])(family)$"), "family-name"),
    (re.compile(r"(^|[-_])(given)$"), "given-name"),
    (re.compile(r"(^|[-_])(password\d?)$"), "current-password, new-password"),
    (re.compile(r"(^|[-_])(otp|one_time_code)$"), "one-time-code"),
)
_SAYS_REQUIRED = re.compile("必須|required", re.IGNORECASE)


def _controls(document: Element) -> Iterator[Element]:
    for element in document.find(*_CONTROLS):
        if element.attributes.get("type", "text") not in {"hidden", "submit", "button", "reset", "image"}:
            yield element


def _label(document: Element, control: Element) -> str:
    """The control's label, and the legends around it."""
    name = control.attributes.get("id", "")
    texts = [label.text() for label in document.find("label") if name and label.attributes.get("for") == name]
    around = control.ancestor("label")
    if around is not None:
        texts.append(around.text())
    fieldset = control.ancestor("fieldset")
    while fieldset is not None:
        texts += [child.text() for child in fieldset.children if isinstance(child, Element) and child.tag == "legend"]
        fieldset = fieldset.ancestor("fieldset")
    return " ".join(texts).strip()


def labels(document: Element) -> Iterator[Fault]:
    """A visible label: neither a placeholder nor a title takes its place."""
    ids = {element.attributes["id"] for element in document.walk() if "id" in element.attributes}
    for control in _controls(document):
        named = control.attributes.get("aria-label") or control.attributes.get("aria-labelledby", "") in ids - {""}
        if not named and not _label(document, control):
            yield Fault(rule="label", criterion="3.3.2", where=control.start())


def required_in_words(document: Element) -> Iterator[Fault]:
    """What must be filled in says so in words, not by colour or an asterisk."""
    for control in _controls(document):
        must = "required" in control.attributes or control.attributes.get("aria-required") == "true"
        if must and not _SAYS_REQUIRED.search(_label(document, control)):
            yield Fault(rule="required-in-words", criterion="1.4.1", where=control.start())


def purpose(document: Element) -> Iterator[Fault]:
    """A box for the visitor's own data carries an autocomplete token (or "off", when it is somebody else's)."""
    for control in _controls(document):
        if control.attributes.get("type", "text") in _NOT_TYPED or control.attributes.get("autocomplete"):
            continue
        name = control.attributes.get("id") or control.attributes.get("name", "")
        for pattern, token in _PURPOSES:
            if pattern.search(name):
                yield Fault(rule="autocomplete", criterion="1.3.5", where=f"{control.start()} {token}")


def errors(document: Element) -> Iterator[Fault]:
    """A control marked invalid is described by a text that exists; every description points at something."""
    ids = {element.attributes["id"] for element in document.walk() if "id" in element.attributes}
    for element in document.walk():
        described = element.attributes.get("aria-describedby", "").split()
        if any(name not in ids for name in described):
            yield Fault(rule="described-by", criterion="1.3.1", where=element.start())
        if element.attributes.get("aria-invalid") == "true" and not described:
            group = element.ancestor("fieldset")
            if group is None or not group.attributes.get("aria-describedby"):
                yield Fault(rule="error-tied", criterion="3.3.1", where=element.start())


def error_links(document: Element) -> Iterator[Fault]:
    """Every link within the page lands on something, those of the error summary above all."""
    ids = {element.attributes["id"] for element in document.walk() if "id" in element.attributes}
    for link in document.find("a"):
        address = link.attributes.get("href", "")
        if len(address) > 1 and address.startswith("#") and address[1:] not in ids:
            yield Fault(rule="dead-fragment", criterion="3.3.1", where=link.start())


def numbers(document: Element) -> Iterator[Fault]:
    """type=number changes under the mouse wheel and refuses full-width digits; inputmode is used instead."""
    for control in _controls(document):
        if control.attributes.get("type") == "number":
            yield Fault(rule="type-number", criterion="", where=control.start())


CHECKS = (labels, required_in_words, purpose, errors, error_links, numbers)
