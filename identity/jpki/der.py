"""Strict DER, as X.690 sections 8, 10 and 11 have it: one way to write each value, and nothing after it.

asn1crypto reads BER as well. Two readers of one sloppy encoding may see two texts; so what is not DER goes no further.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from identity.jpki.reasons import Reason, Refused

# asn1crypto has no error of its own: what it cannot read ends in whatever Python made of it.
UNREADABLE: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

_DEPTH: Final = 32
_SEQUENCE, _SET = 0x10, 0x11
_UTC = re.compile(rb"\d{12}Z")
_GENERALIZED = re.compile(rb"\d{14}Z")
_PRINTABLE = re.compile(rb"[A-Za-z0-9 '()+,\-./:=?]*")


def require_der(data: bytes) -> None:
    """Raise Refused(NOT_DER) unless `data` is exactly one value in DER."""
    if len(list(_values(data, 0))) != 1:
        raise Refused(Reason.NOT_DER)


def _values(data: bytes, depth: int) -> Iterator[bytes]:
    """Check the values that follow each other in `data`; yield each one whole."""
    if depth > _DEPTH:
        raise Refused(Reason.NOT_DER)
    at = 0
    while at < len(data):
        start = at
        first = data[at]
        at = _after_tag(data, at)
        length, at = _length(data, at)
        content = data[at : at + length]
        if len(content) != length:
            raise Refused(Reason.NOT_DER)
        at += length
        _content(first, content, depth)
        yield data[start:at]


def _after_tag(data: bytes, at: int) -> int:
    if data[at] & 0x1F != 0x1F:
        return at + 1
    at += 1
    number, start = 0, at
    while True:
        if at >= len(data) or at - start > 4 or (at == start and data[at] == 0x80):
            raise Refused(Reason.NOT_DER)
        number = number << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            break
    if number < 0x1F:  # belongs into the first octet
        raise Refused(Reason.NOT_DER)
    return at


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise Refused(Reason.NOT_DER)
    first = data[at]
    if first < 0x80:
        return first, at + 1
    octets = data[at + 1 : at + 1 + (first & 0x7F)]
    length = int.from_bytes(octets, "big")
    # 0x80 would be the indefinite form; a length below 128 or with a leading zero is not the shortest one.
    if not octets or len(octets) > 4 or len(octets) != first & 0x7F or octets[0] == 0 or length < 0x80:
        raise Refused(Reason.NOT_DER)
    return length, at + 1 + len(octets)


def _content(first: int, content: bytes, depth: int) -> None:
    constructed = bool(first & 0x20)
    if first & 0xC0:  # application, context-specific or private: what it is stands in the schema
        if constructed:
            list(_values(content, depth + 1))
        return
    number = first & 0x1F
    if constructed != (number in (_SEQUENCE, _SET)):
        raise Refused(Reason.NOT_DER)
    if constructed:
        inner = list(_values(content, depth + 1))
        if number == _SET and inner != sorted(inner):
            raise Refused(Reason.NOT_DER)
    elif not _PRIMITIVES.get(number, _is_anything)(content):
        raise Refused(Reason.NOT_DER)


def _is_shortest_integer(content: bytes) -> bool:
    if not content:
        return False
    leading = content[:2]
    return len(content) == 1 or not (
        (leading[0] == 0x00 and leading[1] < 0x80) or (leading[0] == 0xFF and leading[1] >= 0x80)
    )


def _is_bit_string(content: bytes) -> bool:
    if not content or content[0] > 7:
        return False
    unused = content[0]
    if unused == 0:
        return True
    # Only lists of named bits end inside an octet; signatures and keys are whole octets.
    return 1 < len(content) <= 9 and content[-1] & ((1 << unused) - 1) == 0


def _is_object_identifier(content: bytes) -> bool:
    begins = [0, *(place + 1 for place, octet in enumerate(content) if not octet & 0x80)]
    return bool(content) and not content[-1] & 0x80 and all(content[place] != 0x80 for place in begins[:-1])


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_anything(content: bytes) -> bool:
    del content
    return True


def _is_never(content: bytes) -> bool:
    del content
    return False


_PRIMITIVES: Final[dict[int, Callable[[bytes], bool]]] = {
    0x00: _is_never,  # the end mark of the indefinite form
    0x01: lambda content: content in (b"\x00", b"\xff"),
    0x02: _is_shortest_integer,
    0x03: _is_bit_string,
    0x05: lambda content: content == b"",
    0x06: _is_object_identifier,
    0x0A: _is_shortest_integer,
    0x0C: _is_utf8,
    0x13: lambda content: _PRINTABLE.fullmatch(content) is not None,
    0x16: bytes.isascii,
    0x17: lambda content: _UTC.fullmatch(content) is not None,
    0x18: lambda content: _GENERALIZED.fullmatch(content) is not None,
}
