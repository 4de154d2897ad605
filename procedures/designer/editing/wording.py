"""What the form says about a setting where its plain name does not tell enough: a question for it, and a hint.

A setting that has no effect yet says so.

Looked up by model and field ("Stage.title"), by "item.<field>" for items of any type, then by the field alone.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.definitions.texts import Model
from procedures.designer.schema import FieldInfo, type_of

LABELS: Mapping[str, Promise] = {
    "Definition.title": _("手続の名前"),
    "Definition.who": _("手続ができる方"),
    "Definition.needed": _("申請の前に用意するもの"),
    "Definition.contact_confirmation": _("連絡先のメールアドレスを確かめる"),
    "Definition.statistics": _("統計に使う項目"),
    "Page.title": _("ページの名前"),
    "Page.when": _("表示する条件"),
    "item.label": _("質問の文"),
    "item.hint": _("補足"),
    "item.when": _("表示する条件"),
    "item.required": _("必須・任意"),
    "GroupItem.label": _("まとまりの見出し"),
    "ListItem.label": _("見出し"),
    "ListItem.min": _("少なくとも何件"),
    "ListItem.max": _("多くて何件"),
    "TextItem.min": _("最小の文字数"),
    "TextItem.max": _("最大の文字数"),
    "LongTextItem.min": _("最小の文字数"),
    "LongTextItem.max": _("最大の文字数"),
    "KanaItem.max": _("最大の文字数"),
    "TextItem.pattern": _("使える文字"),
    "ChoicesItem.min": _("少なくともいくつ選ぶか"),
    "ChoicesItem.max": _("多くていくつ選べるか"),
    "QuantitiesItem.min": _("全部でいくつ以上か"),
    "QuantitiesItem.max": _("全部でいくつまでか"),
    "QuantityOption.max": _("一つの品目の上限"),
    "DateItem.min": _("いちばん早い日"),
    "DateItem.max": _("いちばん遅い日"),
    "BirthDateItem.min": _("いちばん早い日"),
    "BirthDateItem.max": _("いちばん遅い日"),
    "YearMonthItem.min": _("いちばん早い月"),
    "YearMonthItem.max": _("いちばん遅い月"),
    "TimeItem.min": _("いちばん早い時刻"),
    "TimeItem.max": _("いちばん遅い時刻"),
    "item.min": _("最小の値"),
    "item.max": _("最大の値"),
    "item.other": _("「その他」を加えて、文を書けるようにする"),
    "item.options_from": _("コード表から選んでもらう"),
    "item.personal": _("個人情報として守る"),
    "item.source": _("あらかじめわかる値"),
    "item.autocomplete": _("ブラウザーの自動入力"),
    "item.text": _("同意・申告の文"),
    "item.version": _("文の版"),
    "item.evidence": _("どの確認情報を見せるか"),
    "item.value": _("見せる計算"),
    "item.formula": _("行の中の計算"),
    "PersonNameItem.kana": _("フリガナも聞く"),
    "item.old": _("明治5年までの日付も書けるようにする"),
    "item.calendar": _("年の書き方"),
    "AddressItem.scope": _("どこの住所か"),
    "Fact.claim": _("見せる情報"),
    "Fact.label": _("情報の名前"),
    "Fact.type": _("情報の種類"),
    "ComputedValue.label": _("計算の名前"),
    "ComputedValue.type": _("結果の種類"),
    "ComputedValue.value": _("計算の内容"),
    "Eligibility.when": _("受け付けない条件"),
    "Eligibility.message": _("受け付けないときの案内"),
    "Check.when": _("まちがいとする条件"),
    "Check.message": _("まちがいのときの文"),
    "Check.items": _("どの項目のところに出すか"),
    "Assurance.level": _("本人確認のレベル"),
    "Assurance.reason": _("このレベルにする理由"),
    "Assurance.signature": _("電子署名を求める"),
    "Proxy.allowed": _("代理の人の申請を認める"),
    "Proxy.kinds": _("認める代理の種類"),
    "StandardPeriod.business_days": _("標準処理期間（開庁日）"),
    "Accepts.from": _("受付の始まりの日"),
    "Accepts.until": _("受付の終わりの日"),
    "Accepts.limit": _("受け付ける件数の上限"),
    "Accepts.once_per": _("受け付ける回数"),
    "Evidence.replaces": _("代わりになる書類の名前"),
    "Evidence.register": _("調べる台帳"),
    "Evidence.use": _("調べた内容の使い方"),
    "Ground.law": _("根拠になる法令"),
    "Ground.consent": _("本人に同意してもらう文"),
    "FeeLine.item": _("手数料"),
    "FeeLine.when": _("かかる条件"),
    "FeeExemption.item": _("減免する手数料"),
    "FeeExemption.when": _("減免する条件"),
    "FeeExemption.approval": _("職員が認めてから減免する"),
    "FeeExemption.reason": _("減免の理由"),
    "Fees.lines": _("納めてもらう手数料"),
    "Workflow.four_eyes": _("審査する人と決める人を別にする"),
    "Stage.title": _("段階の名前"),
    "Stage.role": _("受け持つ役割"),
    "Stage.department": _("受け持つ課"),
    "Stage.when": _("この段階に進む条件"),
    "Stage.business_days": _("かける日数（開庁日）"),
    "Stage.checks": _("職員が確かめること"),
    "StageCheck.label": _("確かめることの文"),
    "Document.title": _("書類の名前"),
    "Document.when": _("作るとき"),
    "Document.sign": _("電子署名を付ける"),
    "Retention.years": _("保存する年数"),
    "LegalBasis.law": _("法令の名前"),
    "LegalBasis.article": _("条"),
    "LegalBasis.source": _("法律か条例か"),
    "NotNeeded.paper": _("いらない書類"),
    "NotNeeded.reason": _("いらない理由"),
    "Appeal.authority": _("審査請求の相手"),
}

HINTS: Mapping[str, Promise] = {
    "Definition.title": _("例）粗大ごみの収集申込"),
    "Definition.summary": _("一覧に出る1、2文の説明です。"),
    "Definition.who": _("例）秋田市内で犬を飼い始めた方"),
    "Definition.what_next": _("送ったあとに起こることを順に書きます。例）審査して、10日ほどで結果を送ります"),
    "Definition.life_events": _("トップページで、この手続を見つけてもらう入口です。"),
    "Definition.not_needed": _("市が自分で調べるので、出してもらわなくてよい書類です。例）住民票の写し"),
    "Definition.legal_basis": _("この手続を定めている法律や条例です。例）狂犬病予防法第4条"),
    "Definition.eligibility": _("当てはまる人には案内を出し、申請を受け付けません。なければ、何も追加しません。"),
    "Definition.pages": _("申請する人が上から順に進む画面です。一つのページでは一つのことを聞きます。"),
    "Definition.values": _("答えから出す数や日付です。条件、手数料、書類の中で使えます。例）合計の金額"),
    "Definition.evidence": _("市や国の台帳で調べて、出してもらわずに済ませる書類です。なければ、何も追加しません。"),
    "Definition.documents": _("市が作って申請した人に渡す書類です。例）受付票、決定通知書"),
    "Definition.contact_confirmation": _("確認コードをメールで送り、届くことを確かめます。"),
    "Page.title": _("申請する人が読む見出しです。例）飼い主"),
    "Page.intro": _("質問の前に読んでもらう文です。なければ、何も書きません。"),
    "Page.checks": _("答えが食い違うとき、先に進まず直してもらいます。例）終わりの日が始まりの日より前"),
    "ListItem.checks": _("一件の中で答えが食い違うとき、直してもらいます。例）終わりの日が始まりの日より前"),
    "ListItem.label": _("申請する人が読む見出しです。例）登録する犬"),
    "ListItem.items": _("一件ごとに聞く項目です。例）犬の名前"),
    "ListItem.min": _("0にすると、一件も書かずに進めます。"),
    "GroupItem.label": _("申請する人が読む見出しです。例）連絡先"),
    "PersonNameItem.label": _("申請する人が読む文です。例）申請する方の氏名"),
    "BirthDateItem.label": _("申請する人が読む文です。例）お子さんの生年月日"),
    "AddressItem.label": _("申請する人が読む文です。例）住所"),
    "PhoneItem.label": _("申請する人が読む文です。例）電話番号"),
    "EmailItem.label": _("申請する人が読む文です。例）メールアドレス"),
    "BankAccountItem.label": _("申請する人が読む文です。例）振込先の口座"),
    "ConsentItem.label": _("申請する人が読む見出しです。例）住民記録の確認への同意"),
    "DeclarationItem.label": _("申請する人が読む見出しです。例）まちがいがないことの申告"),
    "YesNoItem.label": _("「はい」か「いいえ」で答えられる文にします。例）市内に住んでいますか"),
    "TextItem.label": _("申請する人が読む文です。例）犬の名前"),
    "ChoiceItem.label": _("申請する人が読む文です。例）受け取り方法"),
    "ChoicesItem.label": _("申請する人が読む文です。例）困っていること"),
    "DateItem.label": _("申請する人が読む文です。例）引っ越した日"),
    "YearMonthItem.label": _("申請する人が読む文です。例）生まれた年月"),
    "Fees.lines": _("金額は「設定」の「手数料」で決めます。ここにない手数料は、先にそこで登録します。"),
    "Fees.exemptions": _("手数料を取らない、または減らす場合です。なければ、何も追加しません。"),
    "Workflow.stages": _("届いた申請を職員が処理する順です。例）審査、決裁"),
    "Workflow.four_eyes": _("審査した人は決裁できなくなります。決裁者か管理職が受け持つ段階が要ります。"),
    "Stage.title": _("職員が読む名前です。例）審査"),
    "Stage.checks": _("職員が一つずつ印を付けて確かめます。例）口座の名義が本人と同じか"),
    "StandardPeriod.business_days": _("届いてから決めるまでの日数のめやすです。土・日・祝日は数えません。例）10"),
    "Assurance.level": _("数が大きいほど申請する人の手間が増えます。必要な中でいちばん小さい数を選びます。"),
    "Definition.keywords": _("検索で見つけてもらう言葉を、1行に一つずつ書きます。例）ひっこし"),
    "Definition.needed": _("1行に一つずつ書きます。例）マイナンバーカード"),
    "Definition.statistics": _("個人情報にしていない項目と計算から選びます。"),
    "item.label": _("申請する人が読む文です。例）収集するものと数を選んでください"),
    "item.hint": _("書き方や例を書きます。例）一辺が50cmを超えるものが対象です"),
    "item.unit": _("例）通、人、枚"),
    "item.personal": _("名前や住所など、だれのことかわかるものは必ず選びます。外すと統計に使えます。"),
    "item.source": _("すでにわかっている値は、聞かずに表示します。"),
    "item.subject": _("本人の氏名や連絡先は、受付の一覧、検索、お知らせのメールに使います。"),
    "item.autocomplete": _("本人についての質問で、種類だけではわからないときに選びます。"),
    "item.version": _("文を変えたら版も変えます。例）2026-04"),
    "item.options_from": _("選ぶと、上の選択肢のかわりに使います。"),
    "ListItem.item_label": _("一件ずつの呼び名です。例）お子さん"),
    "Assurance.reason": _("例）氏名と住所を本人のものと確かめる必要があるため"),
    "Evidence.replaces": _("例）住民票の写し"),
    "Ground.law": _("例）住民基本台帳法第12条。法令と同意の文は、どちらか一つを書きます。"),
    "Appeal.authority": _("例）秋田市長"),
    "LegalBasis.law": _("例）住民基本台帳法"),
    "LegalBasis.article": _("例）第12条"),
    "Accepts.limit": _("決めないときは、何も書きません。"),
    "Accepts.from": _("決めないときは、何も書きません。例）2027 4 1"),
    "Accepts.until": _("この日も受け付けます。例）2027 4 30"),
    "Stage.business_days": _("例）3"),
    "Messages.received": _("受付のお知らせに加える文です。例）審査の結果は{promised_date}ごろにお知らせします。"),
    "Messages.correction": _("修正をお願いするお知らせに加える文です。"),
    "Messages.decided": _("決定のお知らせに加える文です。"),
    "SlotItem.earliest": _("0は今日です。例）1"),
    "SlotItem.latest": _("例）60"),
}

_STAGE = _(
    "記録するだけで、まだ働きません。申請は、どの段階でも手続の担当の課が受け持ちます。担当者の画面には、段階の名前と確かめることを、すべて出します。"
)

NOT_YET: Mapping[str, Promise] = {
    "Definition.evidence": _(
        "市の台帳との接続は、まだありません。ここで決めた内容は記録しますが、台帳を調べることも、入力のかわりにすることもできません。"
        "それまでは、同じ内容を質問で聞くか、窓口で確かめてください。"
    ),
    "Evidence.register": _("台帳との接続は、まだありません。接続するまでは、何も届きません。"),
    "Evidence.use": _("台帳と接続するまでは働きません。"),
    "Evidence.fallback": _("台帳と接続するまでは働きません。窓口で見せてもらうことは、手続の説明にも書いてください。"),
    "RegisterFactsItem.evidence": _("台帳と接続するまでは、「まだ市の台帳から届いていません」と表示します。"),
    "item.source": _("「確認情報」と「登録した電話番号」は、まだ届きません。それまでは、ふつうの質問として聞きます。"),
    "Stage.role": _(
        "記録するだけで、まだ働きません。だれが決めるかは、「処理の流れ」の「審査する人と決める人を別にする」で決まります。"
    ),
    "Stage.department": _STAGE,
    "Stage.when": _("記録するだけで、まだ働きません。条件に当てはまらない申請でも、担当者の画面に出します。"),
    "Stage.business_days": _("記録するだけで、まだ働きません。期限は、標準処理期間で数えます。"),
    "Document.sign": _("まだ働きません。選んでも、書類に電子署名は付きません。"),
    "Accepts.once_per": _(
        "アカウントで申請した人を、アカウントごとに数えます。世帯で一度とした場合も、同じです。"
        "アカウントのない申請は断らず、同じ人と思われるものを担当者に知らせます。"
    ),
    "Retention.years": _("記録するだけで、まだ働きません。年数が過ぎても、自動では消えません。"),
}
"""Settings that the portal keeps and does not act on (wholly) yet: said beside each, so that nobody relies on them.

Whoever makes one work takes its line away here.
"""

MARKDOWN = frozenset({"intro", "body", "what_next", "who", "text", "message"})
"""Texts in which headings, lists and emphasis can be written."""

LONG = frozenset({*MARKDOWN, "summary", "consent", "wrong", "received", "correction", "decided", "reason"})
"""Texts that usually take more than one line."""

SECONDARY = frozenset({"source", "subject", "autocomplete", "calendar", "old", "personal"})
"""Settings of an item that are seldom changed; they stand apart."""


def label_of(info: FieldInfo) -> str:
    return _found(LABELS, info) or info.label


def hint_of(info: FieldInfo) -> str:
    """What is to be known about a setting; what it does not do yet stands last."""
    hint, not_yet = _found(HINTS, info), _found(NOT_YET, info)
    return f"{hint.removesuffix('。')}。{not_yet}" if hint and not_yet else hint or not_yet


def _found(words: Mapping[str, Promise], info: FieldInfo) -> str:
    for key in _keys(info.owner, info.name):
        if key in words:
            return str(words[key])
    return ""


def _keys(owner: type[Model], name: str) -> tuple[str, ...]:
    own = f"{owner.__name__}.{name}"
    return (own, f"item.{name}") if type_of(owner) else (own,)
