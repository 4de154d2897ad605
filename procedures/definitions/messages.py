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
        "json_not_object": "定義全体は {{ }} で囲んだオブジェクトにしてください。",
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
        # rules, when published
        "rule_unknown_name": "規則が使う名前「{name}」の項目や計算はありません。つづりを確かめてください。",
        "rule_unknown_part": "「{name}」の「{part}」という部分はありません。",
        "rule_item_outside_row": "itemは、行の中の規則と some・all・count・sum の中でだけ使えます。",
        "rule_result_type": "規則の結果は{expected}でなければなりませんが、{found}になっています。",
        "rule_argument_type": "「{operator}」には{expected}が必要ですが、{found}が渡されています。",
        "rule_different_types": "「{operator}」で種類の違うもの（{left}と{right}）を比べています。",
        "rule_mixed_types": "種類の違うもの（{left}と{right}）が混ざっています。どちらかにそろえてください。",
        "rule_not_comparable": "「{operator}」で一覧や部分のある値は比べられません。部分の名前まで書いてください。",
        "rule_no_order": "「{operator}」で大小を比べられるのは数と日付だけです（{found}が渡されています）。",
        "rule_compares_null": "nullとの比較（{operator}）は成り立ちません。答えがないことは ! で調べてください。",
        "rule_not_list": "「{operator}」には一覧が必要ですが、{found}が渡されています。",
        "rule_unknown_option": "選択肢「{value}」はありません。使える値は {options} です。",
        "rule_later_in_row": "行の中で後に聞く項目「{name}」は使えません。先に聞く項目だけを使えます。",
        "rule_cycle": "互いに相手の結果を待っている条件や計算があります（{names}）。どれか一つの規則を外してください。",
        "never_shown": "表示する条件が成り立つことがありません。条件を直すか、取り除いてください。",
        "never_reached": "どう答えても表示されません。ぶつかっている条件：{rules}。どれかを直してください。",
        "stage_never_reached": "この段階に進むことがありません。ぶつかっている条件：{rules}。どれかを直してください。",
        # before publishing, to look at
        "reach_unproven": "この条件が成り立つ答えが見つかりません。成り立つ場合があるか、確かめてください。",
        "reach_too_large": "答えの組み合わせを{limit}通り試しました。成り立つ場合があるか、確かめてください。",
        "fee_never": "この手数料がかかることがありません。条件を確かめてください。",
        "option_never": "選択肢「{name}」を使う条件が成り立つことがありません。条件を確かめてください。",
        "check_never": "この確かめの条件が成り立つことがありません。条件を直すか、取り除いてください。",
        "check_not_beside": "確かめの対象「{name}」は、同じページ（行の確かめでは同じ行）で聞く項目にしてください。",
        "stage_never": "この段階に進む条件が成り立つことがありません。条件を直すか、取り除いてください。",
        # names
        "duplicate_id": "名前「{name}」が二度使われています（もう一方：{other}）。どちらかを変えてください。",
        "reserved_page_id": "ページの名前「{name}」はアドレスで使用済みです。別の名前にしてください。",
        "reserved_name": "「{name}」は規則で別の意味を持ちます。別の名前にしてください。",
        "options_one_source": "選択肢は、自分で書くか、コード表から選ぶか、どちらか一つにしてください。",
        "unknown_code_list": "コード表「{name}」はありません。つづりを確かめてください。",
        "no_other_in_list": "コード表から選ぶ項目に「その他」は加えられません。「その他」を外してください。",
        "slot_in_row": "予約枠は行の中では聞けません。行の外の項目にしてください。",
        "duplicate_option": "選択肢の値「{name}」が二度使われています。どちらかを変えてください。",
        "other_is_reserved": "「その他」を加える設定のときは、自分で「その他」の選択肢を書けません。",
        "unknown_evidence": "確認情報「{name}」がありません。確認情報に加えるか、別のものを選んでください。",
        "unknown_claim": "確認情報「{name}」に「{claim}」はありません。別のものを選んでください。",
        "unknown_statistic": "統計に使う「{name}」という項目や計算はありません。",
        "personal_statistic": "「{name}」は個人情報なので統計に使えません。統計から外してください。",
        "result_value": "計算結果には、見せる計算を選んでください（行の中の計算は、繰り返しの中だけで使えます）。",
        "result_formula": "繰り返しの中では、行の中の計算を書いてください（ほかの計算は、繰り返しの外で見せます）。",
        "unknown_value": "計算「{name}」がありません。計算に加えるか、別の計算を選んでください。",
        "duplicate_statistic": "統計に「{name}」が二度書かれています。一つにしてください。",
        # values of settings that do not fit together
        "min_over_max": "最小（{min}）が最大（{max}）より大きくなっています。",
        "slot_window": "いちばん早い日（{earliest}開庁日後）がいちばん遅い日（{latest}開庁日後）より後です。",
        "max_over_options": "選べる数の最大（{max}）が選択肢の数（{count}）を超えています。",
        "accepts_order": "受付の終わりが始まりより前になっています。",
        "autocomplete_not_own": "自動入力は、申請する本人の情報だけに使えます。だれについての質問か確かめてください。",
        "ground_one": "照会の根拠は、法律か本人の同意の文面のどちらか一つを書いてください。",
        "signature_level": "電子署名を求めるときは本人確認レベルを3にしてください。",
        "contact_level": "本人確認のレベル1では「連絡先のメールアドレスを確かめる」を選んでください。",
        "contact_email": "連絡先を確認するには、メールアドレスの項目が必要です。",
        "nobody_named": "申請する人の氏名の項目がありません。担当者が氏名で探せません。"
        "「氏名」の項目で「だれについての質問か」を「申請する本人」にしてください。なければ、項目を追加してください。",
        "nobody_to_write_to": "お知らせを送るメールアドレスの項目がありません。"
        "「メールアドレス」の項目で「だれについての質問か」を「申請する本人」にしてください。なければ、項目を追加してください。",
        "proxy_kinds": "代理を認めるときは種類を書き、認めないときは書かないでください。",
        "fee_timing_none": "手数料があるのに、納める時期が「なし」になっています。納める時期を選んでください。",
        "fee_lines_missing": "納める時期が決まっているのに、手数料がありません。納めてもらう手数料を追加してください。",
        "fee_exemption_item": "減免の対象「{name}」は、納めてもらう手数料の中にありません。",
        "fee_quantity": "手数料の数は1以上の整数にしてください。",
        "four_eyes_role": "審査する人と決める人を別にする手続には、決裁者か管理職が受け持つ段階が必要です。",
        # parts that a kind of procedure must or must not have
        "needs_standard_period": "申請と交付請求には標準処理期間が必要です。開庁日の数を入力してください。例）10",
        "needs_appeal": "申請と交付請求には、審査請求の相手が必要です。入力してください。例）秋田市長",
        "needs_legal_basis": "申請・届出・交付請求には、根拠法令が必要です。一つ以上追加してください。",
        "no_refusal": "届出は届いた時点で完了し、却下できません。「{name}」は書けません。",
        "no_decision": "通報には決定がありません。「{name}」は書けません。",
        "no_clock": "通報には標準処理期間がありません。日数を消してください。",
        # texts
        "unknown_placeholder": "差し込み「{name}」はありません。使える名前は {expected} です。",
        "letter_words": "自由に書く書類には、題と文の両方が必要です。書き加えてください。",
        "letter_only": "文を書けるのは、自由に書く書類だけです。書類の種類を変えるか、文を消してください。",
        "document_moment": "この時期には作れません。受付票は受付、決定通知書は決定、納付済みの記録は納付のときです。",
        "stray_brace": "かっこ {{ }} は差し込みの名前を囲むときだけ使えます。",
        "html_in_text": "HTMLのタグは使えません。見出し・箇条書き・強調の記号を使ってください。",
    }
)

OTHER_LABEL: Mapping[str, str] = MappingProxyType(
    {"ja": "その他", "ja-easy": "そのほか", "en": "Other", "zh-hans": "其他", "zh-hant": "其他", "ko": "기타"}
)
