"""Django forms (allauth's, the staff's) through the same components."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm, BoundField, EmailField, widgets
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accessibility.components.library import register, render
from accessibility.components.tags.dispatch import field

_UNSAID = 10  # the rows of Django's own Textarea, where nobody said how many


def _specification(bound: BoundField) -> Mapping[str, Any]:
    """The spec of a bound field, by its widget and autocomplete token."""
    widget = bound.field.widget
    attrs = widget.attrs
    autocomplete = str(attrs.get("autocomplete", ""))
    common: dict[str, Any] = {
        "id": bound.auto_id or bound.html_name,
        "name": bound.html_name,
        "label": str(bound.label or ""),
        "hint": bound.help_text,
        "error": field_error(bound),
        "required": bound.field.required,
    }
    value = bound.value()
    text = "" if value is None else str(value)
    match widget:
        case widgets.PasswordInput():
            token = "new-password" if autocomplete == "new-password" else "current-password"
            more: dict[str, Any] = {"component": "password_field", "autocomplete": token}
        case widgets.CheckboxInput():
            more = {"component": "checkbox", "checked": bool(value), "value": "on"}
        case widgets.CheckboxSelectMultiple():
            chosen = {str(v) for v in value or ()}
            more = {"component": "checkbox_group", "choices": _choices(widget), "values": chosen}
        case widgets.RadioSelect():
            more = {"component": "radio_group", "choices": _choices(widget), "value": text}
        case widgets.Select():
            more = {"component": "select_field", "choices": _choices(widget), "value": text}
        case widgets.Textarea():
            rows = int(attrs.get("rows", _UNSAID))
            more = {"component": "textarea_field", "value": text, "rows": 5 if rows == _UNSAID else rows}
        case _ if autocomplete == "one-time-code":
            del common["required"]
            more = {"component": "otp_field", "value": text}
        case _:
            kind = getattr(widget, "input_type", "text")
            more = {
                "component": "text_field",
                "value": text,
                "type": kind if kind in {"email", "tel", "url"} else "text",
                "autocomplete": autocomplete,
                "inputmode": str(attrs.get("inputmode", "")),
            }
    return common | more


def _messages(bound: BoundField) -> list[str]:
    """What is wrong with a field, by its name: Django's own words for an empty field do not say which."""
    messages = []
    for error in bound.errors.as_data():
        if error.code == "required":
            chosen = isinstance(bound.field.widget, widgets.ChoiceWidget | widgets.CheckboxInput)
            text = _("「%(label)s」を選んでください") if chosen else _("「%(label)s」を入力してください")
            messages.append(text % {"label": bound.label})
        elif error.code == "invalid" and isinstance(bound.field, EmailField):
            messages.append(_("メールアドレスの形が正しくありません。例）akita@example.jp"))
        else:
            messages += error.messages
    return messages


def _choices(widget: widgets.ChoiceWidget) -> list[dict[str, str]]:
    return [{"value": str(value), "label": str(label)} for value, label in widget.choices]


@register.filter
def field_error(bound: BoundField) -> str:
    """`error=form.email|field_error`: the errors of one field of a Django form, for a component's `error`."""
    return " ".join(_messages(bound))


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """All fields of a Django form; hidden ones too."""
    return render(
        "form_fields",
        {
            "hidden": form.hidden_fields(),
            "fields": [field(_specification(bound)) for bound in form.visible_fields()],
        },
    )


@register.simple_tag
def form_error_summary(form: BaseForm) -> SafeString:
    """The error summary of a Django form; nothing when it has no errors or was not sent yet."""
    visible = form.visible_fields()
    first = visible[0].auto_id if visible else ""
    errors = [{"id": first, "message": str(error)} for error in form.non_field_errors()]
    for bound in visible:
        errors += [{"id": bound.auto_id or bound.html_name, "message": text} for text in _messages(bound)]
    return render("error_summary", {"errors": errors, "autofocus": True})
