"""Which source answers, by JPKI_REVOCATION. There is none that answers "good" without proof."""

from collections.abc import Callable
from typing import Final

from django.conf import settings

from identity.jpki.revocation import index, ocsp, operator
from identity.jpki.revocation.port import RevocationSource

SOURCES: Final[dict[str, Callable[[], RevocationSource]]] = {
    index.NAME: index.ListIndex,
    ocsp.NAME: ocsp.OcspResponder,
    operator.NAME: operator.Operator,
}


def configured_source() -> RevocationSource:
    return SOURCES[settings.JPKI_REVOCATION]()
