"""The one library of components; a builtin of the template engine, so no page has to load it."""

from accessibility.components.library import register
from accessibility.components.tags import (
    amounts,
    buttons,
    combobox,
    composites,
    dispatch,
    fields,
    filters,
    forms,
    including,
    lists,
    messages,
    navigation,
    slots,
    tables,
)

__all__ = [
    "amounts",
    "buttons",
    "combobox",
    "composites",
    "dispatch",
    "fields",
    "filters",
    "forms",
    "including",
    "lists",
    "messages",
    "navigation",
    "register",
    "slots",
    "tables",
]
