"""`bank_account`, `corporate_number` and `declaration`."""

import pytest

from procedures.forms.bank_accounts import from_symbol, holder_kana, transfer_kana
from procedures.forms.fields.corporate_number import check_digit
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, item, message, parsed, read, shown_again

HOLDER = "口座名義（カナ）"
BANK = {
    "institution": "bank",
    "bank_name": "秋田銀行",
    "bank_code": "０１１９",
    "branch_name": "本店営業部",
    "branch_code": "",
    "kind": "ordinary",
    "number": "12-3456",
    "holder_kana": "あきた しょうじ",
}
YUCHO = {"institution": "yucho", "symbol": "１８６１０", "symbol_number": "12345671", "holder_kana": "ｱｷﾀ ﾊﾅｺ"}


@pytest.mark.parametrize(
    ("symbol", "number", "branch", "name", "account"),
    [
        ("18610", "12345671", "868", "八六八", "1234567"),
        ("10070", "11", "008", "〇〇八", "0000001"),
        ("19990", "9999991", "998", "九九八", "0999999"),
    ],
)
def test_symbols_of_yucho_as_branch_and_number(symbol, number, branch, name, account):
    assert from_symbol(symbol, number) == (branch, name, account)


@pytest.mark.parametrize(
    ("typed", "kept", "sent"),
    [
        ("アキタ　ハナコ", "アキタ ハナコ", "ｱｷﾀ ﾊﾅｺ"),
        ("ｶﾞｷﾞｸﾞ", "ガギグ", "ｶﾞｷﾞｸﾞ"),
        ("しょうじ", "シヨウジ", "ｼﾖｳｼﾞ"),
        ("ｶ)ｱｷﾀｼｮｰｶｲ", "カ)アキタシヨ-カイ", "ｶ)ｱｷﾀｼﾖ-ｶｲ"),
        ("カ）アキタ．イノベーション", "カ)アキタ.イノベ-シヨン", "ｶ)ｱｷﾀ.ｲﾉﾍﾞ-ｼﾖﾝ"),
        ("abc商事", None, None),
        ("秋田花子", None, None),
        ("ガ" * 15, "ガ" * 15, "ｶﾞ" * 15),
        ("ガ" * 16, None, None),
        ("", None, None),
    ],
)
def test_holders_as_transfers_write_them(typed, kept, sent):
    assert holder_kana(typed) == kept
    if kept is not None:
        assert transfer_kana(kept) == sent
        assert holder_kana(kept) == kept


def test_an_account_with_a_bank():
    value = {
        "bank_name": "秋田銀行",
        "bank_code": "0119",
        "branch_name": "本店営業部",
        "branch_code": "",
        "kind": "ordinary",
        "number": "0123456",
        "symbol": "",
        "symbol_number": "",
        "holder_kana": "アキタ シヨウジ",
    }
    assert read("bank_account", BANK) == value
    assert shown_again("bank_account", BANK) == value
    one = item("bank_account")
    lines = ("秋田銀行 本店営業部（0119）", "普通 0123456", "アキタ シヨウジ")
    assert field_type(one).summarise(one, value) == lines
    assert field_type(one).export(one, value)["it.holder_kana"] == "ｱｷﾀ ｼﾖｳｼﾞ"


def test_an_account_with_yucho_keeps_what_was_typed():
    value = read("bank_account", YUCHO)
    assert value == {
        "bank_name": "ゆうちょ銀行",
        "bank_code": "9900",
        "branch_name": "八六八",
        "branch_code": "868",
        "kind": "ordinary",
        "number": "1234567",
        "symbol": "18610",
        "symbol_number": "12345671",
        "holder_kana": "アキタ ハナコ",
    }
    assert shown_again("bank_account", YUCHO) == value
    one = item("bank_account")
    assert field_type(one).summarise(one, value)[1] == "記号 18610　番号 12345671"


