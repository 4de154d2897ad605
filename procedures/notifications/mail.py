"""One mail out, once as far as SMTP allows it: docs/decisions/0001 says where it does not."""

import contextlib
import smtplib
from email.charset import Charset
from email.header import Header
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from procedures.applications.effects import EffectFailed, Finish
from procedures.catalogue.models import Department

# Base64 bodies: Japanese text passes every relay, also those without 8BITMIME.
_JAPANESE = Charset("utf-8")
_FOR_GOOD = 500
_LEAVE = 2.0  # seconds for the server's answer to QUIT, which nobody needs


class _Mail(EmailMessage):
    def message(self, **options: Any) -> Any:
        """Django leaves the first line of a long Japanese subject empty; some readers then show a leading space."""
        message = super().message(**options)
        del message["Subject"]
        message["Subject"] = Header(str(self.subject), "utf-8", header_name="Subject").encode(linesep="")
        return message


def compose(*, to: str, subject: str, lines: list[str], effect_id: UUID) -> EmailMessage:
    """A plain text mail whose Message-ID is the effect's: whatever is sent twice can be recognised as one."""
    mail = _Mail(
        subject=subject,
        body="\n".join(lines) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={
            "Message-ID": f"<{effect_id}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no answering machine answers
        },
    )
    mail.encoding = _JAPANESE
    return mail


def closing_lines(department: Department) -> list[str]:
    """The end of every mail: whom to ask."""
    return [
        _("お問い合わせ"),
        _("秋田市 %(department)s　電話 %(phone)s（平日 8:30–17:15）")
        % {"department": department.name, "phone": department.phone},
        "",
        _("このメールは送信専用のアドレスから送っています。返信は届きません。"),
    ]


def post(mail: EmailMessage) -> Finish:
    """Hand the mail to the server; call outside a transaction. Nothing stands between its acceptance and our commit.

    The polite QUIT comes after the commit: a server that hangs on it can neither double the mail nor hold it up.
    Raises EffectFailed: permanent where the server refuses this mail for good (5xx), otherwise to be tried again.
    """
    connection = get_connection()
    try:
        connection.open()
        # Slower to accept than to greet: giving up early doubles mail (RFC 5321 4.5.3.2). A quarter of the lease, so
        # that no other worker takes this run for dead meanwhile.
        _wait_at_most(connection, max(settings.EMAIL_TIMEOUT or 0, settings.EFFECT_LEASE_SECONDS / 4))
        connection.send_messages([mail])
    except (OSError, ValueError) as error:  # SMTPException is an OSError
        for smtp in _opened(connection):
            smtp.close()
        raise _failure(error) from None

    def take_leave() -> None:
        _wait_at_most(connection, _LEAVE)
        with contextlib.suppress(OSError):
            connection.close()

    return lambda: transaction.on_commit(take_leave)


def _failure(error: OSError | ValueError) -> EffectFailed:
    """The server's words may quote the address: only its code is kept."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = max(code for code, _words in error.recipients.values())
            return EffectFailed(f"smtp {code}", permanent=code >= _FOR_GOOD)
        case smtplib.SMTPDataError():
            return EffectFailed(f"smtp {error.smtp_code}", permanent=error.smtp_code >= _FOR_GOOD)
        case smtplib.SMTPResponseException():
            # Refused at the door (greeting, sign-in, sender): about the server or our account, not about this mail.
            return EffectFailed(f"smtp {error.smtp_code}")
        case ValueError():
            return EffectFailed("address cannot be written in a mail", permanent=True)
        case _:
            return EffectFailed(type(error).__name__)


def _opened(connection: object) -> list[smtplib.SMTP]:
    """Sockets of Django's SMTP backend; other backends (files, memory) have none."""
    ends = [getattr(connection, name, None) for name in ("connection", "_partial_connection")]
    return [end for end in ends if isinstance(end, smtplib.SMTP)]


def _wait_at_most(connection: object, seconds: float) -> None:
    for smtp in _opened(connection):
        if smtp.sock is not None:
            smtp.sock.settimeout(seconds)
