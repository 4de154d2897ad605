"""Words of the staff pages for codes of the rooms below."""

from django.utils.translation import gettext_lazy as _

from procedures.applications.queries import QueueView
from procedures.notifications.services import Topic

VIEWS = {
    QueueView.UNASSIGNED: _("担当者なし"),
    QueueView.UNPAID: _("納付待ち"),
    QueueView.MINE: _("自分の担当"),
    QueueView.DUE_SOON: _("期限が近い"),
    QueueView.OVERDUE: _("期限を過ぎた"),
    QueueView.WAITING: _("申請者の回答待ち"),
    QueueView.DECIDED: _("決定済み"),
    QueueView.CLOSED: _("終了"),
    QueueView.SEARCH: _("探した結果"),
}

EMPTY = {
    QueueView.UNASSIGNED: _("担当者の決まっていない申請はありません。"),
    QueueView.UNPAID: _("手数料の納付を待っている申請はありません。"),
    QueueView.MINE: _("担当している申請はありません。「担当者なし」から担当する申請を選べます。"),
    QueueView.DUE_SOON: _("開庁日で2日以内に期限が来る申請はありません。"),
    QueueView.OVERDUE: _("期限を過ぎた申請はありません。"),
    QueueView.WAITING: _("申請者の修正を待っている申請はありません。"),
    QueueView.DECIDED: _("決定のあとの作業が残っている申請はありません。"),
    QueueView.CLOSED: _("終わった申請はありません。"),
    QueueView.SEARCH: _(
        "当てはまる申請はありません。氏名とフリガナは、姓と名の両方が同じ申請だけが見つかります。"
        "ほかの課の申請は見つかりません。"
    ),
}

SOUGHT = {"n": _("氏名またはフリガナ"), "k": _("フリガナ"), "b": _("生年月日"), "p": _("電話番号")}

TOPICS = {
    Topic.RECEIVED: _("受付のお知らせ"),
    Topic.CORRECTION: _("修正のお願い"),
    Topic.RESUBMITTED: _("修正の受付のお知らせ"),
    Topic.DECIDED: _("決定のお知らせ"),
    Topic.COMPLETED: _("完了のお知らせ"),
    Topic.WITHDRAWN: _("取下げの受付のお知らせ"),
    Topic.FEE_DUE: _("納付のお願い"),
    Topic.FEE_REMINDER: _("納付のお願い（再送）"),
    Topic.FEE_OVERDUE: _("納付の期限切れのお知らせ"),
    Topic.FEE_LAPSED: _("未納による取下げのお知らせ"),
    Topic.FEE_PAID: _("納付の確認のお知らせ"),
    Topic.FEE_REFUNDED: _("返金のお知らせ"),
    Topic.FEE_PAYEE: _("返金の振込先のお願い"),
}

EFFECTS = {
    "documents.make": _("書類（PDF）の作成"),
    "notifications.send_notice": _("お知らせメールの送信"),
    "notifications.send_draft_link": _("下書きを開くリンクのメール送信"),
    "workflow.fee_news": _("納付・返金の申請への反映"),
    "notifications.send_access_code": _("確認コードのメール送信"),
}

# Standard sentences of a correction request; one press adds one to the text.
SENTENCES = (
    _("添えていただいた内容と申請の内容が合っていません。もう一度お確かめください。"),
    _("氏名は、住民票に書かれている文字で入力してください。"),
    _("住所は、番地、建物名、部屋番号まで入力してください。"),
    _("日中に連絡のつく電話番号を入力してください。"),
    _("使用目的と提出先を、具体的に入力してください。"),
)
