"""Patterns of Japanese that the rules look for. Repetitions are bounded: any text is read in linear time."""

import re
from collections.abc import Callable

_THINGS = "部分|欄|セル|チェックボックス|枠|項目|文字|ボタン|リンク|印|マーク|アイコン|箇所|ところ"
COLOUR = re.compile(
    r"(?:赤|青|緑|黄緑|黄|紫|オレンジ|ピンク|灰|グレー|黒|白|水)(?:色|字|文字|い|枠|線)?"
    r"(?:で(?:書かれ|書い|示され|示し|囲まれ|囲ん|表示され|表示し|記載され|記載し|印刷され)[ただ])?(?:の|な)?"
    rf"(?:{_THINGS})"
    rf"|色(?:の|が)(?:付い|つい|変わっ|濃い|薄い)[^、。]{{0,4}}?(?:{_THINGS})",
)
POSITION = re.compile(
    r"(?:画面の?)?[右左](?:上|下|側|端|手)?(?:の|にある|に表示された)(?:大きな|小さな)?[^、。\s]{0,4}?"
    r"(?:ボタン|欄|枠|セル|チェックボックス|リンク|アイコン|メニュー|表|一覧)",
)
SHAPE = re.compile(r"(?:丸|四角|三角|星|矢印)(?:い|の|形の|型の|印の)(?:ボタン|アイコン|欄|枠|リンク|マーク)")
POINTER = re.compile(r"(?:ダブル)?クリック|タップ")

# The third form: what is not done unless something else is not done.
DOUBLE_NEGATIVE = re.compile(
    r"なく[はも](?:ない|ありません)"
    r"|ない(?:わけ|こと|もの|はず|の)(?:で[はも]|には|は|も)(?:ない|ありません|なく)"
    r"|ないとは(?:限らない|限りません|[言い]えない|[言い]えません)"
    r"|(?:ない限り|なければ(?!な[らり]|いけ))(?:(?!かまい|構い|必要は|心配)[^。\n]){0,40}?[えきけせてねべめれげられ](?:ない|ません)",
)
YOU = re.compile(r"(?:あなた|貴方|貴殿)(?:さま|様)?(?:の|が|は、?|に|も)?")
COMMAND = re.compile(r"(?:(?<=[一-鿿ァ-ヴー])(?:すること|のこと|されたい)|せよ|すべし)(?=。|$)", re.MULTILINE)
REQUEST = "してください"
_KANJI = "[一-鿿々]"
PLAIN_END = re.compile(
    rf"[^。\n]{{0,8}}(?:である|だ|[るた]|ない|(?<!され)たい|しい|(?<={_KANJI})[うくすぬむぶぐ]|(?<=[持立待打勝育保])つ)(?=。)"
)
POLITE_END = re.compile(r"(?:ました|でした)$")
# Endings that become polite by rule. Of verbs in る the row of the letter before decides; after kanji it is not known.
_I_ROW = str.maketrans("うくすぬむぶぐわかさたなまばがら", "いきしにみびぎいきしちにみびぎり")
POLITE_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?:である|(?<!ん)だ)(?=。)"), lambda _: "です"),
    (re.compile(r"([はがも])ない(?=。)"), lambda match: f"{match[1]}ありません"),
    (re.compile(r"([えけげせてでねべめれいきしちにみびり])ない(?=。)"), lambda match: f"{match[1]}ません"),
    (re.compile(r"([わかさたなまばがら])ない(?=。)"), lambda match: f"{match[1].translate(_I_ROW)}ません"),
    (re.compile(r"([なあ])る(?=。)"), lambda match: f"{match[1]}ります"),
    (re.compile(r"する(?=。)"), lambda _: "します"),
    (re.compile(r"([えけげせてでねべめれいきしちにみびり])る(?=。)"), lambda match: f"{match[1]}ます"),
    (re.compile(r"([かがさたなまらもとこぼう])る(?=。)"), lambda match: f"{match[1]}ります"),
    (re.compile(rf"(?<={_KANJI})([うくすぬむぶぐ])(?=。)"), lambda match: f"{match[1].translate(_I_ROW)}ます"),
    (re.compile(rf"(?<={_KANJI})した(?=。)"), lambda _: "しました"),
)

WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
NARROW_KANA = re.compile(r"[ｦ-ﾟ]+")
WESTERN_DATE = re.compile(r"(?<![\d/.])((?:19|20)\d\d)[/.](1[0-2]|0?[1-9])[/.](3[01]|[12]\d|0?[1-9])(?![\d/.])")
ERA_DATE = re.compile(r"(?<![A-Za-z])([RHS])(\d{1,2})[./](1[0-2]|0?[1-9])[./](3[01]|[12]\d|0?[1-9])(?![\d/.])")
ERAS = {"R": "令和", "H": "平成", "S": "昭和"}

EXAMPLE = re.compile(r"(?:例）|例\)|例：|（例)[^\n]*")
"""From here to the end of the line stands what somebody might write: names, addresses, numbers."""
KANJI_WORD = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff々〆]+")
READING = re.compile(r"^[」』]?（[ぁ-ゖァ-ヺー・　 ]+）")

PLACEHOLDER = re.compile(
    r"(?:例[）):：].*|(?:新しい|新規)?(?:質問|項目|設問|ラベル|見出し|ページ|選択肢|文章|無題|名称未設定|タイトル|テスト|ダミー)"
    r"|test|label|untitled|[xX○×・.…?？-]+)[\s　]*[0-9０-９]*",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"(?:(?P<name>.{1,80}?)(?:を|について)|.{0,80}?)、?(?:ご|お)?"
    r"(?:入力|記入|選択|回答|書き|書いて|選んで|選び|教えて|知らせ)(?:して)?(?:ください|下さい)。?",
)
NO_NAME = re.compile(r"(?:もの|こと|すべて|全て|次|以下|下記|どれか|いずれか|一つ|1つ|必要事項|内容)$")
LABEL_MARK = re.compile(r"[（(【［\[](?:必須|任意|必ず記入|省略可|入力必須)[）)】］\]]|^[*＊※]|[*＊※]$")

MY_NUMBER = re.compile(r"(?:個人番号|マイナンバー)(?!カード|を(?:載|の)せ|の(?:記載|通知))")
MY_NUMBER_WANTED = re.compile(
    r"(?:個人番号|マイナンバー)(?:（[^）]{0,20}）)?(?:[0-9]{1,2}桁)?を(?:ご?記入|ご?入力|書いて(?!は)|お?書き)(?!しない|する必要)"
)
CARD_LABELS = (
    (re.compile(r"氏名|名前"), "person_name"),
    (re.compile(r"生年月日"), "birth_date"),
    (re.compile(r"住所"), "address"),
)
OWN = re.compile(r"(?:ご|お)?(?:氏名|名前|住所|生年月日|電話番号)|メールアドレス")
APPLICANT = re.compile(
    r"(?:申請|届出|請求|申込|申出|申し込む|申請する|届け出る|請求する)(?:者|人|方)(?:の|・|（本人）の?)?"
    r"(?:氏名|お?名前|ご?住所|生年月日|電話|メール)",
)
SENSITIVE = re.compile(
    r"病歴|病名|持病|既往|(?<!耐震)診断(?!士)|症状|障害(?!物)|障がい|障碍|通院|入院|服薬|治療|健診|検診|妊娠"
    r"|人種|民族|信条|宗教|思想|政治|労働組合|犯罪|前科|前歴|逮捕|刑罰|保護観察|暴力(?!団)|虐待|被差別|社会的身分|性的指向|性自認",
)
SEX = re.compile(r"性別|男女の別|戸籍上の性")
ABOUT_OTHERS = re.compile(r"立ち会|緊急|連絡|相手|新しい|これから")
"""Not yet, or not in the city's registers: people to call, a household that is still to move."""
PURPOSE = re.compile(
    r"ため|使い|使う|使わ|用いる|確かめ|確認し|判断|判定|決め|必要|参考|計算|お送り|連絡|お知らせ|届け|当たる"
)
FREE = re.compile(
    r"備考|その他|そのほか|自由|通信欄|特記|連絡事項|伝え(?:ておき)?たいこと|ご?意見|ご?要望|何でも|なんでも"
)
LIMITED = re.compile(r"書かない|書かず|記入しない|入力しない|要りません|いりません|だけ(?:を)?書")
