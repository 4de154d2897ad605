"""`{% include %}` behaves as Django's, and `{% constant %}` knows nothing of the request."""

import pytest
from django.template import Context, Engine

from accessibility.components.tags.including import _rendered

PARTS = {
    "word.html": "{{ word }}{% with word='inner' %}{% endwith %}",
    "every_other.html": "{% cycle 'a' 'b' %}",
    "twice.html": "{% include 'every_other.html' %}{% include 'every_other.html' %}",
    "rows.html": "{{ rows|length }}{% for row in rows %}[{% include 'rows.html' with rows=row %}]{% endfor %}",
    "child.html": "{% extends 'parent.html' %}{% block inside %}child{% endblock %}",
    "parent.html": "<{% block inside %}{% endblock %}>",
    "site.html": "{{ site_name }}{{ help_phone }}{{ signed_in }}{{ request }}",
}


@pytest.fixture(autouse=True)
def parts(settings):
    builtins = settings.TEMPLATES[0]["OPTIONS"]["builtins"]
    options = {"loaders": [("django.template.loaders.locmem.Loader", PARTS)], "builtins": builtins}
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": options}]
    _rendered.cache_clear()
    yield
    _rendered.cache_clear()


def rendered(source, **context):
    return Engine.get_default().from_string(source).render(Context(context))


def test_a_part_sees_the_page_and_what_it_is_given():
    assert rendered("{% include 'word.html' %}", word="page") == "page"
    assert rendered("{% include 'word.html' with word='given' %}{{ word }}", word="page") == "givenpage"


def test_a_part_escapes():
    assert rendered("{% include 'word.html' %}", word="<b>") == "&lt;b&gt;"


def test_only_and_names_from_the_context_are_djangos_matter():
    assert rendered("{% include 'word.html' only %}", word="page") == ""
    assert rendered("{% include part %}", part="word.html", word="page") == "page"


def test_a_part_may_include_itself():
    assert rendered("{% include 'rows.html' %}", rows=[[], [[]]]) == "2[0][1[0]]"


def test_what_a_part_keeps_ends_with_it():
    assert rendered("{% include 'twice.html' %}") == "aa"


def test_a_part_may_extend_another():
    assert rendered("{% include 'child.html' %}{% include 'child.html' %}") == "<child><child>"


def test_a_constant_knows_the_site_and_nothing_of_the_request():
    shown = rendered("{% constant 'site.html' %}", signed_in="signed in", request="request", help_phone="other")
    assert shown == "秋田市デジタル市役所018-888-0000"


def test_a_constant_is_rendered_once():
    rendered("{% constant 'site.html' %}{% constant 'site.html' %}")
    assert _rendered.cache_info().misses == 1
