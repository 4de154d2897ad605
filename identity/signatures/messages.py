"""What a citizen reads after signing: what to do next. Never which check failed; staff read identity.jpki.reasons."""

from django.utils.translation import gettext as _

from identity.jpki.reasons import LATER, Reason

# What a new attempt with the same card may mend: it came broken, or is of another text.
_BROKEN = frozenset(
    {
        Reason.TOO_LARGE,
        Reason.NOT_DER,
        Reason.STRUCTURE,
        Reason.SIGNERS,
        Reason.ATTACHED,
        Reason.SIGNATURE,
    }
)


def citizen_message(reason: Reason) -> str:
    """One message for each way out: done, again, later, or to the counter."""
    if reason is Reason.GOOD:
        return _("電子署名を受け付けました。")
    if reason in LATER:
        return _(
            "いまは電子署名を確かめられません。入力した内容は残っています。"
            "10分ほどたってから、もう一度署名してください。"
        )
    if reason is Reason.TOO_LATE:
        return _("署名の受付時間が過ぎました。入力した内容は残っています。内容を確かめて、もう一度署名してください。")
    if reason in _BROKEN:
        return _(
            "電子署名を受け取れませんでした。入力した内容は残っています。もう一度署名してください。"
            "何度も続くときは、画面の下にある電話番号に問い合わせてください。"
        )
    return _(
        "この署名用電子証明書では署名できません。入力した内容は残っています。"
        "引っ越しや氏名の変更、期限切れのあとは、新しい証明書が必要です。"
        "マイナンバーカードを持って、市役所の窓口で手続してください。"
    )
