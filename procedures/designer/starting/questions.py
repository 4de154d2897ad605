"""The questions of a start as field specs for `{% field spec %}`."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accessibility.components.tags.forms import field_error
from procedures.designer.starting.forms import BLANK, COPY, SKELETON, NewForm, PlaceForm
from procedures.designer.starting.skeletons import skeletons

Spec = dict[str, Any]


def new_specs(form: NewForm) -> list[Spec]:
    """In the order of the page."""
    return [
        _spec(form, "source", "radio_group", choices=_ways()),
        _spec(
            form,
            "copied",
            "select_field",
            choices=_choices(form, "copied"),
            required=None,
            hint=_("「今ある手続の写し」を選んだときだけ、選んでください。"),
        ),
        _spec(
            form,
            "title",
            "text_field",
            required=None,
            hint=_("市民に見える名前です。写しのときは、空のままにすると元の名前になります。例）犬の登録の申請"),
        ),
        *place_specs(form),
    ]


def place_specs(form: PlaceForm) -> list[Spec]:
    return [
        _spec(form, "department", "select_field", choices=_choices(form, "department")),
        _spec(
            form,
            "number",
            "text_field",
            inputmode="numeric",
            width="6",
            hint=_("紙にも印刷する4けたの番号です。空いている番号を入れてあります。"),
        ),
    ]


def errors_of(form: forms.Form) -> list[dict[str, str]]:
    """For the summary."""
    return [{"id": name, "message": field_error(form[name])} for name in form.fields if form[name].errors]


def _spec(form: forms.Form, name: str, component: str, **more: Any) -> Spec:
    bound = form[name]
    value = bound.value()
    common = {"component": component, "id": name, "name": name, "label": str(bound.label)}
    return {**common, "value": "" if value is None else str(value), "error": field_error(bound), **more}


def _choices(form: PlaceForm, name: str) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in form.offered[name]]


def _ways() -> list[dict[str, str]]:
    return [
        {"value": BLANK, "label": _("白紙"), "hint": _("何も書かれていません。はじめから作ります。")},
        *(
            {
                "value": f"{SKELETON}:{one.code}",
                "label": _("ひな形「%(title)s」") % {"title": one.title},
                "hint": one.summary,
            }
            for one in skeletons().values()
        ),
        {"value": COPY, "label": _("今ある手続の写し"), "hint": _("公開中の版を写します。もとの手続は変わりません。")},
    ]
