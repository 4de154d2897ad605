"""Pages on which a clerk writes to a citizen: write, look at it as the citizen will read it, send."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from identity.access.staff import StaffRequest
from procedures.backoffice.orders import Order
from procedures.backoffice.words import SENTENCES
from procedures.forms.characters import is_longer, several_lines, storable

MOST = 2000
"""Characters of one text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What the form carries from step to step. `step`: "write", "check" or "send"; "sentence:n" adds a sentence."""

    text: str
    step: str
    order: Order

    @classmethod
    def read(cls, request: StaffRequest) -> Self:
        text = several_lines(storable(request.POST.get("text", "")))
        step = request.POST.get("step", "write")
        if step.startswith("sentence:"):
            added = _sentence(step)
            return cls(text="\n".join(filter(None, (text, added))), step="write", order=Order.read(request))
        return cls(text=text, step=step, order=Order.read(request))

    def fault(self, missing: str) -> str:
        """What is wrong with the text; `missing` is said where it is empty."""
        if not self.text:
            return missing
        return _("%(most)s文字までで入力してください。") % {"most": MOST} if is_longer(self.text, MOST) else ""


def _sentence(step: str) -> str:
    number = step.partition(":")[2]
    known = number.isascii() and number.isdigit() and int(number) < len(SENTENCES)
    return str(SENTENCES[int(number)]) if known else ""
