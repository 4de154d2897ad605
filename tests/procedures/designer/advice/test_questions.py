"""What is found in questions: their names, their hints, and whether they need to be asked."""

import pytest

from procedures.designer.advice import advice_on, offered_step, taken_over
from procedures.designer.documents import NoSuchPlace
from procedures.designer.steps import apply
from tests.procedures.designer.advice.documents import asked, codes, with_items

HINTED = {"hint": "審査に使います。"}


def only(document: dict, code: str):
    (found,) = [one for one in advice_on(document) if one.code == code]
    return found


CASES = [
    ("hint_missing", [asked("long_text", "困っていること")], [asked("long_text", "困っていること", **HINTED)]),
    ("hint_missing", [asked("text", "会員の番号", pattern="digits")], [asked("text", "会社の名前")]),
    ("unit_missing", [asked("integer", "住む人数")], [asked("integer", "住む人数", unit="人")]),
    ("unit_missing", [asked("decimal", "土地")], [asked("decimal", "土地", **HINTED)]),
    ("label_placeholder", [asked("text", "新しい質問 3")], [asked("text", "質問したいこと")]),
    ("label_placeholder", [asked("text", "例）山田")], [asked("text", "例外の内容")]),
    ("label_instruction", [asked("text", "会社の名前を入力してください")], [asked("text", "会社の名前")]),
    ("label_mark", [asked("text", "会社の名前（必須）")], [asked("text", "任意後見人の会社")]),
    ("label_mark", [asked("text", "会社の名前＊")], [asked("text", "会社の名前（仮）")]),
    (
        "label_repeated",
        [asked("text", "会社"), asked("date", "会社")],
        [asked("text", "会社"), asked("date", "開いた日")],
    ),
    (
        "options_alike",
        [asked("choice", "区分", options=[{"value": "a", "label": "A 棟"}, {"value": "b", "label": "Ａ棟"}])],
        [asked("choice", "区分", options=[{"value": "a", "label": "A棟"}, {"value": "b", "label": "B棟"}])],
    ),
    (
        "page_crowded",
        [asked("text", f"{number}番目の店") for number in range(21)],
        [asked("text", f"{number}番目の店") for number in range(20)],
    ),
    ("applicant_unmarked", [asked("phone", "電話番号", **HINTED)], [asked("phone", "電話番号", subject="applicant")]),
    (
        "nothing_required",
        [asked("text", f"{number}番目の店", required=False) for number in range(3)],
        [asked("text", f"{number}番目の店", required=number == 2) for number in range(3)],
    ),
    ("my_number_asked", [asked("text", "個人番号")], [asked("text", "マイナンバーカードの有効期限")]),
    (
        "my_number_asked",
        [asked("text", "番号", hint="マイナンバーを記入してください。")],
        [asked("text", "番号", hint="マイナンバーを書く必要はありません。")],
    ),
    ("my_number_asked", [asked("long_text", "家族のマイナンバー")], [asked("yes_no", "個人番号を載せますか")]),
    (
        "card_knows",
        [asked("birth_date", "生年月日", subject="applicant")],
        [asked("birth_date", "生年月日", subject="applicant", source="identity.birth_date")],
    ),
    ("card_knows", [asked("person_name", "申請者の氏名")], [asked("person_name", "お子さんの氏名")]),
    (
        "profile_knows",
        [asked("email", "メールアドレス", subject="applicant")],
        [asked("email", "メールアドレス", subject="applicant", source="profile.email")],
    ),
    ("register_knows", [asked("text", "世帯主の氏名")], [asked("text", "緊急のときの連絡先と続柄")]),
    (
        "sensitive_asked",
        [asked("text", "今の病名")],
        [asked("text", "今の病名", hint="車いすを用意するために使います。")],
    ),
    ("sex_asked", [asked("choice", "性別")], [asked("choice", "性別", hint="部屋を決めるために使います。")]),
    ("free_text", [asked("long_text", "備考")], [asked("long_text", "備考", hint="氏名は書かないでください。")]),
    ("idle_question", [asked("text", "趣味", required=False)], [asked("text", "趣味", required=False, personal=False)]),
    ("idle_question", [asked("text", "趣味", required=False)], [asked("text", "趣味")]),
]


@pytest.mark.parametrize(
    ("code", "faulty", "sound"), CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)]
)
def test_a_rule_finds_the_faulty_question_only(code, faulty, sound):
    assert codes(with_items(*faulty)).count(code) == 1
    assert code not in codes(with_items(*sound))


