from email.charset import Charset
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from identity.access.client import client_address
from identity.people.models import Kind, User
from identity.people.sign_ins import note_sign_in

SECONDS_FOR_MAIL = 5
STAFF_DOOR = "identity:staff_login"
_JAPANESE = Charset("utf-8")  # base64 bodies pass every relay

_REAUTHENTICATION = {
    "reauthenticate": _("パスワードで確認する"),
    "mfa_reauthenticate": _("認証アプリか予備のコードで確認する"),
    "mfa_reauthenticate:webauthn": _("パスキーで確認する"),
}

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth asks the portal.

    Codes are mailed within the request (docs/decisions/0006), with a short limit; a mail server that is away is told to
    the person, who can try again. Notices about an account (its password was changed, …) never stop what they tell of.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("メールアドレスかパスワードが違います。確かめて、もう一度入力してください。"),
        "enter_current_password": _("いまのパスワードが違います。もう一度入力してください。"),
        "incorrect_code": _("確認コードが違います。メールに書かれたコードを、もう一度入力してください。"),
        "incorrect_password": _("パスワードが違います。もう一度入力してください。"),
        "too_many_login_attempts": _(
            "ログインの失敗が続いたため、しばらく受け付けません。5分ほど待ってから、もう一度操作してください。"
        ),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Each door lets in its own: at the other one, right credentials are answered like wrong ones."""
        user: User | None = super().authenticate(request, **credentials)
        for_staff = {STAFF_DOOR: True, "account_login": False}.get(_view_of(request))
        return None if user is not None and for_staff not in (None, user.is_staff) else user

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        note_sign_in(request, user, methods=[str(one.get("type") or one["method"]) for one in records])

    def get_login_stages(self) -> list[str]:
        """As allauth has them, but an account without an address is not asked to confirm one."""
        own = {"allauth.account.stages.EmailVerificationStage": "identity.pages.stages.ConfirmAddressStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        return [
            {**one, "description": _REAUTHENTICATION[one["id"]]} for one in super().get_reauthentication_methods(user)
        ]

    def is_safe_url(self, url: str) -> bool:
        """Where signing in may lead: paths of the portal only, no address of any host."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def new_user(self, _request: HttpRequest) -> User:
        """Whoever signs up is a citizen; staff accounts are made by an administrator."""
        return User(kind=Kind.CITIZEN)

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        automatic = {"Auto-Submitted": "auto-generated", **(headers or {})}
        mail: EmailMessage = super().render_mail(template_prefix, email, context, automatic)
        mail.encoding = _JAPANESE
        mail.connection = get_connection(timeout=SECONDS_FOR_MAIL)
        return mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises ImmediateHttpResponse (a page with status 503) where the mail cannot be handed over."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # SMTPException is one
            log.warning("account_mail_failed", mail=template_prefix, reason=type(error).__name__)
            page = render(allauth_context.request, "identity/mail_away.html", status=503)
            raise ImmediateHttpResponse(page) from None

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().send_notification_mail(*args, **kwargs)
        except ImmediateHttpResponse:
            log.warning("account_notice_lost")


def _view_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match is not None else ""
