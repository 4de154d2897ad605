"""Django forms through the components."""

from typing import ClassVar

from django import forms

from accessibility.checker.dom import parse
from tests.accessibility.rendering import rendered

CHOICES = [("a", "甲"), ("b", "乙")]


class Everything(forms.Form):
    name = forms.CharField(label="氏名", help_text="戸籍のとおり", widget=forms.TextInput({"autocomplete": "name"}))
    mail = forms.EmailField(label="メール", required=False)
    code = forms.CharField(label="コード", widget=forms.TextInput({"autocomplete": "one-time-code"}))
    secret = forms.CharField(label="パスワード", widget=forms.PasswordInput({"autocomplete": "new-password"}))
    note = forms.CharField(label="メモ", widget=forms.Textarea)
    one = forms.ChoiceField(label="一つ", choices=CHOICES)
    radio = forms.ChoiceField(label="一つ", choices=CHOICES, widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(label="いくつか", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField(label="同意")
    token = forms.CharField(widget=forms.HiddenInput)

    DATA: ClassVar = {
        "name": "<秋田>", "mail": "a@example.jp", "code": "1", "secret": "geheim", "note": "行1\n行2",
        "one": "b", "radio": "b", "many": ["a", "b"], "agree": "on", "token": "t",
    }  # fmt: skip

    def clean(self):
        if self.cleaned_data.get("code") == "0":
            raise forms.ValidationError("コードと氏名が合いません")
        return self.cleaned_data


def show(form: forms.Form) -> str:
    return rendered("{% form_fields form %}", form=form)


def test_every_widget_has_its_component():
    html = show(Everything(Everything.DATA))
    found = [
        (e.tag, e.attributes.get("type", ""), e.attributes["name"], e.attributes.get("value", e.text().strip()))
        for e in parse(html).find("input", "select", "textarea")
    ]
    assert found == [
        ("input", "hidden", "token", "t"),
        ("input", "text", "name", "<秋田>"),
        ("input", "email", "mail", "a@example.jp"),
        ("input", "text", "code", "1"),
        ("input", "password", "secret", ""),
        ("textarea", "", "note", "行1\n行2"),
        ("select", "", "one", "甲\n乙"),
        ("input", "radio", "radio", "a"),
        ("input", "radio", "radio", "b"),
        ("input", "checkbox", "many", "a"),
        ("input", "checkbox", "many", "b"),
        ("input", "checkbox", "agree", "on"),
    ]
    assert [e.attributes["id"] for e in parse(html).walk() if "checked" in e.attributes] == [
        "id_radio-2",
        "id_many",
        "id_many-2",
        "id_agree",
    ]
    assert [e.text() for e in parse(html).find("option") if "selected" in e.attributes] == ["乙"]


def test_help_errors_and_need_are_shown_and_tied():
    html = show(Everything({}))
    (box,) = [e for e in parse(html).find("input") if e.attributes["name"] == "name"]
    assert box.attributes["aria-describedby"] == "id_name_helptext id_name_error"
    assert box.attributes["aria-invalid"] == "true"
    (label,) = [e for e in parse(html).find("label") if e.attributes["for"] == "id_mail"]
    assert label.text().strip() == "メール※任意"


def test_a_form_that_was_not_sent_has_no_errors():
    assert 'aria-invalid="true"' not in show(Everything())
    assert rendered("{% form_error_summary form %}", form=Everything()).strip() == ""


def test_the_summary_links_every_error_to_a_control():
    form = Everything({**Everything.DATA, "code": "0", "agree": ""})
    html = rendered("{% form_error_summary form %}", form=form)
    assert [(a.attributes["href"], a.text()) for a in parse(html).find("a")] == [
        ("#id_name", "コードと氏名が合いません"),
        ("#id_agree", "「同意」を選んでください"),
    ]
    assert [h.text() for h in parse(html).find("h2")] == ["入力内容に誤りがあります（2件）"]


def test_errors_name_the_field_and_give_an_example():
    form = Everything({"mail": "x"})
    html = rendered("{% form_error_summary form %}", form=form)
    assert [(a.attributes["href"], a.text()) for a in parse(html).find("a")] == [
        ("#id_name", "「氏名」を入力してください"),
        ("#id_mail", "メールアドレスの形が正しくありません。例）akita@example.jp"),
        ("#id_code", "「コード」を入力してください"),
        ("#id_secret", "「パスワード」を入力してください"),
        ("#id_note", "「メモ」を入力してください"),
        ("#id_one", "「一つ」を選んでください"),
        ("#id_radio", "「一つ」を選んでください"),
        ("#id_many", "「いくつか」を選んでください"),
        ("#id_agree", "「同意」を選んでください"),
    ]
    assert "＊「氏名」を入力してください" in show(form)
