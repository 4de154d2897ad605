"""The standard sentences of every message and mail, in the order in which they show."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from procedures.notifications.letter_parts import (
    OWN,
    WORDS,
    Inserted,
    Letter,
    Part,
    happened,
    line,
    of_draft,
    of_topic,
    promised,
    subject,
    to_pay,
)
from procedures.notifications.topics import Topic

_OF_CASES: tuple[Letter, ...] = (
    of_topic(
        Topic.RECEIVED,
        _("受付のお知らせ"),
        _("申請などが届いたとき"),
        subject(_("受け付けました：{procedure}")),
        happened(_("{noun}を受け付けました。")),
        Part(
            "receipt",
            _("受付番号の案内"),
            _("受付番号は {receipt_number} です。"),
            frozenset({"receipt_number"}),
            optional=False,
        ),
        *to_pay(),
        promised(),
        OWN,
    ),
    of_topic(
        Topic.CORRECTION,
        _("修正のお願い"),
        _("職員が内容の修正を求めたとき"),
        subject(_("内容の修正をお願いします：{procedure}")),
        happened(_("{noun}の内容に、修正をお願いしたいところがあります。")),
        WORDS,
        OWN,
        Part(
            "how",
            _("修正のしかた"),
            _("状況のページから修正して、もう一度送ってください。修正が届くまで、審査は進みません。"),
            optional=False,
        ),
    ),
    of_topic(
        Topic.RESUBMITTED,
        _("修正の受付"),
        _("修正した内容が届いたとき"),
        subject(_("修正を受け付けました：{procedure}")),
        happened(_("修正した{noun}の内容を受け付けました。")),
        Part("again", _("審査の再開"), _("審査を再開します。")),
        promised(),
    ),
    of_topic(
        Topic.DECIDED,
        _("結果のお知らせ"),
        _("決定したとき"),
        subject(_("結果をお知らせします：{procedure}")),
        happened(_("{noun}の結果が出ました。"), inbox=False),
        Part("refused", _("認めないとき"), _("{noun}を認めない決定をしました。"), flag="refused", optional=False),
        Part("approved", _("認めるとき"), _("{noun}のとおり認める決定をしました。"), flag="approved", optional=False),
        Part("reasons", _("認めない理由"), _("理由：{reasons}"), frozenset({"reasons"}), "refused", optional=False),
        Part("words", _("職員が書いた文"), "", flag="approved", insert=Inserted.WORDS),
        OWN,
        Part("document", _("決定通知書の案内"), _("決定通知書は、状況のページで受け取ってください。"), optional=False),
        Part(
            "appeal",
            _("不服があるときの案内"),
            _("決定に不服がある場合の方法は、決定通知書に書いてあります。"),
            flag="refused",
            optional=False,
        ),
    ),
    of_topic(
        Topic.COMPLETED,
        _("完了のお知らせ"),
        _("手続が終わったとき"),
        subject(_("手続が終わりました：{procedure}")),
        happened(_("{noun}の手続が終わりました。")),
        WORDS,
    ),
    of_topic(
        Topic.WITHDRAWN,
        _("取下げの受付"),
        _("申請した人が取り下げたとき"),
        subject(_("取下げを受け付けました：{procedure}")),
        happened(_("{noun}の取下げを受け付けました。")),
        Part("again", _("次の手続の案内"), _("審査は行いません。必要になったときは、はじめから手続してください。")),
    ),
)

_CROSSED = _("行き違いで納めていただいたときは、このお知らせを読み捨ててください。")
_OF_FEES: tuple[Letter, ...] = (
    of_topic(
        Topic.FEE_DUE,
        _("納付のお願い"),
        _("手数料が決まったとき"),
        subject(_("手数料の納付をお願いします：{procedure}")),
        happened(_("{noun}の手数料が決まりました。納付をお願いします。")),
        *to_pay(),
        WORDS,
    ),
    of_topic(
        Topic.FEE_REMINDER,
        _("納付期限が近いお知らせ"),
        _("納付の期限が近づいたとき"),
        subject(_("手数料の納付の期限が近づいています：{procedure}")),
        happened(_("{noun}の手数料が、まだ納められていません。")),
        *to_pay(),
        Part("crossed", _("行き違いのとき"), _CROSSED),
    ),
    of_topic(
        Topic.FEE_OVERDUE,
        _("納付期限を過ぎたお知らせ"),
        _("納付の期限を過ぎたとき"),
        subject(_("手数料の納付の期限を過ぎました：{procedure}")),
        happened(_("{noun}の手数料が、納付の期限までに納められていません。")),
        *to_pay(),
        Part(
            "still",
            _("これからの納め方"),
            _("いまも納められます。納められないときや、取り下げるときは、担当の課へお知らせください。"),
        ),
        Part("crossed", _("行き違いのとき"), _CROSSED),
    ),
    of_topic(
        Topic.FEE_LAPSED,
        _("納付がなく終わったお知らせ"),
        _("納付されないまま終わりにしたとき"),
        subject(_("手続を終わりにしました：{procedure}")),
        happened(_("{noun}の手数料が期限までに納められなかったため、取り下げたものとして扱いました。")),
        Part(
            "again",
            _("次の手続の案内"),
            _("手数料を納める必要はなくなりました。必要になったときは、はじめから手続してください。"),
        ),
        Part(
            "crossed",
            _("納めたはずのとき"),
            _("期限までに納めていただいたはずのときは、担当の課へお知らせください。"),
        ),
    ),
    of_topic(
        Topic.FEE_PAID,
        _("納付の確認"),
        _("手数料が納められたとき"),
        subject(_("手数料の納付を確認しました：{procedure}")),
        happened(_("{noun}の手数料の納付を確認しました。")),
        Part(
            "paid",
            _("納めた日と金額"),
            _("{paid_on}に{amount}を納めていただきました。"),
            frozenset({"paid_on", "amount"}),
            optional=False,
        ),
        Part("record", _("記録の案内"), _("納付済みの記録は、状況のページで見ることができます。")),
    ),
    of_topic(
        Topic.FEE_REFUNDED,
        _("還付のお知らせ"),
        _("手数料を返したとき"),
        subject(_("手数料をお返ししました：{procedure}")),
        happened(_("{noun}の手数料をお返しする手続が終わりました。")),
        Part("amount", _("返した金額"), _("お返しした金額は{amount}です。"), frozenset({"amount"}), optional=False),
        Part(
            "days",
            _("日数の案内"),
            _("カードなどで納めたときは、利用した会社の明細に表れるまで、日数がかかることがあります。"),
        ),
    ),
    of_topic(
        Topic.FEE_PAYEE,
        _("還付の振込先のお願い"),
        _("手数料を口座への振込で返すとき"),
        subject(_("返金の振込先を入力してください：{procedure}")),
        happened(_("{noun}の手数料を、口座への振込でお返しします。")),
        Part("amount", _("返す金額"), _("お返しする金額は{amount}です。"), frozenset({"amount"}), optional=False),
        Part(
            "where",
            _("振込先の入力"),
            _("状況のページで、振込先の口座を入力してください。メールや電話で口座をお聞きすることはありません。"),
            optional=False,
        ),
    ),
)


_NOTHING = frozenset[str]()
_CODE = _("確認コードのお知らせ（秋田市デジタル市役所）")
_MAILS: tuple[Letter, ...] = (
    Letter(
        "mail",
        _("お知らせのメールの枠"),
        _("お知らせがあることを知らせるすべてのメール"),
        (
            line("greeting", _("はじめの文"), _("秋田市デジタル市役所からのお知らせです。")),
            line("look", _("ページの案内"), _("くわしい内容は、次のページで確認してください。")),
            line(
                "account",
                _("アカウントがある人に"),
                _("ページを開くには、申請したときのアカウントでログインしてください。"),
            ),
            line(
                "guest",
                _("アカウントがない人に"),
                _("申請したときと別の機器で見るときは、次のページで受付番号を入力してください。"),
            ),
            line(
                "guest_code",
                _("確認コードの案内"),
                _("このメールアドレスに届く確認コードで、内容を見ることができます。"),
            ),
        ),
        frozenset({"procedure", "department", "phone"}),
    ),
    Letter(
        "access_code",
        _("申請を見るための確認コード"),
        _("受付番号で申請を見ようとしたとき"),
        (
            subject(_CODE),
            line("opening", _("何のメールか"), _("秋田市デジタル市役所で申請を見るための確認コードです。")),
            line("use", _("使い方"), _("10分以内に、コードを求めている画面に入力してください。1回だけ使えます。")),
            line(
                "unknown",
                _("心当たりがないとき"),
                _("操作に心当たりがないときは、このメールを削除してください。申請は開かれていません。"),
            ),
        ),
        frozenset({"department", "phone"}),
    ),
    Letter(
        "contact_code",
        _("連絡先を確かめる確認コード"),
        _("手続でメールアドレスを入力したとき"),
        (
            subject(_CODE),
            line(
                "opening",
                _("何のメールか"),
                _("秋田市デジタル市役所です。手続の連絡先として、このメールアドレスが入力されました。"),
            ),
            line("use", _("使い方"), _("次の確認コードを、コードを求めている画面に入力してください。")),
            line(
                "careful",
                _("有効な時間と注意"),
                _(
                    "{minutes}分以内に入力してください。コードをほかの人に教えないでください。"
                    "市の職員がコードをたずねることはありません。"
                ),
                needs=frozenset({"minutes"}),
            ),
            line(
                "unknown",
                _("心当たりがないとき"),
                _("操作に心当たりがないときは、このメールを削除してください。手続は行われていません。"),
            ),
        ),
        _NOTHING,
    ),
    of_draft(
        "draft_link",
        _("続きを入力するためのリンク"),
        _("入力を保存して中断したとき"),
        _("続きを入力するためのリンク：{procedure}"),
        _("入力の途中の内容を保存しました。次のページから続けることができます。"),
    ),
    of_draft(
        "draft_reminder",
        _("下書きがまもなく消えるお知らせ"),
        _("下書きの保存期限が近づいたとき"),
        _("入力の途中の内容がまもなく消えます：{procedure}"),
        _("入力の途中の内容が、まもなく消えます。続けるときは、次のページを開いてください。"),
    ),
)

LETTERS: Mapping[str, Letter] = MappingProxyType({one.key: one for one in (*_OF_CASES, *_OF_FEES, *_MAILS)})
