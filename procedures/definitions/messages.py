"""Every sentence this room can say, by code: it has no gettext, since it is free of Django.

Texts say what is wrong and what to do; names in braces are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        # the document as JSON
        "json_invalid": "JSONとして読めません（{line}行目 {column}文字目）。かっことカンマの対応を確かめてください。",
        "json_not_utf8": "文字コードがUTF-8ではありません。UTF-8で保存し直してください。",
        "json_too_large": "大きすぎます。手続の定義は{limit}MBまでです。",
        "json_too_deep": "入れ子が深すぎます。{limit}段までにしてください。",
        "json_too_many": "要素が多すぎます。{limit}個までにしてください。",
        "json_duplicate_key": "同じ名前「{name}」が二度書かれています。どちらか一つにしてください。",
        "json_number": "数として扱えない値（NaN・無限大・桁数が多すぎる数）があります。普通の数に直してください。",
        "json_bad_character": "使えない文字（制御文字や壊れた文字）が含まれています。取り除いてください。",
        "json_not_object": "定義全体は { } で囲んだオブジェクトにしてください。",
        "json_not_json": "JSONにできない値があります。文字・数・真偽・null・配列・オブジェクトだけを使ってください。",
        "too_many_items": "項目が多すぎます（{count}個）。一つの手続で{limit}個までです。",
        # shape
        "missing": "「{name}」がありません。書き加えてください。",
        "unknown_key": "「{name}」という名前は使えません。つづりを確かめるか、取り除いてください。",
        "wrong_type": "値の種類が違います。{expected}を書いてください。",
        "too_long": "長すぎます。{limit}以下にしてください。",
        "too_short": "短すぎるか、空です。{limit}以上にしてください。",
        "bad_format": "書き方が違います。決まった形（{pattern}）に直してください。",
        "not_a_choice": "使える値は {expected} です。そのどれかにしてください。",
        "out_of_range": "数が範囲の外です（{limit}）。",
        "unknown_item_type": "項目の種類「{tag}」はありません。使える種類は {expected} です。",
        "missing_item_type": "項目の種類（type）がありません。書き加えてください。",
        "invalid": "この値は使えません。書き方を確かめてください。",
        # rules, when read
        "rule_too_deep": "規則の入れ子が深すぎます。{limit}段までにしてください。",
        "rule_too_large": "規則が大きすぎます。{limit}要素までにしてください。",
        "rule_one_operator": "規則のオブジェクトには演算子を一つだけ書いてください。",
        "rule_unknown_operator": "演算子「{operator}」はありません。",
        "rule_arguments": "演算子「{operator}」に渡す値の数（{count}個）が違います。",
        "rule_nested_rows": "「{operator}」を、行の規則の中でもう一度使うことはできません。",
        "rule_variable": 'varには項目の名前を文字で書いてください（例：{{"var": "scope"}}）。',
        "rule_string_too_long": "規則の中の文字が長すぎます。{limit}文字までにしてください。",
        "rule_number": "規則の中の数が大きすぎるか、数ではありません。",
        "rule_not_json": "規則の中にJSONにできない値があります。",
    }
)

OTHER_LABEL: Mapping[str, str] = MappingProxyType(
    {"ja": "その他", "ja-easy": "そのほか", "en": "Other", "zh-hans": "其他", "zh-hant": "其他", "ko": "기타"}
)
