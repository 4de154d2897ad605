"""The names that published versions gave to their parts. They never come back with another meaning."""

import re

from procedures.catalogue.models import ProcedureVersion

_NAME = re.compile(r'"(?:id|value)":\s*"([a-z0-9_-]+)"', re.ASCII)


def published_names(number: int) -> frozenset[str]:
    """The ids and the option values of every version of a procedure. One SQL statement.

    A draft that is moved to a newer version keeps its answers by these names: were one given again after its part was
    deleted, what somebody answered would stand under another question.
    """
    texts = ProcedureVersion.objects.filter(procedure__number=number).values_list("document", flat=True)
    return frozenset(name for text in texts for name in _NAME.findall(text))
