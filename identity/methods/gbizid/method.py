"""Sign-in of a corporation's person. A prime or member account stands for a corporation that was checked on paper."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from identity.access.assurance import Level
from identity.methods.contract import ProofFailed
from identity.methods.gbizid.attributes import normalise
from identity.methods.openid.method import OpenIdMethod


class GBizIdMethod(OpenIdMethod):
    code = "gbizid"
    label = _("GビズID")
    note = _("会社などの法人や個人事業主の方が使います。GビズIDプライムまたはGビズIDメンバーのアカウントが必要です。")
    levels = frozenset({Level.CARD})

    def read(self, userinfo: Mapping[str, Any]) -> dict[str, str]:
        attributes = normalise(userinfo)
        if attributes["account"] not in {"prime", "member"}:
            raise ProofFailed("weak-account", "account-type")
        if not attributes["company_name"]:
            raise ProofFailed("failed", "company-name")
        return attributes
