"""What is found in a text, and what is not."""

import pytest

from procedures.designer.advice import advice_on, taken_over
from procedures.designer.steps import apply
from tests.procedures.designer.advice.documents import codes, with_text

LONG = "市が台帳で確かめます。" * 40

# code, form of the place, a text that must be found, one that must not, the text after taking over ("" for none)
CASES = [
    ("heading_first", "markdown", "## 日程\n10月です。", "# 日程\n10月です。", "# 日程\n10月です。"),
    ("heading_skipped", "markdown", "# 日程\n### 場所", "# 日程\n## 場所\n# 費用", "# 日程\n## 場所"),
    ("heading_empty", "markdown", "# \n10月です。", "# 日程\n10月です。", ""),
    ("heading_no_space", "markdown", "＃日程\n10月です。", "日程は#1です。", "# 日程\n10月です。"),
    ("mark_as_heading", "markdown", "■日程\n10月です。", "日程■", "# 日程\n10月です。"),
    ("bold_as_heading", "markdown", "**日程**\n10月です。", "**10月**です。", "# 日程\n10月です。"),
    ("bullets_by_mark", "markdown", "・氏名\n・住所", "- 氏名\n- 住所", "- 氏名\n- 住所"),
    ("long_without_headings", "markdown", LONG, "# 確認\n" + LONG, ""),
    ("link_words", "markdown", "[こちら](/guide)をご覧ください。", "[ごみの分け方](/guide)をご覧ください。", ""),
    (
        "link_is_address",
        "markdown",
        "[https://example.jp/a](https://example.jp/a)",
        "[使い方](https://example.jp/a)",
        "",
    ),
    ("bare_address", "prose", "https://example.jp/a で確かめます。", "市のホームページで確かめます。", ""),
    (
        "click_word",
        "prose",
        "「次へ」をクリックしてください。",
        "「次へ」を押してください。",
        "「次へ」を選択してください。",
    ),
    ("table_no_header", "markdown", "| | |\n|-|-|\n|a|b|\n|c|d|", "|時間|場所|\n|-|-|\n|9時|本庁|\n|10時|西部|", ""),
    ("table_for_layout", "markdown", "|時間|\n|-|\n|9時|\n|10時|", "9時|10時のどちらか", ""),
    ("picture", "markdown", "![配置図](/a.png)", "[配置図](/a.png)", "配置図"),
    ("markup_shown", "prose", "**必ず**書いてください。", "必ず書いてください。", "必ず書いてください。"),
    ("by_colour", "prose", "赤い欄を書いてください。", "赤い車の色を書いてください。", ""),
    ("by_position", "prose", "右のボタンを押してください。", "右側の道路の名前を書いてください。", ""),
    ("by_shape", "prose", "丸いボタンを押してください。", "丸い形の看板です。", ""),
    ("spaced_word", "name", "日　時", "日時　場所", "日時"),
    ("machine_dependent", "name", "㈱の名前", "株式会社の名前", "株式会社の名前"),
    ("long_sentence", "prose", "市が" + "台帳で内容を確かめ、" * 8 + "お知らせします。", "台帳で確かめます。" * 9, ""),
    ("double_negative", "prose", "申請できないわけではありません。", "申請しなければなりません。", ""),
    ("hard_word", "prose", "当該書類を出してください。", "この書類を出してください。", "その書類を出してください。"),
    ("foreign_word", "name", "ニーズの調査", "ビジネスの調査", "必要としていることの調査"),
    ("rare_kanji", "name", "浚渫の工事", "しゅんせつの工事", "しゅんせつの工事"),
    ("kana_instead", "prose", "書いて下さい。", "書いてください。", "書いてください。"),
    ("you", "name", "あなたの氏名", "氏名", "氏名"),
    ("commanding", "prose", "窓口へ提出すること。", "窓口へ提出することができます。", "窓口へ提出してください。"),
    ("plain_style", "prose", "市が確かめる。", "市が確かめます。", "市が確かめます。"),
    ("wide_letters", "prose", "１０人までです。", "10人までです。", "10人までです。"),
    ("narrow_kana", "name", "ﾌﾘｶﾞﾅ", "フリガナ", "フリガナ"),
    ("short_date", "prose", "R8.4.1から受け付けます。", "1/2を写します。", "令和8年4月1日から受け付けます。"),
    ("wordy", "prose", "終了とさせていただきます。", "終了します。", "終了とします。"),
    (
        "unexplained_word",
        "prose",
        "続柄を書きます。",
        "続柄（家族の関係）を書きます。",
        "続柄（家族の中での関係）を書きます。",
    ),
]


