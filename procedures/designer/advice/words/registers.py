"""What the city's registers say, by how a question asks for it. Codes are the `register` of an evidence."""

from __future__ import annotations

import re
from typing import NamedTuple


class Register(NamedTuple):
    asked: re.Pattern[str]
    codes: frozenset[str]
    name: str


REGISTERS: tuple[Register, ...] = (
    Register(
        re.compile(r"世帯主|世帯員|世帯の(?:人数|全員)|住民票(?:の|上の)住所"), frozenset({"resident"}), "住民基本台帳"
    ),
    Register(re.compile(r"続柄"), frozenset({"resident", "family_register"}), "住民基本台帳"),
    Register(re.compile(r"本籍|筆頭者"), frozenset({"family_register", "family_register_annex"}), "戸籍"),
    Register(
        re.compile(r"課税(?!証明|の証明|年度)|所得(?:金額|の額|額)|(?:住民税|市民税)(?!の?(?:納税)?証明)"),
        frozenset({"city_tax"}),
        "市税の台帳",
    ),
    Register(re.compile(r"固定資産税?の?(?:評価)?額|評価額"), frozenset({"fixed_asset"}), "固定資産課税台帳"),
    Register(re.compile(r"納税の(?:状況|有無)|納税額|未納|滞納"), frozenset({"tax_payment"}), "市税の収納の記録"),
    Register(
        re.compile(r"要介護(?:度|状態|認定)|介護保険の?(?:被保険者)?番号"),
        frozenset({"care_insurance"}),
        "介護保険の被保険者台帳",
    ),
    Register(
        re.compile(r"国民健康保険の?(?:記号|番号)"),
        frozenset({"national_health_insurance", "health_insurance"}),
        "国民健康保険の資格の記録",
    ),
    Register(re.compile(r"手帳の(?:等級|番号|種類)"), frozenset({"disability_handbook"}), "障害者手帳の台帳"),
    Register(re.compile(r"印鑑登録(?:証)?の?番号"), frozenset({"seal_registration"}), "印鑑登録の原票"),
)
