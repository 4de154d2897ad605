"""What is refused in everything that people write in their own words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from procedures.forms.characters import has_individual_number, has_unreadable, is_longer


def is_refused(value: str, limit: int) -> bool:
    """Whether `free_text_problem` has something to say; no words are looked up for it."""
    return has_unreadable(value) or is_longer(value, limit) or has_individual_number(value)


def free_text_problem(value: str, label: str, limit: int) -> str | None:
    """Why a cleaned text cannot be taken, or None."""
    if has_unreadable(value):
        return _(
            "「%(label)s」に読み取れない文字（外字など）があります。"
            "似た漢字かひらがなに直してください。例）斎藤、さいとう"
        ) % {"label": label}
    if is_longer(value, limit):
        return _("「%(label)s」は%(limit)d文字までです。短くしてください。例）要点だけを書く") % {
            "label": label,
            "limit": limit,
        }
    if has_individual_number(value):
        return _(
            "「%(label)s」に個人番号（マイナンバー）と思われる12桁の数字があります。"
            "このサイトは個人番号をお預かりしません。数字を消してください。"
        ) % {"label": label}
    return None
