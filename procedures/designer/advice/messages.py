"""Every advice by its code: what kind it is, what it says, and what it rests on.

Messages say what is wrong and what to do. Clauses of JIS X 8341-3:2016 have the numbers of WCAG 2.0. 「公用文」 is
公用文作成の考え方（令和4年1月7日 文化審議会建議） with its 解説; 「常用漢字表」 平成22年内閣告示第2号.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.designer.advice.advices import Kind


class Wording(NamedTuple):
    """`message` holds %(name)s for what a rule found."""

    kind: Kind
    message: Promise | str
    source: Promise | str


_OFFICIAL_WRITING = _("公用文作成の考え方（令和4年 文化審議会建議）")
_FOREIGN_WORDS = _("公用文作成の考え方、「外来語」言い換え提案（国立国語研究所）")
_ONCE_ONLY = _("デジタル手続法 第2条、WCAG 2.2 3.3.7")
_MINIMUM = _("個人情報の保護に関する法律 第61条")

_ACCESSIBILITY: Mapping[str, Wording] = {
    "heading_first": Wording(
        "accessibility",
        _("最初の見出しが「%(mark)s」で始まっています。見出しは「#」から順に使ってください。"),
        _("JIS X 8341-3 1.3.1、2.4.6"),
    ),
    "heading_skipped": Wording(
        "accessibility",
        _("見出し「%(words)s」の段が一つ飛んでいます。「#」の次は「##」を使ってください。"),
        _("JIS X 8341-3 1.3.1、2.4.6"),
    ),
    "heading_no_space": Wording(
        "accessibility",
        _("「%(words)s」は見出しになっていません。「# 」のように、半角の「#」のあとに半角の空白を入れてください。"),
        _("JIS X 8341-3 1.3.1"),
    ),
    "heading_empty": Wording(
        "accessibility", _("文字のない見出しがあります。見出しを書くか、消してください。"), _("JIS X 8341-3 2.4.6")
    ),
    "mark_as_heading": Wording(
        "accessibility",
        _("「%(words)s」は記号で見出しに見せています。音声では見出しと分からないため、「#」の見出しにしてください。"),
        _("JIS X 8341-3 1.3.1"),
    ),
    "bold_as_heading": Wording(
        "accessibility",
        _("「%(words)s」は太字で見出しに見せています。音声では見出しと分からないため、「#」の見出しにしてください。"),
        _("JIS X 8341-3 1.3.1"),
    ),
    "bullets_by_mark": Wording(
        "accessibility",
        _("行の頭の「%(mark)s」で箇条書きに見せています。音声では項目の数が分からないため、「- 」で書いてください。"),
        _("JIS X 8341-3 1.3.1"),
    ),
    "long_without_headings": Wording(
        "accessibility",
        _(
            "%(count)s文字の文章に見出しも箇条書きもありません。スマートフォンの一画面を超えるため、見出しで区切ってください。"
        ),
        _("JIS X 8341-3 2.4.6、公用文作成の考え方"),
    ),
    "link_words": Wording(
        "accessibility",
        _("リンクの文字「%(words)s」だけでは行き先が分かりません。行き先のページの名前を書いてください。"),
        _("JIS X 8341-3 2.4.4"),
    ),
    "link_is_address": Wording(
        "accessibility",
        _("リンクの文字がアドレスのままです。音声で一文字ずつ読まれるため、行き先のページの名前を書いてください。"),
        _("JIS X 8341-3 2.4.4"),
    ),
    "bare_address": Wording(
        "accessibility",
        _(
            "アドレス「%(words)s」が文の中にあります。押しても開かないため、「[ページの名前](アドレス)」と書いてください。"
        ),
        _("JIS X 8341-3 2.4.4"),
    ),
    "click_word": Wording(
        "accessibility",
        _("「クリック」はマウスを使う人だけの言葉です。キーボードや音声でも分かる「選ぶ」「開く」などにしてください。"),
        _("JIS X 8341-3 2.1.1"),
    ),
    "table_no_header": Wording(
        "accessibility",
        _("表の見出しの行が空です。列が何を表すかを、表の一行目に書いてください。"),
        _("JIS X 8341-3 1.3.1"),
    ),
    "table_for_layout": Wording(
        "accessibility",
        _(
            "一列だけ、または一行だけの表です。見た目を整えるための表は音声で分かりにくいため、箇条書きや文にしてください。"
        ),
        _("JIS X 8341-3 1.3.1、1.3.2"),
    ),
    "picture": Wording(
        "accessibility",
        _("画像は表示されません。画像の中の文字や内容を、文で書いてください。"),
        _("JIS X 8341-3 1.1.1、1.4.5"),
    ),
    "markup_shown": Wording(
        "accessibility",
        _("ここでは太字や見出し、リンクは使えず、記号「%(mark)s」がそのまま表示されます。記号を消してください。"),
        _("JIS X 8341-3 1.3.1"),
    ),
    "by_colour": Wording(
        "accessibility",
        _("「%(words)s」は、色が見えない方には分かりません。欄やボタンの名前で書いてください。"),
        _("JIS X 8341-3 1.3.3、1.4.1"),
    ),
    "by_position": Wording(
        "accessibility",
        _("「%(words)s」は、画面の大きさや音声では分かりません。欄やボタンの名前で書いてください。"),
        _("JIS X 8341-3 1.3.3"),
    ),
    "by_shape": Wording(
        "accessibility",
        _("「%(words)s」は、形が見えない方には分かりません。欄やボタンの名前で書いてください。"),
        _("JIS X 8341-3 1.3.3"),
    ),
    "spaced_word": Wording(
        "accessibility",
        _(
            "「%(words)s」の文字の間に空白があります。一文字ずつ読まれ、検索でも見つからないため、空白を取ってください。"
        ),
        _("JIS X 8341-3 1.3.2"),
    ),
    "machine_dependent": Wording(
        "accessibility",
        _("「%(words)s」は機器によって読まれない文字です。普通の文字で書いてください。"),
        _("JIS X 8341-3 1.1.1"),
    ),
    "hint_missing": Wording(
        "accessibility",
        _("「%(label)s」に補足がありません。書き方か例を書き加えてください。"),
        _("JIS X 8341-3 3.3.2"),
    ),
    "unit_missing": Wording(
        "accessibility",
        _("「%(label)s」に単位がありません。何を数えるのかが分かるように、単位か説明を書き加えてください。"),
        _("JIS X 8341-3 3.3.2"),
    ),
    "label_placeholder": Wording(
        "accessibility",
        _("「%(label)s」は仮の名前のようです。何を聞く質問かが分かる名前にしてください。"),
        _("JIS X 8341-3 2.4.6、3.3.2"),
    ),
    "label_instruction": Wording(
        "accessibility",
        _("質問の名前が「…してください」になっています。名前は短くし、書き方は説明に書いてください。"),
        _("JIS X 8341-3 2.4.6、3.3.2"),
    ),
    "label_mark": Wording(
        "accessibility",
        _("「%(mark)s」は自動で付きます。名前には書かないでください。二度読まれ、設定を変えたときに食い違います。"),
        _("JIS X 8341-3 3.3.2"),
    ),
    "applicant_unmarked": Wording(
        "accessibility",
        _(
            "「%(label)s」が申請する方のことなら、「だれについての質問か」で「申請する本人」を選んでください。入力の手助けを使えるようになります。"
        ),
        _("WCAG 2.2 1.3.5"),
    ),
    "nothing_required": Wording(
        "accessibility",
        _("必須の質問が一つもありません。答えが要る質問は「必須」にしてください。何も書かずに送れてしまいます。"),
        _("JIS X 8341-3 3.3.2"),
    ),
    "label_repeated": Wording(
        "accessibility",
        _("同じページに「%(label)s」が%(count)s回あります。どちらを書いているのかが分かる名前にしてください。"),
        _("JIS X 8341-3 2.4.6"),
    ),
    "page_title_repeated": Wording(
        "accessibility",
        _("「%(label)s」というページが%(count)s回あります。違いが分かる名前にしてください。"),
        _("JIS X 8341-3 2.4.2"),
    ),
    "options_alike": Wording(
        "accessibility",
        _("選択肢「%(label)s」と「%(other)s」は、文字の幅や空白しか違いません。聞いて違いが分かる名前にしてください。"),
        _("JIS X 8341-3 2.4.6"),
    ),
    "page_crowded": Wording(
        "accessibility",
        _(
            "このページには質問が%(count)s問あります。スマートフォンで先が見えなくなるため、話題ごとにページを分けてください。"
        ),
        _("デジタル庁デザインシステム"),
    ),
}

_LANGUAGE: Mapping[str, Wording] = {
    "long_sentence": Wording(
        "language",
        _("一文が%(count)s文字あります。%(limit)s文字を目安に、文を分けてください。「%(words)s…」"),
        _OFFICIAL_WRITING,
    ),
    "double_negative": Wording(
        "language",
        _("「%(words)s」は打ち消しを二度重ねています。「…できます」「…だけです」のように書き直してください。"),
        _OFFICIAL_WRITING,
    ),
    "hard_word": Wording(
        "language", _("「%(word)s」は役所の言葉です。「%(easy)s」と書くと伝わります。"), _OFFICIAL_WRITING
    ),
    "wordy": Wording("language", _("「%(word)s」は長い言い回しです。「%(easy)s」で足ります。"), _OFFICIAL_WRITING),
    "unexplained_word": Wording(
        "language",
        _(
            "「%(word)s」の説明がどこにもありません。初めて出るところに「%(word)s（%(easy)s）」のように書き添えてください。"
        ),
        _OFFICIAL_WRITING,
    ),
    "foreign_word": Wording(
        "language",
        _("「%(word)s」は、知らない方の多い片仮名の言葉です。「%(easy)s」などに言い換えてください。"),
        _FOREIGN_WORDS,
    ),
    "rare_kanji": Wording(
        "language",
        _(
            "「%(word)s」の「%(letters)s」は常用漢字ではありません。仮名で書くか、「%(word)s（読み仮名）」と書いてください。"
        ),
        _("常用漢字表（平成22年内閣告示第2号）"),
    ),
    "kana_instead": Wording(
        "language",
        _("「%(word)s」は仮名で「%(easy)s」と書きます。"),
        _("公用文における漢字使用等について（平成22年内閣訓令第1号）"),
    ),
    "you": Wording(
        "language",
        _("「あなた」は使わず、省くか「申請する方」などと書いてください。窓口や手紙と同じ言葉づかいになります。"),
        _OFFICIAL_WRITING,
    ),
    "commanding": Wording(
        "language",
        _("「%(words)s」は命令に聞こえます。「…してください」と書いてください。"),
        _OFFICIAL_WRITING,
    ),
    "plain_style": Wording(
        "language",
        _("「%(words)s」で終わる文があります。住民に向けた文は「です・ます」にそろえてください。"),
        _OFFICIAL_WRITING,
    ),
    "wide_letters": Wording(
        "language",
        _("数字や英字が全角です。半角にそろえると、読み上げや検索、書き写しで食い違いません。「%(words)s」"),
        _OFFICIAL_WRITING,
    ),
    "narrow_kana": Wording(
        "language",
        _("半角の片仮名「%(words)s」があります。全角で書いてください。"),
        _("JIS X 8341-3 1.1.1、公用文作成の考え方"),
    ),
    "short_date": Wording(
        "language",
        _("日付「%(words)s」は読み上げで分数などに聞こえます。「年月日」で書いてください。"),
        _OFFICIAL_WRITING,
    ),
}

_DATA: Mapping[str, Wording] = {
    "my_number_asked": Wording(
        "data",
        _(
            "個人番号（マイナンバー）を聞いています。法律や条例で決められた事務のほかでは、求めることも集めることもできません。質問を消すか、担当の法令を確かめてください。"
        ),
        _("番号法 第15条、第19条、第20条"),
    ),
    "card_knows": Wording(
        "data",
        _(
            "「%(label)s」は、マイナンバーカードで本人確認をした方なら分かっています。「くわしい設定」の「あらかじめわかる値」でカードの情報を選ぶと、書かずに済みます。"
        ),
        _ONCE_ONLY,
    ),
    "profile_knows": Wording(
        "data",
        _(
            "「%(label)s」は、利用者の登録情報から入れられます。「くわしい設定」の「あらかじめわかる値」で登録情報を選ぶと、書かずに済みます。"
        ),
        _ONCE_ONLY,
    ),
    "register_knows": Wording(
        "data",
        _("「%(label)s」は、市の%(register)sで確かめられます。「確認情報」に加えると、聞かずに済みます。"),
        _("デジタル手続法 第2条、第11条"),
    ),
    "sensitive_asked": Wording(
        "data",
        _(
            "「%(label)s」は要配慮個人情報（%(word)sなど）に当たることがあります。必要な範囲か確かめ、何に使うかを説明に書いてください。"
        ),
        _("個人情報の保護に関する法律 第2条第3項、第61条"),
    ),
    "sex_asked": Wording(
        "data",
        _("「%(label)s」の答えは、条件にも計算にも使われていません。法令や様式で必要でなければ、聞かないでください。"),
        _MINIMUM,
    ),
    "purpose_missing": Wording(
        "data",
        _(
            "「%(label)s」を何に使うかが、どこにも書かれていません。根拠の法令を登録するか、説明に使いみちを書いてください。"
        ),
        _("個人情報の保護に関する法律 第61条、第62条"),
    ),
    "free_text": Wording(
        "data",
        _(
            "「%(label)s」には何でも書けるため、いらない個人情報が集まります。書くことと、書かないでほしいことを説明に書いてください。"
        ),
        _MINIMUM,
    ),
    "idle_question": Wording(
        "data",
        _(
            "「%(label)s」は書かなくてもよく、条件にも計算にも使われず、補足もありません。いらない質問なら消してください。"
        ),
        _MINIMUM,
    ),
}

WORDINGS: Mapping[str, Wording] = MappingProxyType({**_ACCESSIBILITY, **_LANGUAGE, **_DATA})
"""By code. Every code that a rule gives stands here; a test compares."""
