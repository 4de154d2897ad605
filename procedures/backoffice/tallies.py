from django.utils.translation import gettext as _

from procedures.applications.queries import COUNTED_UP_TO


def tally(number: int) -> str:
    """A count in words: 41, or 「1,000以上」 where counting stopped."""
    return str(number) if number <= COUNTED_UP_TO else _("%(most)s以上") % {"most": f"{COUNTED_UP_TO:,}"}
