"""What this room keeps of an account: drafts, which go with it, and applications, which the city must keep.

An application that was sent without the card is cut from a closed account, and becomes a guest's: its receipt number
and a code to its mail address open it. One that the card stands for is not: knowing a receipt number and reading a
mailbox proves less. It stays with the closed account, and its applicant asks at the counter.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from identity.access.assurance import Level
from identity.people.models import User
from procedures.applications.answers import read_answers, read_digest, seal_digest
from procedures.applications.drafts import read_draft
from procedures.applications.models import Application, Draft
from procedures.applications.receipts import show_receipt


class Drafts:
    key = "drafts"

    def copy(self, user: User) -> list[dict[str, Any]]:
        drafts = Draft.objects.filter(owner=user).select_related("version").order_by("saved_at")
        return [
            {
                "procedure": draft.version.definition.title.ja,
                "saved_at": draft.saved_at.isoformat(),
                "expires_at": draft.expires_at.isoformat(),
                "answers": read_draft(draft).answers,
            }
            for draft in drafts
        ]

    def going(self, user: User) -> Sequence[str]:
        count = Draft.objects.filter(owner=user).open().count()
        return [_("書きかけの下書き（%(count)d件）") % {"count": count}] if count else []

    def staying(self, user: User) -> Sequence[str]:  # noqa: ARG002  none does
        return []

    def close(self, user: User) -> None:
        Draft.objects.filter(owner=user).delete()


class Applications:
    key = "applications"

    def copy(self, user: User) -> list[dict[str, Any]]:
        return [
            {
                "receipt_number": show_receipt(application.receipt),
                "procedure": application.version.definition.title.ja,
                "submitted_at": application.submitted_at.isoformat(),
                "state": application.get_state_display(),
                "answers": read_answers(application),
            }
            for application in _of(user).select_related("version").order_by("submitted_at")
        ]

    def going(self, user: User) -> Sequence[str]:  # noqa: ARG002  none does
        return []

    def staying(self, user: User) -> Sequence[str]:
        """Where there is none, the rule is told all the same: drafts of today may be sent tomorrow."""
        count = _of(user).count()
        if not count:
            return []
        lines = [
            _(
                "送った申請（%(count)d件）。手続ごとに決めた保存の期間が過ぎるまで残り、審査も続きます。受付番号と、申請のメールアドレスに届く確認コードで、状況を確かめられます。"
            )
            % {"count": count}
        ]
        proved = _of(user).filter(assurance_level__gte=Level.CARD).count()
        if proved:
            lines.append(
                _(
                    "そのうちマイナンバーカードで本人確認をした申請（%(count)d件）は、削除すると画面で見られなくなります。担当の課の窓口で確かめてください。"
                )
                % {"count": proved}
            )
        return lines

    def close(self, user: User) -> None:
        for application in _of(user).filter(assurance_level__lt=Level.CARD).select_for_update(of=("self",)):
            digest = read_digest(application)
            if not digest.email and user.email:
                application.digest = seal_digest(application, replace(digest, email=user.email))
            application.owner = None
            application.save(update_fields=["owner", "digest"])


def _of(user: User) -> QuerySet[Application]:
    return Application.objects.filter(owner=user)
