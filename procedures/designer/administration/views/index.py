"""`/settings/`: what an administrator keeps besides the procedures."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from procedures.designer.administration.pages import settings_page
from procedures.designer.pages import administrator_page


@administrator_page
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    tiles = [
        {"label": _("課"), "note": _("名称、電話番号、統合と廃止"), "url": reverse("administration:departments")},
        {"label": _("職員"), "note": _("職員の登録、役割、退職・異動"), "url": reverse("administration:staff")},
        {"label": _("手数料"), "note": _("条例の金額と適用日"), "url": reverse("administration:fees")},
        {"label": _("減免の規定"), "note": _("条例の減免、承認の要否"), "url": reverse("administration:exemptions")},
        {"label": _("歳入科目"), "note": _("会計年度ごとの科目と名称"), "url": reverse("administration:revenues")},
        {
            "label": _("指定納付受託者"),
            "note": _("告示した会社、取り扱う歳入、期間"),
            "url": reverse("administration:trustees"),
        },
        {"label": _("コード表"), "note": _("いくつもの手続で使う選択肢"), "url": reverse("administration:codes")},
        {"label": _("文面"), "note": _("市民へのお知らせとメールの文"), "url": reverse("administration:letters")},
    ]
    return settings_page(request, "designer/administration/index.html", {"tiles": tiles})
