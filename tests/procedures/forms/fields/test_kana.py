"""`kana`."""

import pytest

from tests.procedures.forms.samples import message, read, shown_again


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("アキタ タロウ", "アキタ タロウ"),
        ("あきた　たろう", "アキタ タロウ"),
        ("ｱｷﾀ ｼﾞﾛｰ", "アキタ ジロー"),
        ("ガギグ", "ガギグ"),
        ("ジョン・スミス", "ジョン・スミス"),
        ("ジロ-", "ジロー"),
        (" アキタ  タロウ ", "アキタ タロウ"),
        ("ヴァイオレット", "ヴァイオレット"),
    ],
)
def test_any_kana_becomes_full_width_katakana(typed, value):
    assert read("kana", {"": typed}) == value


@pytest.mark.parametrize("typed", ["秋田", "Akita", "アキタ1", "😀", "\ud800", "アキタ\ue000"])
def test_anything_else_is_refused_with_an_example(typed):
    assert message("kana", {"": typed}) == ("it", "「項目」はカタカナで入力してください。例）アキタ タロウ")


@pytest.mark.parametrize("typed", ["ア" * 101, "ｶﾞ" * 101, "ア" * 20_000])
def test_too_long_is_said(typed):
    assert message("kana", {"": typed}) == ("it", "「項目」は100文字までです。短くしてください。例）要点だけを書く")


def test_half_width_marks_do_not_count():
    assert read("kana", {"": "ｶﾞ" * 100}) == "ガ" * 100


def test_an_answer_comes_back():
    assert shown_again("kana", {"": "ｱｷﾀ ｼﾞﾛｰ"}) == "アキタ ジロー"
