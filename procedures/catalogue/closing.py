"""Closing a procedure from a moment on, and opening it again. Its page then says where to go."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue.errors import BadMoment, NowhereToGo
from procedures.catalogue.models import Procedure, ProcedureRecord, RecordKind

MOST_CHARACTERS = 1000


@transaction.atomic
def close(
    *,
    number: int,
    by: User | None,
    closes_at: datetime | None = None,
    successor: int | None = None,
    message: str = "",
    drafts_until: datetime | None = None,
) -> Procedure:
    """Take nothing in from `closes_at` on (now without it), and say where to go: a successor's number, words or both.

    Drafts that are open may be finished until `drafts_until`; without it as long as any draft is kept. What was sent
    in is handled as before. Closing what is closed replaces what was said.

    Raises Procedure.DoesNotExist, NowhereToGo and BadMoment.
    """
    procedure = Procedure.objects.select_for_update(of=("self",)).get(number=number)
    moment = closes_at or timezone.now()
    words = message.strip()
    _check_moments(moment, closes_at, drafts_until)
    if not words and successor is None:
        raise NowhereToGo(_("終了した後の案内がありません。後継の手続の番号か、案内の文を入力してください。"))
    if len(words) > MOST_CHARACTERS:
        raise NowhereToGo(_("案内の文は%(most)s文字までです。短くしてください。") % {"most": f"{MOST_CHARACTERS:,}"})
    procedure.closes_at = moment
    procedure.successor = _successor(procedure, successor) if successor is not None else None
    procedure.closing_message = words
    procedure.drafts_until = drafts_until
    procedure.save(update_fields=["closes_at", "successor", "closing_message", "drafts_until"])
    data = {
        "from": moment.isoformat(),
        "successor": successor,
        "message": words,
        "drafts_until": drafts_until.isoformat() if drafts_until else None,
    }
    ProcedureRecord.objects.create(procedure=procedure, kind=RecordKind.CLOSED, by=by, data=data)
    return procedure


def _check_moments(moment: datetime, closes_at: datetime | None, drafts_until: datetime | None) -> None:
    if closes_at is not None and closes_at < timezone.now():
        raise BadMoment(_("終了する日時が過ぎています。これからの日時にするか、「すぐに終了する」を選んでください。"))
    if drafts_until is not None and drafts_until < moment:
        raise BadMoment(_("下書きの提出期限は、終了する日時より後にしてください。"))


def _successor(procedure: Procedure, number: int) -> Procedure:
    successor = Procedure.objects.filter(number=number, current__isnull=False).first()
    if successor is None:
        raise NowhereToGo(_("手続番号%(number)dは公開されていません。番号を確かめてください。") % {"number": number})
    seen = {procedure.pk}
    following: Procedure | None = successor
    while following is not None:
        if following.pk in seen:
            raise NowhereToGo(_("後継の手続をたどると、この手続に戻ってしまいます。別の手続を選んでください。"))
        seen.add(following.pk)
        following = following.successor
    return successor


@transaction.atomic
def reopen(*, number: int, by: User | None) -> Procedure:
    """Take applications in again, or take back a closing to come. Raises Procedure.DoesNotExist.

    Of a procedure that is open nothing changes.
    """
    procedure = Procedure.objects.select_for_update(of=("self",)).get(number=number)
    if procedure.closes_at is None:
        return procedure
    procedure.closes_at = procedure.drafts_until = procedure.successor = None
    procedure.closing_message = ""
    procedure.save(update_fields=["closes_at", "successor", "closing_message", "drafts_until"])
    ProcedureRecord.objects.create(procedure=procedure, kind=RecordKind.REOPENED, by=by)
    return procedure
