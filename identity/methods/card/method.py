"""Card authentication (level 2) and, with a signature transaction, card signature (level 3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.access.assurance import Level
from identity.methods.card.attributes import age_on, normalise
from identity.methods.contract import ProofFailed
from identity.methods.models import Attempt
from identity.methods.openid.method import OpenIdMethod
from identity.methods.openid.provider import Provider

YOUNGEST = 15
# The Agency publishes no error codes; these are the sandbox's, and any other description gives the page of `error`.
_PAGES = {
    "pin_locked": "pin-locked",
    "certificate_revoked": "revoked",
    "certificate_expired": "expired",
    "certificate_missing": "no-certificate",
}


class CardMethod(OpenIdMethod):
    code = "card"
    label = _("マイナンバーカード")
    note = _(
        "マイナアプリ（旧デジタル認証アプリ）を入れたスマートフォンと、4桁の暗証番号を使います。3分ほどかかります。"
    )
    levels = frozenset({Level.CARD, Level.SIGNATURE})

    def scopes(self, ours: Provider, attempt: Attempt) -> tuple[str, ...]:
        return (*super().scopes(ours, attempt), *(("sign",) if attempt.transaction else ()))

    def outcome_of(self, error: str, description: str) -> str:
        return _PAGES.get(description) or super().outcome_of(error, description)

    def read(self, userinfo: Mapping[str, Any]) -> dict[str, str]:
        attributes = normalise(userinfo)
        birth = attributes["birth_date"]
        if birth and age_on(date.fromisoformat(birth), timezone.localdate()) < YOUNGEST:
            raise ProofFailed("under-15", "under-15")
        return attributes