@pytest.mark.parametrize(
    ("item", "code", "field", "suggestion"),
    [
        (asked("integer", "住む人数"), "unit_missing", "unit", "人"),
        (asked("integer", "段"), "unit_missing", "unit", ""),
        (asked("text", "郵便番号", pattern="postcode"), "hint_missing", "hint", "例）010-8560"),
        (asked("choices", "使う設備"), "hint_missing", "hint", "当てはまるものをすべて選んでください。"),
        (asked("text", "会社の名前を入力してください"), "label_instruction", "label", "会社の名前"),
        (asked("text", {"ja": "会社（必須）", "en": "Firm"}), "label_mark", "label/ja", "会社"),
        (
            asked("long_text", "備考", hint={"ja": "例）急ぐ理由", "en": "e.g. why"}),
            "free_text",
            "hint/ja",
            "この手続に関係のない、病気や家族などのことは書かないでください。例）急ぐ理由",
        ),
    ],
)
def test_a_suggestion_goes_to_its_very_string(item, code, field, suggestion):
    document = with_items(item)
    found = only(document, code)
    assert (found.place, found.suggestion) == (f"/pages/0/items/0/{field}", suggestion)
    if suggestion:
        after = apply(document, [taken_over(document, found)])
        written = after["pages"][0]["items"][0]
        for name in field.split("/"):
            written = written[name]
        assert written == suggestion
        assert code not in codes(after)


def test_a_translation_stays_when_the_japanese_is_mended():
    document = with_items(asked("text", {"ja": "あなたの会社", "en": "Your firm"}))
    after = apply(document, [taken_over(document, only(document, "you"))])
    assert after["pages"][0]["items"][0]["label"] == {"ja": "会社", "en": "Your firm"}


def test_a_text_in_a_list_of_texts_is_replaced_alone():
    document = {"needed": ["マイナンバーカード", "㈱の印"]}
    step = taken_over(document, only(document, "machine_dependent"))
    assert (step.place, step.field, step.after) == ("", "needed", ["マイナンバーカード", "株式会社の印"])
    assert document == {"needed": ["マイナンバーカード", "㈱の印"]}


def test_what_has_no_suggestion_cannot_be_taken_over():
    document = with_items(asked("text", "個人番号"))
    with pytest.raises(ValueError, match="my_number_asked"):
        taken_over(document, only(document, "my_number_asked"))


def test_a_suggestion_shown_at_a_field_is_taken_over_while_it_is_offered():
    document = {"needed": ["㈱の印", "№"], **with_items(asked("text", "あなたの会社", id="firm"))}
    step = offered_step(document, place="", field="needed", suggestion="番号")
    assert step.after == ["㈱の印", "番号"]
    step = offered_step(document, place="items/firm", field="label", suggestion="会社")
    assert apply(document, [step])["pages"][0]["items"][0]["label"] == "会社"
    for place, field, suggestion in (
        ("items/firm", "label", "会社"),  # taken over already
        ("", "needed", "何か"),
        ("items/gone", "label", "番号"),
        ("", "needed", ""),
    ):
        with pytest.raises(NoSuchPlace):
            offered_step(document, place=place, field=field, suggestion=suggestion)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("ご住所をご記入ください", "ご住所"),
        ("被害の様子について教えてください。", "被害の様子"),
        ("当てはまるものを選んでください", ""),
        ("下記より選択してください", ""),
        ("お選びください", ""),
    ],
)
def test_an_instruction_becomes_a_name_where_it_holds_one(label, name):
    assert only(with_items(asked("text", label)), "label_instruction").suggestion == name


@pytest.mark.parametrize(
    "label", ["耐震診断をした日", "協同組合の名前", "障害物の場所", "暴力団との関係", "中小企業診断士の氏名"]
)
def test_words_that_only_sound_sensitive(label):
    assert "sensitive_asked" not in codes(with_items(asked("text", label)))


@pytest.mark.parametrize(
    "label",
    ["住民票の通数", "納税証明書の種類", "課税証明書の年度", "固定資産の場所", "緊急の連絡先の続柄", "会社の登録番号"],
)
def test_words_that_only_sound_registered(label):
    assert "register_knows" not in codes(with_items(asked("text", label)))


@pytest.mark.parametrize(
    "label",
    ["本籍", "住民税の額", "固定資産の評価額", "介護保険の被保険者番号", "手帳の等級", "印鑑登録番号", "市税の滞納"],
)
def test_what_registers_of_the_city_hold(label):
    assert "register_knows" in codes(with_items(asked("text", label)))


