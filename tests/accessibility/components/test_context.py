"""The context processor costs a visitor nothing."""

from django.test import RequestFactory

from accessibility.components.context import page


class Untouchable:
    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was touched")


def test_a_visitor_without_a_session_is_nobody_and_touches_nothing():
    request = RequestFactory().get("/")
    vars(request).update(session=Untouchable(), user=Untouchable())
    assert page(request)["signed_in"] is False


def test_the_question_is_put_off_until_a_template_asks():
    request = RequestFactory().get("/")
    request.COOKIES["session"] = "x"
    asked = []

    class Visitor:
        @property
        def is_authenticated(self) -> bool:
            asked.append(1)
            return True

    vars(request).update(user=Visitor())
    context = page(request)
    assert asked == []
    assert bool(context["signed_in"]) is True
    assert asked == [1]


def test_what_every_page_knows():
    context = page(RequestFactory().get("/"))
    assert (str(context["site_name"]), context["help_phone"], str(context["help_hours"]), context["demo"]) == (
        "秋田市デジタル市役所",
        "018-888-0000",
        "平日 8:30–17:15",
        True,
    )
