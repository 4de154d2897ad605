"""What a citizen reads when proving did not go through, or went through with news: always what to do next.

Which check failed is never told here: it would teach what to forge. Staff find it in the identity events.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`again`: trying once more makes sense. `passed`: the person is signed in and may go on."""

    title: Text
    text: Text
    steps: tuple[Text, ...] = ()
    again: bool = True
    passed: bool = False


_COUNTER = _("マイナンバーカードと、ほかの本人確認書類（運転免許証など）を持って、市役所1階の市民課へお越しください。")
_PAPER = _("お急ぎのときは、市役所の窓口でも同じ手続ができます。")
_KEPT = _("入力した内容は保存されています。")

OUTCOMES: dict[str, Outcome] = {
    "cancelled": Outcome(
        title=_("本人確認を中止しました"),
        text=_KEPT,
        steps=(
            _("続けるときは、「もう一度本人確認をする」を押してください。"),
            _("カードや暗証番号が手元にないときは、用意ができてから、あとで続けられます。"),
        ),
    ),
    "pin-locked": Outcome(
        title=_("暗証番号がロックされています"),
        text=_("暗証番号を続けて間違えたため、カードが使えなくなっています。カードを守るための仕組みです。"),
        steps=(
            _(
                "4桁の暗証番号は、市役所1階の市民課で再設定できます。マイナンバーカードを持って、ご本人がお越しください。"
            ),
            _("6桁から16桁の署名用の暗証番号は、コンビニのキオスク端末でも再設定できます。"),
            _PAPER,
        ),
        again=False,
    ),
    "revoked": Outcome(
        title=_("カードの電子証明書が使えなくなっています"),
        text=_("引っ越しや氏名の変更、カードの紛失の届出などのあとは、電子証明書が使えなくなることがあります。"),
        steps=(_("電子証明書は、市役所1階の市民課で発行し直せます。費用はかかりません。"), _COUNTER, _PAPER),
        again=False,
    ),
    "expired": Outcome(
        title=_("カードの電子証明書の有効期限が切れています"),
        text=_("電子証明書の有効期限は、発行から5回目の誕生日までです。カードの有効期限とは別に決まっています。"),
        steps=(_("電子証明書は、市役所1階の市民課で更新できます。費用はかかりません。"), _COUNTER, _PAPER),
        again=False,
    ),
    "no-certificate": Outcome(
        title=_("カードに署名用電子証明書が入っていません"),
        text=_(
            "この手続には、カードの署名用電子証明書が必要です。発行を希望しなかった方と15歳未満の方のカードには入っていません。"
        ),
        steps=(_("署名用電子証明書は、市役所1階の市民課で発行できます。費用はかかりません。"), _COUNTER, _PAPER),
        again=False,
    ),
    "under-15": Outcome(
        title=_("15歳未満の方の手続は、保護者の方が行います"),
        text=_("15歳未満の方のカードでは、ここから先へ進めません。"),
        steps=(
            _("保護者の方のマイナンバーカードで本人確認をして、代理人として申請してください。"),
            _(
                "代理の申請ができない手続は、市役所の窓口で受け付けます。お子さまと保護者の方の本人確認書類をお持ちください。"
            ),
        ),
    ),
    "other-account": Outcome(
        title=_("このカードは、別のアカウントで使われています"),
        text=_("一つのカードは、一つのアカウントだけに結び付けられます。いまのアカウントには結び付けていません。"),
        steps=(
            _("前に作ったアカウントを使うときは、ログアウトしてから、マイナンバーカードで本人確認をしてください。"),
            _("二つのアカウントをまとめたいときは、電話でご相談ください。"),
        ),
        again=False,
    ),
    "another-person": Outcome(
        title=_("いまのアカウントとは別の方のカードです"),
        text=_("このアカウントには、すでに別のカードが結び付いています。"),
        steps=(
            _("家族の方が手続をするときは、ログアウトしてから、その方のカードで本人確認をしてください。"),
            _("結婚などで氏名が変わり、カードも新しくなった方は、市役所1階の市民課で結び付けを変更できます。"),
            _COUNTER,
        ),
        again=False,
    ),
    "new-card": Outcome(
        title=_("新しいカードを結び付けるには、署名が必要です"),
        text=_(
            "カードの更新や再発行をした方、スマートフォンの電子証明書を使い始めた方は、いまのアカウントに新しいカードを結び付けられます。"
        ),
        steps=(
            _("署名用電子証明書で署名する手続の途中で、新しいカードを使うと、結び付けの確認が表示されます。"),
            _("署名用電子証明書を使わない方は、市役所1階の市民課で結び付けを変更できます。"),
            _COUNTER,
        ),
        again=False,
    ),
    "old-card": Outcome(
        title=_("新しいカードで本人確認をしてください"),
        text=_("このカードの代わりに、新しいカードがアカウントに結び付いています。"),
        steps=(
            _("新しいカード（またはスマートフォンの電子証明書）を使って、もう一度本人確認をしてください。"),
            _("新しいカードに心当たりがないときは、すぐに電話でお知らせください。"),
        ),
    ),
    "weak-account": Outcome(
        title=_("GビズIDプライムまたはメンバーのアカウントが必要です"),
        text=_("GビズIDエントリーでは、法人の確認が済んでいないため、この手続に使えません。"),
        steps=(
            _("GビズIDプライムの発行を、GビズIDのウェブサイトで申請してください。"),
            _("会社の代表の方がプライムをお持ちのときは、メンバーのアカウントを作ってもらえます。"),
        ),
    ),
    "staff": Outcome(
        title=_("職員のアカウントでは、カードによる本人確認はできません"),
        text=_("職員の画面と市民の画面は、アカウントを分けています。"),
        steps=(_("ご自身の申請をするときは、ログアウトしてから、個人としてログインしてください。"),),
        again=False,
    ),
    "closed": Outcome(
        title=_("このアカウントは使えなくなっています"),
        text=_("アカウントの利用を停止しています。"),
        steps=(_("停止の理由と再開の方法は、電話でお問い合わせください。"),),
        again=False,
    ),
    "signature-refused": Outcome(
        title=_("署名を確かめられませんでした"),
        text=_KEPT,
        steps=(
            _("もう一度署名してください。"),
            _(
                "引っ越しや氏名の変更をしたばかりの方は、署名用電子証明書が使えなくなっていることがあります。市役所1階の市民課で発行し直せます。"
            ),
            _PAPER,
        ),
    ),
    "lost": Outcome(
        title=_("本人確認の途中で時間が過ぎました"),
        text=_("本人確認を始めてから10分が過ぎたか、別の画面やブラウザーで続きを開きました。"),
        steps=(_("もう一度、最初から本人確認をしてください。"), _KEPT),
    ),
    "away": Outcome(
        title=_("いま、本人確認のサービスにつながりません"),
        text=_("本人確認のサービスが混み合っているか、点検中です。"),
        steps=(_("数分待ってから、もう一度本人確認をしてください。"), _KEPT, _PAPER),
    ),
    "failed": Outcome(
        title=_("本人確認ができませんでした"),
        text=_KEPT,
        steps=(
            _("マイナアプリを最新の版にしてから、もう一度本人確認をしてください。"),
            _("何度も同じ画面になるときは、電話でお問い合わせください。"),
            _PAPER,
        ),
    ),
    "moved": Outcome(
        title=_("前回と住所が違います"),
        text=_("カードの住所が、前に本人確認をしたときから変わっています。新しい住所で続けられます。"),
        steps=(
            _("書きかけの申請があるときは、住所の欄を確かめてください。"),
            _("引っ越しの届出がまだのときは、先に転入届または転居届を出してください。"),
        ),
        again=False,
        passed=True,
    ),
    "renamed": Outcome(
        title=_("前回と氏名などが違います"),
        text=_(
            "カードの氏名、生年月日または性別が、前に本人確認をしたときから変わっています。新しい内容で続けられます。"
        ),
        steps=(_("書きかけの申請があるときは、氏名の欄を確かめてください。"),),
        again=False,
        passed=True,
    ),
}
