"""Values that the portal knows before it asks."""

from procedures.forms.binding import bind, submit
from tests.procedures.forms.samples import TODAY, form, page

PHONE = {"id": "phone", "type": "phone", "label": "電話", "source": "profile.phone", "required": True}
NAME = {"id": "name", "type": "person_name", "label": "氏名", "source": "identity.name", "required": True}
FORM = form(page("one", NAME, PHONE), page("two", {"id": "x", "type": "text", "label": "え"}))
HANAKO = {"family": "秋田", "given": "花子", "family_kana": "アキタ", "given_kana": "ハナコ"}
FACTS = {"identity": {"name": HANAKO}, "profile": {"phone": "018-888-5626"}}


def test_what_the_sign_in_knows_is_shown_and_not_asked():
    bound = bind(FORM, "one", answers={}, facts=FACTS, today=TODAY)
    assert bound.specs[0] == {
        "component": "fixed_field",
        "id": "name",
        "label": "氏名",
        "value": "秋田 花子（アキタ ハナコ）",
        "source": "マイナンバーカードで確かめた内容です。ここでは変えられません。",
    }


def test_what_the_profile_knows_can_be_changed():
    assert bind(FORM, "one", answers={}, facts=FACTS, today=TODAY).specs[1]["value"] == "018-888-5626"
    mine = bind(FORM, "one", answers={"phone": "090-1234-5678"}, facts=FACTS, today=TODAY)
    assert mine.specs[1]["value"] == "090-1234-5678"


def test_nothing_posted_replaces_what_is_known():
    data = {"name-family": ["偽"], "name-given": [""], "phone": ["090-1234-5678"]}
    bound = submit(FORM, "one", answers={}, data=data, facts=FACTS, today=TODAY)
    assert bound.is_valid
    assert bound.answers == {"name": HANAKO, "phone": "090-1234-5678"}


def test_a_fact_in_another_shape_is_asked_for():
    for name in ("秋田 花子", {"family": "秋田"}, 3, None):
        bound = bind(FORM, "one", answers={}, facts={"identity": {"name": name}}, today=TODAY)
        assert bound.specs[0]["component"] == "name_field"
    assert bind(FORM, "one", answers={}, facts={"identity": "x"}, today=TODAY).specs[0]["component"] == "name_field"
