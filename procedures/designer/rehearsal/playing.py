"""A trial is played from its first step each time a page asks what became of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from identity.access import clock
from payments.assessments.services import AssessmentRefused
from payments.attempts.errors import RefundRefused
from payments.ledger.receipts import NoReceipt
from procedures.applications.bookings import SlotGone
from procedures.applications.mandates import NotThePrincipal
from procedures.catalogue.published import on_stage
from procedures.designer.rehearsal.acts import Deed, act, deed_of, let_proxy_act
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.rehearsing import rehearsing
from procedures.designer.rehearsal.stage import Stage, set_stage
from procedures.designer.rehearsal.trials import Contents, Step, save_trial
from procedures.workflow import errors

MOST_STEPS = 60
_SAYING = (AssessmentRefused, RefundRefused, NoReceipt)
"""These say in Japanese what stands against it."""
_REFUSALS = (errors.CommandRefused, SlotGone, NotThePrincipal, *_SAYING)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that cannot be done: which one (counted from 0), and why. What follows it was not played."""

    index: int
    step: Step
    why: str
    level: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    stage: Stage
    refusal: Refusal | None = None


@contextmanager
def played(trial: Trial, contents: Contents, *, taking: bool = False) -> Iterator[Play]:
    """The stage as the trial's steps leave it, on the day of the trial. Within the block its rows can be read.

    `taking`: the last step is a new one, which what is real by now may stand against (a slot that is full).
    Raises NotOnStage within a transaction.
    """
    first = contents.steps[0].moment if contents.steps else contents.now
    with rehearsing():
        with clock.set_to(first):
            stage = set_stage(trial, contents.acting)
        with on_stage(stage.version.pk, stage.definition):
            refusal = _play(stage, contents.steps, taking=taking)
            with clock.set_to(contents.now):
                yield Play(stage, refusal)


def _play(stage: Stage, steps: Sequence[Step], *, taking: bool) -> Refusal | None:
    for index, step in enumerate(steps):
        stage.is_taking = taking and index == len(steps) - 1
        try:
            with clock.set_to(step.moment):
                act(stage, known(step.verb), step.said)
        except _REFUSALS as refused:
            return Refusal(index, step, why(refused), isinstance(refused, errors.LevelMissing))
    return None


def known(code: str) -> Deed:
    """Raises NotAllowed for a deed that there is not (any more)."""
    deed = deed_of(code)
    if deed is None:
        raise errors.NotAllowed
    return deed


def take_step(trial: Trial, contents: Contents, deed: Deed, **said: object) -> Refusal | None:
    """Play one more step, and keep it if it can be done. Raises TrialChanged."""
    step = Step(deed.value, contents.now.isoformat(), dict(said))
    if len(contents.steps) >= MOST_STEPS:
        words = _("一つの試行でできる操作は%(most)d回までです。続けるには、はじめからやり直してください。")
        return Refusal(len(contents.steps), step, words % {"most": MOST_STEPS})
    more = replace(contents, steps=(*contents.steps, step))
    with played(trial, more, taking=True) as play:
        refusal = play.refusal
    if refusal is None:
        save_trial(trial, more)
    return refusal


def why_not_mandated(trial: Trial, contents: Contents) -> str:
    """Why the person of the trial cannot let somebody else send these answers; "" if that is possible."""
    with played(trial, replace(contents, steps=())) as play, clock.set_to(contents.now):
        try:
            let_proxy_act(play.stage, contents.answers)
        except NotThePrincipal as refused:
            return why(refused)
    return ""


def why(refused: Exception) -> str:
    """Why a command was refused, for whoever writes the procedure."""
    match refused:
        case errors.LevelMissing():
            return _(
                "本人確認レベルが足りません。この手続に必要なレベルは%(level)dです。人とレベルを選び直してください。"
            ) % {"level": int(refused.level)}
        case SlotGone():
            return _("選んだ予約枠は、いま予約できません。ページに戻って、別の枠を選んでください。")
        case _ if isinstance(refused, _SAYING):
            return str(refused)
    return str(_WORDS.get(type(refused), _("いまの状態では、この操作はできません。")))


_WORDS: dict[type[Exception], Promise] = {
    errors.NotAccepting: gettext_lazy("受付期間の外の日です。日を変えるか、「受付期間」を見直してください。"),
    errors.NotEligible: gettext_lazy("「対象の条件」に当てはまらない人です。"),
    errors.AnswersIncomplete: gettext_lazy("入力の終わっていないページか、直す必要のあるページがあります。"),
    errors.SignatureMissing: gettext_lazy(
        "カードの署名がありません。本人確認レベル3の人を選ぶと、署名したものとして送れます。"
    ),
    errors.MandateMissing: gettext_lazy(
        "本人の委任がまだありません。「内容の確認」で、本人が任せると答えたことにしてください。"
    ),
    NotThePrincipal: gettext_lazy(
        "本人のカードの氏名か生年月日が、入力した申請者のものと違うので、本人は任せると答えられません。"
        "申請者の氏名と生年月日を、見本の人に合わせてください。会社は、代理の人に任せられません。"
    ),
    errors.NothingChanged: gettext_lazy("前に送った内容から、変わったところがありません。"),
    errors.ReasonMissing: gettext_lazy("理由や文が必要です。入力してから、もう一度押してください。"),
}
