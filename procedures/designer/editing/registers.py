"""The city's registers (台帳) and what they can tell, by the names that documents use for them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REGISTERS: Mapping[str, Promise] = {
    "resident": _("住民記録"),
    "family_register": _("戸籍"),
    "family_register_annex": _("戸籍の附票"),
    "seal_registration": _("印鑑登録"),
    "city_tax": _("市民税"),
    "fixed_asset": _("固定資産"),
    "tax_payment": _("市税の納付"),
    "national_health_insurance": _("国民健康保険"),
    "health_insurance": _("健康保険"),
    "care_insurance": _("介護保険"),
    "public_account": _("公金受取口座"),
    "child_rearing_allowance": _("児童扶養手当"),
    "disability_handbook": _("障害者手帳"),
    "fire_course": _("防火管理の講習"),
    "corporate_number": _("法人番号"),
    "sports_team": _("スポーツ団体の登録"),
}

CLAIMS: Mapping[str, Promise] = {
    "name": _("氏名"),
    "address": _("住所"),
    "addresses": _("住所の移り変わり"),
    "birth_date": _("生年月日"),
    "household": _("世帯の全員"),
    "household_size": _("世帯の人数"),
    "relationship": _("続柄"),
    "marital_status": _("婚姻の状況"),
    "civil_status": _("身分事項"),
    "heirs": _("相続人"),
    "deceased_on": _("亡くなった日"),
    "income": _("所得"),
    "tax": _("税額"),
    "deductions": _("控除"),
    "arrears": _("滞納"),
    "paid": _("納付の状況"),
    "account": _("口座"),
    "insurer": _("保険者"),
    "insured": _("加入の状況"),
    "insured_number": _("被保険者番号"),
    "symbol_number": _("記号と番号"),
    "acquired_on": _("資格を得た日"),
    "lost_on": _("資格を失った日"),
    "valid_until": _("有効期限"),
    "current_level": _("今の要介護度"),
    "receiving": _("受給の状況"),
    "grade": _("等級"),
    "number": _("番号"),
    "owner": _("所有者"),
    "property": _("物件"),
    "structure": _("構造"),
    "registered": _("登録の有無"),
    "course": _("講習の種類"),
    "completed_on": _("修了した日"),
    "members": _("構成員"),
}
