"""Single sign-on of staff. It reaches no level of citizens, so that no page of theirs offers it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from identity.access.assurance import Level
from identity.methods.contract import ProofFailed
from identity.methods.openid.method import OpenIdMethod

CODE = "directory"


class DirectoryMethod(OpenIdMethod):
    code = CODE
    label = _("庁内のアカウント")
    note = _("職場のパソコンにログインするときのアカウントを使います。")
    levels: frozenset[Level] = frozenset()

    def read(self, userinfo: Mapping[str, Any]) -> dict[str, str]:
        """The address, where the directory itself vouches for it; it names the account on the first sign-in."""
        email, vouched = userinfo.get("email"), userinfo.get("email_verified")
        if vouched not in (True, "true") or not isinstance(email, str) or "@" not in email:
            raise ProofFailed("not-registered", "no-address")
        return {"email": email.strip().lower()}
