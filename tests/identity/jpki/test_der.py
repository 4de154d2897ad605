"""X.690 by example: each line one way to write a value that DER does not have."""

import pytest

from identity.jpki.der import require_der
from identity.jpki.reasons import Reason, Refused

GOOD = {
    "null": "0500",
    "true": "0101ff",
    "false": "010100",
    "zero": "020100",
    "minus 128": "020180",
    "128": "02020080",
    "octets": "0403010203",
    "no octets": "0400",
    "bits": "030205a0",
    "no bits": "030100",
    "object identifier": "06062a864886f70d",
    "utf8": "0c03e7a78b",
    "printable": "13024a50",
    "ia5": "160161",
    "utc": "170d3236313132333030303030305a",
    "generalized": "180f32303236313132333030303030305a",
    "sequence": "3003020101",
    "empty sequence": "3000",
    "set in order": "3106020101020102",
    "context-specific": "a003020101",
    "context-specific primitive": "800101",
    "high tag number": "9f1f0101",
    "long form of 128": "048180" + "00" * 128,
    "another string": "1e02672c",
}
BAD = {
    "nothing": "",
    "tag alone": "05",
    "two values": "05000500",
    "null with content": "050100",
    "true as 1": "010101",
    "boolean of two octets": "0102ffff",
    "integer of nothing": "0200",
    "integer with a leading zero": "02020001",
    "integer with a leading ff": "0202ff80",
    "length in long form below 128": "04810100",
    "length with a leading zero": "0482008000",
    "length of five octets": "04850000000001" + "00",
    "length beyond the end": "040501",
    "length cut off": "0482",
    "indefinite length": "30800000",
    "end mark": "0000",
    "constructed octet string": "2403040100",
    "constructed string": "2c030c0161",
    "primitive sequence": "1003020101",
    "primitive set": "1100",
    "set out of order": "3106020102020101",
    "bit string of nothing": "0300",
    "bit string with 8 unused bits": "03020800",
    "unused bits that are set": "030205ff",
    "unused bits of nothing": "030101",
    "a signature with unused bits": "030b01" + "00" * 10,
    "object identifier of nothing": "0600",
    "object identifier cut off": "06022a86",
    "object identifier with a leading zero": "06032a8001",
    "broken utf8": "0c01ff",
    "printable with an asterisk": "13012a",
    "ia5 above 127": "1601ff",
    "utc without seconds": "170b323631313233303030305a",
    "utc with an offset": "1711" + b"261123000000+0900".hex(),
    "generalized with a fraction": "1811" + b"20261123000000.5Z".hex(),
    "high tag form of a low number": "9f1e0101",
    "high tag number with a leading zero": "9f801f0101",
    "high tag number cut off": "9f81",
    "high tag number too long": "9f8181818181010101",
    "nested fault": "30050201010400"[:-2],
}


@pytest.mark.parametrize("name", GOOD)
def test_der(name):
    require_der(bytes.fromhex(GOOD[name]))


@pytest.mark.parametrize("name", BAD)
def test_not_der(name):
    with pytest.raises(Refused) as refused:
        require_der(bytes.fromhex(BAD[name]))
    assert refused.value.reason is Reason.NOT_DER


def nested(levels: int) -> bytes:
    value = b"\x05\x00"
    for _level in range(levels):
        size = len(value)
        length = bytes([size]) if size < 128 else bytes([0x81, size])
        value = b"\x30" + length + value
    return value


def test_values_may_be_nested_but_not_without_end():
    require_der(nested(32))
    with pytest.raises(Refused):
        require_der(nested(33))


def test_fifty_thousand_levels_of_nothing_do_not_exhaust_the_stack():
    with pytest.raises(Refused):
        require_der(b"\x30\x80" * 25_000)
