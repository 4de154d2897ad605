"""`/staff/login/`: the staff's own sign-in. The same accounts, another door; see adapters.AccountAdapter."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView


class StaffLoginForm(LoginForm):
    """Without 「ログインしたままにする」: a staff session ends with the working day at the latest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return cleaned | {"remember": False}


class StaffLoginView(LoginView):
    template_name = "identity/staff_login.html"

    def get_form_class(self) -> type[StaffLoginForm]:
        return StaffLoginForm


staff_login = StaffLoginView.as_view()
