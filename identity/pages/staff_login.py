"""`/staff/login/`: the staff's own sign-in. The same accounts, another door; see adapters.AccountAdapter."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django.http import HttpResponse

from identity.access.leaving import let_forms_lead_to
from identity.methods.directory.method import CODE
from identity.methods.registry import method
from identity.pages.browser import own_path
from identity.pages.staff_directory import FIRST, is_offered


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = {"directory": is_offered(), "next_path": own_path(self.request.GET.get("next", FIRST))}
        return {**super().get_context_data(**kwargs), **offered}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)
        return let_forms_lead_to(response, list(method(CODE).origins())) if is_offered() else response


staff_login = StaffLoginView.as_view()