@pytest.mark.parametrize("label", ["申請者の配偶者の氏名", "申請者との関係", "請求する方以外の氏名"])
def test_others_than_the_applicant(label):
    assert "card_knows" not in codes(with_items(asked("person_name", label)))


@pytest.mark.parametrize("level", [0, 1])
def test_below_the_card_nothing_is_known_of_the_person(level):
    item = asked("birth_date", "生年月日", subject="applicant")
    document = with_items(item, asked("text", "世帯主の氏名", **HINTED), assurance={"level": level})
    assert not {"card_knows", "register_knows"} & set(codes(document))


def test_a_register_that_is_looked_up_already_is_not_advised():
    evidence = [{"id": "residence", "replaces": "住民票の写し", "register": "resident"}]
    assert "register_knows" not in codes(with_items(asked("text", "世帯主の氏名"), evidence=evidence))
    other = [{"id": "tax", "replaces": "課税証明書", "register": "city_tax"}]
    found = only(with_items(asked("text", "世帯主の氏名"), evidence=other), "register_knows")
    assert "住民基本台帳" in found.message


def test_a_person_in_a_row_is_not_the_applicant():
    rows = {"id": "r", "type": "list", "label": "家族", "items": [asked("person_name", "申請者の氏名", kana=False)]}
    assert "card_knows" not in codes(with_items(rows))


def test_names_may_repeat_in_groups_and_under_conditions():
    group = {"id": "g1", "type": "group", "label": "父", "items": [asked("text", "会社")]}
    other = {"id": "g2", "type": "group", "label": "母", "items": [asked("text", "会社")]}
    assert "label_repeated" not in codes(with_items(group, other))
    first, second = (asked("text", "会社", when={"==": [{"var": "x"}, value]}) for value in ("a", "b"))
    assert "label_repeated" not in codes(with_items(first, second))
    assert "label_repeated" in codes(with_items(first, asked("text", "会社")))


def test_pages_are_told_apart_by_their_titles():
    page = {"title": "申請の内容", "items": []}
    (found,) = advice_on({"pages": [page, page, {"title": "確認", "items": []}]})
    assert (found.code, found.place) == ("page_title_repeated", "/pages/1/title")
    assert codes({"pages": [{"title": "新しいページ", "items": []}]}) == ["label_placeholder"]


def test_a_purpose_is_missing_where_no_law_hint_page_or_rule_tells_it():
    bare = with_items(asked("text", "勤め先"), legal_basis=[])
    assert "purpose_missing" in codes(bare)
    assert "purpose_missing" not in codes(with_items(asked("text", "勤め先")))
    assert "purpose_missing" not in codes(with_items(asked("text", "勤め先", **HINTED), legal_basis=[]))
    assert "purpose_missing" not in codes(with_items(asked("text", "勤め先", personal=False), legal_basis=[]))
    told = with_items({"id": "why", "type": "text_block", "body": "緊急のときに使います。"}, asked("text", "勤め先"))
    assert "purpose_missing" not in codes({**told, "legal_basis": []})
    read = with_items(asked("text", "勤め先", id="work"), legal_basis=[], values=[{"value": {"!": [{"var": "work"}]}}])
    assert "purpose_missing" not in codes(read)


@pytest.mark.parametrize(
    "sections",
    [
        {"values": [{"id": "v", "value": {"==": [{"var": "sex"}, "male"]}}]},
        {"statistics": ["sex"]},
        {"documents": [{"id": "d", "title": "通知", "body": "性別は{sex}です。"}]},
        {"fees": {"lines": [{"item": "a", "when": {"==": [{"var": ["sex", None]}, "male"]}}]}},
    ],
)
def test_what_a_rule_or_a_statistic_reads_is_used(sections):
    assert "sex_asked" not in codes(with_items(asked("choice", "性別", id="sex"), **sections))


def test_a_long_text_without_a_hint_is_told_once():
    item = asked("long_text", "伝えておきたいこと", required=False, **HINTED)
    assert codes(with_items(item)) == ["free_text"]
    assert codes(with_items(asked("long_text", "困っていること", required=False))) == ["hint_missing"]


def test_what_a_rule_of_the_row_reads_is_used():
    rows = {
        "id": "r",
        "type": "list",
        "label": "家族",
        "items": [asked("choice", "性別", id="sex")],
        "checks": [{"id": "c", "when": {"==": [{"var": "item.sex"}, "male"]}}],
    }
    assert "sex_asked" not in codes(with_items(rows))
