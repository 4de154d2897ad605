"""Addresses inside the designer: of a part, of a list to add to, of the page on which a rule is built."""

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse


def address_of(number: int, place: str) -> str:
    """The page on which the part at a place is edited."""
    if not place:
        return reverse("designer:edit", args=[number])
    return reverse("designer:part", args=[number, place])


def add_address(number: int, container: str, field: str) -> str:
    """The page on which a member is added to a list of a part."""
    return reverse("designer:add", args=[number, f"{container}/{field}".lstrip("/")])


def rule_address(number: int, place: str, field: str) -> str:
    """The page on which a rule is built."""
    return f"{reverse('designer:edit', args=[number])}rule/{place}/{field}/"


def known_address(name: str, arguments: Sequence[object]) -> str:
    """A page by its name in this room; "" as long as it is not there."""
    try:
        return reverse(f"designer:{name}", args=arguments)
    except NoReverseMatch:
        return ""