@pytest.mark.parametrize(("code", "form", "faulty", "sound", "mended"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_finds_the_faulty_text_only_and_mends_it(code, form, faulty, sound, mended):
    document = with_text(form, faulty)
    found = [one for one in advice_on(document) if one.code == code]
    assert len(found) == 1
    assert code not in codes(with_text(form, sound))
    assert found[0].suggestion == mended
    if mended:
        after = apply(document, [taken_over(document, found[0])])
        assert after == with_text(form, mended)
        assert code not in codes(after)


@pytest.mark.parametrize(
    "words",
    [
        "添付する書類を実現に向けて保有する方は、所管する課へ提供する。",  # 付する, 現に, 有する, 供する
        "書類を返戻金の窓口へお持ちください。",
        "会社の負傷者の名簿",
    ],
)
def test_a_hard_word_inside_a_longer_one_is_not_meant(words):
    assert "hard_word" not in codes({"title": words})


@pytest.mark.parametrize(
    ("words", "mended"),
    [
        ("遅滞なく届け出てください。", "すぐに届け出てください。"),
        ("氏名及び住所を書いてください。", "氏名と住所を書いてください。"),
        ("所定の用紙を使います。", "決められた用紙を使います。"),
        ("疎明を求めます。", ""),
    ],
)
def test_an_easy_word_takes_the_place_where_the_sentence_allows(words, mended):
    found = advice_on({"summary": words})
    assert [(one.code, one.suggestion) for one in found] == [("hard_word", mended)]


@pytest.mark.parametrize(
    "words",
    [
        "なければ書かないでかまいません。",
        "分からないときは空けたままでかまいません。",
        "本人以外は申請できません。",
        "申請しなければいけません。",
        "印鑑はいりません。書かないでください。",
    ],
)
def test_what_only_looks_like_a_double_negative(words):
    assert "double_negative" not in codes({"summary": words})


@pytest.mark.parametrize(
    ("words", "mended"),
    [
        ("ご確認いただきますようお願い申し上げます。", "ご確認ください。"),
        ("申請に際しましては、窓口へお越しください。", "申請のときは、窓口へお越しください。"),
        ("費用につきましてはお尋ねください。", "費用はお尋ねください。"),
    ],
)
def test_fewer_words_say_the_same(words, mended):
    assert [(one.code, one.suggestion) for one in advice_on({"summary": words})] == [("wordy", mended)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("赤字で記載された項目は必須です。", "by_colour"),
        ("黄色のセルに書いてください。", "by_colour"),
        ("色の付いた欄を確かめてください。", "by_colour"),
        ("左のチェックボックスを選んでください。", "by_position"),
        ("画面の右上にあるメニューを開きます。", "by_position"),
        ("四角いアイコンを押してください。", "by_shape"),
    ],
)
def test_what_only_eyes_can_find(words, code):
    assert codes({"summary": words}) == [code]


@pytest.mark.parametrize(
    "words",
    ["緑のカードを見せてください。", "白黒の写しで足ります。", "右の手に障がいがある方です。", "次の欄で選びます。"],
)
def test_colours_and_sides_of_things_in_the_world(words):
    assert codes({"summary": words}) == []


def test_numbers_in_circles_become_a_numbered_list():
    (found,) = advice_on(with_text("markdown", "① 氏名\n②住所"))
    assert (found.code, found.suggestion) == ("bullets_by_mark", "1. 氏名\n2. 住所")


@pytest.mark.parametrize(
    "words", ["申請できなくはありません。", "対象にならないとは限りません。", "登録しない限り申し込めません。"]
)
def test_double_negatives_of_other_forms(words):
    assert "double_negative" in codes({"summary": words})


@pytest.mark.parametrize(
    ("plain", "polite"),
    [
        ("必要である。", "必要です。"),
        ("市が行う。", "市が行います。"),
        ("期限までに出す。", "期限までに出します。"),
        ("抽選で決まる。", "抽選で決まります。"),
        ("扱いが変わらない。", "扱いが変わりません。"),
        ("証明書はない。", "証明書はありません。"),
        ("電子署名は求めない。", "電子署名は求めません。"),
        ("届出を受理した。", "届出を受理しました。"),
        ("必要なものは一つ。早めの手続がお勧め。", None),
        ("紙で送る。", ""),  # 送る and 見る end alike and turn differently
    ],
)
def test_plain_sentences_become_polite_where_a_rule_can_tell(plain, polite):
    found = [(one.code, one.suggestion) for one in advice_on({"what_next": plain})]
    assert found == ([] if polite is None else [("plain_style", polite)])


def test_examples_of_answers_are_not_the_city_s_own_words():
    hint = "例）町内会の屋台を出す。当該店舗は高い。浚渫"
    assert codes({"pages": [{"items": [{"id": "a", "type": "text", "label": "内容", "hint": hint, "when": {}}]}]}) == []


def test_a_mended_text_keeps_what_is_right_in_it():
    body = "## 一つめ\n本文 **大事** です。\n#### 二つめ\n- 項目\n### 三つめ"
    (first, *rest) = advice_on(with_text("markdown", body))
    assert [first.code, *(one.code for one in rest)] == ["heading_first", "heading_skipped"]
    assert first.suggestion == "# 一つめ\n本文 **大事** です。\n## 二つめ\n- 項目\n### 三つめ"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("罹災証明書の交付", ["rare_kanji"]),
        ("罹災証明書（りさいしょうめいしょ）の交付", []),
        ("外旭川の窓口、楢山の窓口", []),  # names of places
        ("人々が〆切を守る", []),
        ("頬と填補", []),  # common forms of letters of the table
        ("例）髙橋 花子", []),  # an example
    ],
)
def test_letters_beyond_the_table(words, found):
    assert codes({"title": words}) == found