def test_boxes_of_the_other_institution_are_not_read():
    assert read("bank_account", {**YUCHO, "bank_name": "\ue000", "number": "x"})["symbol"] == "18610"


def test_a_choice_alone_is_no_account():
    assert read("bank_account", {"institution": "bank", "kind": "ordinary"}) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (
            {**BANK, "institution": ""},
            ("it-institution", "「項目」の金融機関の種類を選んでください。例）銀行・信用金庫など"),
        ),
        ({**BANK, "bank_name": ""}, ("it-bank_name", "「項目の金融機関名」を入力してください。例）秋田銀行")),
        (
            {**BANK, "bank_code": "119"},
            ("it-bank_code", "「項目の金融機関コード」は4桁の数字で入力してください。例）0119"),
        ),
        ({**BANK, "kind": "fixed"}, ("it-kind", "「項目の預金の種類」を選んでください。例）普通")),
        (
            {**BANK, "number": "12345678"},
            ("it-number", "「項目の口座番号」は7桁以内の数字で入力してください。例）0123456"),
        ),
        (
            {**BANK, "holder_kana": "秋田花子"},
            (
                "it-holder_kana",
                f"「項目の{HOLDER}」は、通帳に書かれたカタカナで、30文字までで入力してください。例）アキタ ハナコ",
            ),
        ),
        (
            {**YUCHO, "symbol": "08610"},
            ("it-symbol", "「項目の記号」は1で始まる5桁の数字で入力してください。例）18610"),
        ),
        (
            {**YUCHO, "symbol_number": "1"},
            ("it-symbol_number", "「項目の番号」は8桁以内の数字で入力してください。例）12345671"),
        ),
    ],
)
def test_what_is_no_account(typed, found):
    assert message("bank_account", typed) == found


def test_each_wrong_part_is_told_in_its_box():
    faults = parsed("bank_account", {"institution": "yucho", "symbol": "x"}).faults
    assert [fault.part for fault in faults] == ["symbol", "symbol_number", "holder_kana"]
    one = item("bank_account")
    spec = field_type(one).spec(one, NAME, {"it-symbol": ["x"]}, faults, required=True)
    assert set(spec["errors"]) == {"symbol", "symbol_number", "holder_kana"}
    assert spec["value"]["symbol"] == "x"


@pytest.mark.parametrize("number", ["3000012010001", "7000012050002", "1180301018771"])
def test_check_digits_of_known_bodies(number):
    assert int(number[0]) == check_digit(number[1:])
    assert read("corporate_number", {"": number}) == number
    assert shown_again("corporate_number", {"": number}) == number


@pytest.mark.parametrize(
    ("typed", "value"),
    [("", None), ("３０００－０１２０－１０００－１", "3000012010001"), ("T3000012010001", "3000012010001")],
)
def test_corporate_numbers_as_people_write_them(typed, value):
    assert read("corporate_number", {"": typed}) == value


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("300001201000", "「項目」は13桁の数字で入力してください。"),
        ("三千", "「項目」は13桁の数字で入力してください。"),
        ("3000012010002", "「項目」の番号に間違いがあります。1桁ずつ確かめて、もう一度入力してください。"),
        ("123456789018", "「項目」に個人番号（マイナンバー）と思われる12桁の数字があります。"),
    ],
)
def test_what_is_no_corporate_number(typed, text):
    name, found = message("corporate_number", {"": typed})
    assert (name, found[: len(text)]) == ("it", text)
    assert found.endswith("例）3000012010001")


def test_a_declaration():
    one = item("declaration")
    kind = field_type(one)
    assert read("declaration", {"": "2026-04"}) == {"given": True, "version": "2026-04"}
    assert kind.summarise(one, {"given": True, "version": "2026-04"}) == ("申告しました（2026-04版）",)
    assert kind.summarise(one, None) == ("申告していません",)
    text = "「項目」の内容を確かめ、そのとおりであればチェックを入れてください。"
    assert kind.missing(one, NAME, CONTEXT).message == text
