"""What the test run itself refuses."""

import warnings

import pytest
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.template import engines

from identity.people.models import User


def test_an_undefined_template_variable_fails_the_test():
    with pytest.raises(pytest.fail.Exception, match="Undefined template variable 'no_such_thing'"):
        engines["django"].from_string("{{ no_such_thing }}").render({})


def test_a_condition_may_ask_for_what_is_not_there():
    assert engines["django"].from_string("{% if no_such_thing %}a{% else %}b{% endif %}").render({}) == "b"


@pytest.mark.django_db
def test_paging_what_has_no_order_fails_the_test():
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(User.objects.order_by(), 10).page(1)


def test_warnings_are_errors():
    with pytest.raises(UserWarning, match="a warning"):
        warnings.warn("a warning", stacklevel=1)
