"""Single controls: label with 要否, hint above, error below."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from accessibility.components.library import component, filled

Width = Literal["full", "16", "12", "8", "6", "4"]
InputMode = Literal["", "numeric", "decimal", "tel", "email", "url", "text"]


def described(id: str, hint: str, error: str) -> str:
    """The aria-describedby value, with the ids that Django's own form rendering uses."""
    return " ".join(
        ([f"{id}_helptext"] if hint else []) + ([f"{id}_error"] if error else []),
    )


def _field(*, id: str, label: str, hint: str, error: str, required: bool | None) -> dict[str, object]:
    return {
        "id": id,
        "label": label,
        "hint": hint,
        "error": error,
        "required": required,
        "described_by": described(id, hint, error),
    }


@component
def text_field(
    *,
    id: str,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    value: str = "",
    required: bool | None = True,
    type: Literal["text", "email", "tel", "url"] = "text",
    autocomplete: str = "",
    inputmode: InputMode = "",
    width: Width = "full",
    suffix: str = "",
    lang: str = "",
    disabled: bool = False,
    autofocus: bool = False,
) -> Mapping[str, object]:
    """One line of text. `required=None` shows no 要否. `suffix` is a unit after the box (通, 円)."""
    return {
        **_field(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "value": value,
        "type": type,
        "autocomplete": autocomplete,
        "inputmode": inputmode,
        "width": width,
        "suffix": suffix,
        "lang": lang,
        "disabled": disabled,
        "autofocus": autofocus,
    }


@component
def textarea_field(
    *,
    id: str,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    value: str = "",
    required: bool | None = True,
    rows: int = 5,
    autocomplete: str = "",
    readonly: bool = False,
    lang: str = "",
) -> Mapping[str, object]:
    """Several lines of text."""
    return {
        **_field(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "value": value,
        "rows": rows,
        "autocomplete": autocomplete,
        "readonly": readonly,
        "lang": lang,
    }


def _choices(id: str, choices: Sequence[Mapping[str, Any]], chosen: Collection[str]) -> list[dict[str, Any]]:
    """The first option carries the group's own id, so that a link in the error summary lands on it."""
    return [
        {
            **filled(choice, value="", label="", hint="", text=None, disabled=False),
            "id": id if number == 1 else f"{id}-{number}",
            "hint_id": f"{id}-{number}_helptext",
            "text": {"component": "text_field", **choice["text"]} if choice.get("text") else None,
            "checked": choice["value"] in chosen,
        }
        for number, choice in enumerate(choices, 1)
    ]


@component
def radio_group(
    *,
    id: str,
    name: str,
    label: str,
    choices: Sequence[Mapping[str, Any]],
    hint: str = "",
    error: str = "",
    value: str = "",
    required: bool | None = True,
    inline: bool = False,
) -> Mapping[str, object]:
    """One of a few. A choice is {"value", "label", "hint"?, "disabled"?, "text"?}.

    `text` is the arguments of a text_field shown under the option (「その他」).
    """
    return {
        **_field(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "choices": _choices(id, choices, (value,)),
        "inline": inline,
    }


@component
def checkbox_group(
    *,
    id: str,
    name: str,
    label: str,
    choices: Sequence[Mapping[str, Any]],
    hint: str = "",
    error: str = "",
    values: Collection[str] = (),
    required: bool | None = True,
    inline: bool = False,
) -> Mapping[str, object]:
    """Any number of a few; choices as in radio_group."""
    return {
        **_field(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "choices": _choices(id, choices, values),
        "inline": inline,
    }


@component
def checkbox(
    *,
    id: str,
    name: str,
    label: str,
    value: str = "yes",
    checked: bool = False,
    text: str = "",
    hint: str = "",
    error: str = "",
    required: bool | None = True,
) -> Mapping[str, object]:
    """One box to tick: a consent or a declaration. `text` is what is agreed to (Markdown), shown above the box."""
    return {
        **_field(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "value": value,
        "checked": checked,
        "text": text,
    }


@component
def select_field(
    *,
    id: str,
    name: str,
    label: str,
    choices: Sequence[Mapping[str, Any]],
    hint: str = "",
    error: str = "",
    value: str = "",
    required: bool | None = True,
    empty: str | None = None,
    autocomplete: str = "",
    width: Width = "full",
    autofocus: bool = False,
) -> Mapping[str, object]:
    """One of many. `empty` is the text of a first option without value (「選択してください」); None leaves it out.

    A choice is {"value", "label", "group"?}; those of one group stand together under its name.
    """
    groups: dict[str, list[dict[str, object]]] = {}
    for choice in choices:
        shown = filled(choice, value="", label="", group="")
        shown["selected"] = str(shown["value"]) == str(value)
        groups.setdefault(str(shown["group"]), []).append(shown)
    return {
        **_field(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "groups": [{"label": label, "choices": members} for label, members in groups.items()],
        "empty": empty,
        "autocomplete": autocomplete,
        "width": width,
        "autofocus": autofocus,
    }


@component
def search_field(
    *,
    id: str,
    name: str,
    label: str,
    button: str,
    hint: str = "",
    value: str = "",
) -> Mapping[str, object]:
    """A search box with its button; stands in a `<form role="search" method="get">` of the page."""
    return {
        **_field(id=id, label=label, hint=hint, error="", required=None),
        "name": name,
        "value": value,
        "button": button,
    }


@component
def otp_field(
    *,
    id: str,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    value: str = "",
    inputmode: Literal["", "numeric"] = "",
) -> Mapping[str, object]:
    """A code that was sent or that an app shows: one box, takes pasting and the phone's own suggestion."""
    return {
        **_field(id=id, label=label, hint=hint, error=error, required=True),
        "name": name,
        "value": value,
        "inputmode": inputmode,
    }


@component
def password_field(
    *,
    id: str,
    name: str,
    label: str,
    autocomplete: Literal["current-password", "new-password"],
    hint: str = "",
    error: str = "",
    required: bool | None = True,
) -> Mapping[str, object]:
    """A password; never sent back to the browser. With JavaScript it can be shown."""
    return {
        **_field(id=id, label=label, hint=hint, error=error, required=required),
        "name": name,
        "autocomplete": autocomplete,
    }


@component
def fixed_field(
    *,
    id: str,
    label: str,
    value: str,
    source: str,
    url: str = "",
    url_label: str = "",
) -> Mapping[str, object]:
    """A known value that is not asked: 編集不可, with where it comes from and what to do if it is wrong."""
    return {"id": id, "label": label, "value": value, "source": source, "url": url, "url_label": url_label}