def test_a_reading_anywhere_explains_the_word_everywhere():
    document = {"title": "罹災証明書の交付", "summary": "罹災証明書（りさいしょうめいしょ）を出します。"}
    assert codes(document) == []


@pytest.mark.parametrize(
    ("more", "place", "suggestion"),
    [
        ({}, "/pages/0/items/0/hint", "「世帯主」とは、世帯を代表する人です。"),
        (
            {"label": {"ja": "世帯主の氏名", "en": "Head"}},
            "/pages/0/items/0/hint",
            "「世帯主」とは、世帯を代表する人です。",
        ),
    ],
)
def test_a_term_in_a_label_is_explained_in_a_hint(more, place, suggestion):
    item = {"id": "head", "type": "text", "label": "世帯主の氏名", "required": True, **more}
    found = [one for one in advice_on({"pages": [{"items": [item]}]}) if one.code == "unexplained_word"]
    assert [(one.place, one.suggestion) for one in found] == [(place, suggestion)]


@pytest.mark.parametrize(
    "document",
    [
        {"pages": [{"items": [{"id": "a", "type": "text", "label": "続柄", "hint": "例）妻", "required": True}]}]},
        {"pages": [{"items": [{"id": "a", "type": "choice", "label": "続柄", "options": [{"label": "妻"}]}]}]},
        {"title": "附票の交付", "summary": "これまでの住所の記録です。"},
        {"summary": "本籍とは、戸籍が置かれている場所です。本籍を書きます。"},
        {"summary": "児童扶養手当の証書です。"},
    ],
)
def test_terms_that_are_explained_or_part_of_a_name(document):
    assert "unexplained_word" not in codes(document)
