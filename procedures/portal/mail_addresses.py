"""A mail address typed into one of the portal's own boxes."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.translation import gettext as _

from procedures.forms.characters import narrow


def typed_address(request: HttpRequest) -> tuple[str, str]:
    """The address in the box `email`, and what is wrong with it ("" if nothing)."""
    email = narrow(request.POST.get("email", "")).strip()[:254]
    if not email:
        return email, _("メールアドレスを入力してください。例）hanako@example.jp")
    try:
        validate_email(email)
    except ValidationError:
        return email, _(
            "メールアドレスの形が正しくありません。「@」と、その前後を確かめてください。例）hanako@example.jp"
        )
    return email, ""
