"""Letters of a procedure's own: made when they are due, with what they say put in and nothing else."""

import re
from typing import Any

import pytest

from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.backoffice.casefile import documents_of
from procedures.catalogue.models import ProcedureVersion
from procedures.documents.letters import letter_html
from procedures.documents.models import Document, DocumentKind
from procedures.documents.own_letters import filled
from procedures.documents.rendering import render_pdf
from procedures.documents.services import request_letters
from tests.catalogue import SMALL_ANSWERS
from tests.factories.cases import completed, received, refused
from tests.factories.received import happen, law_procedure, receive
from tests.procedures.documents.test_letters import VARIANTS, faults_of, named, words_in

pytestmark = pytest.mark.django_db

BODY = """{applicant}様に、次のことを認めます。

## 内容

- 希望：{wish}
- 枚数：{double}

| 項目 | 内容 |
|---|---|
| 受付 | {received_on} {receipt_number} |

{department} {phone}"""


def paper(when: str = "decided", **changes: Any) -> dict[str, Any]:
    return {"id": "permit", "when": when, "template": "letter", "title": "使用許可証", "body": BODY} | changes


def with_papers(*papers: dict[str, Any], kind: str = "issuance") -> ProcedureVersion:
    values = [{"id": "double", "type": "integer", "value": {"+": [1, 1]}}]
    return law_procedure(kind=kind, documents=list(papers), values=values)


def with_paper(when: str) -> ProcedureVersion:
    return with_papers(paper(when), kind="notification")


def letters_of(application: Application) -> list[Document]:
    found = Document.objects.filter(application=application, kind=DocumentKind.LETTER)
    return list(found.select_related("event", "application__version", "application__procedure__department"))


def test_a_letter_says_what_its_author_wrote_with_the_answers_put_in():
    application, event = receive(version=with_paper("received"))
    request_letters(application=application, event=event, when="received")
    (letter,) = letters_of(application)
    pdf = render_pdf(letter_html(letter))
    words = words_in(pdf)
    for said in ("使用許可証", "山王花子様に、次のことを認めます。", "希望：早めに", "枚数：2", "市民課018-888-0000"):
        assert said in words, words
    assert show_receipt(application.receipt) in words
    assert "{" not in words
    assert faults_of(pdf) == []


@pytest.mark.parametrize("name", VARIANTS)
def test_a_name_in_a_letter_is_read_out_as_it_was_written(name: str):
    application, event = receive(version=with_paper("received"), answers=named(name))
    request_letters(application=application, event=event, when="received")
    assert f"{name}花子様に" in words_in(render_pdf(letter_html(letters_of(application)[0])))


def test_what_was_not_answered_is_left_blank():
    application, event = receive(version=with_paper("received"), answers=SMALL_ANSWERS | {"wish": None})
    request_letters(application=application, event=event, when="received")
    assert "希望：枚数：2" in words_in(render_pdf(letter_html(letters_of(application)[0])))


def test_an_answer_is_never_read_as_markdown_or_html():
    html = filled("{wish} **太字** {nobody} \ue0000\ue001", {"wish": ("<b>x</b>", "[a](https://example.jp) **b**")})
    assert "&lt;b&gt;x&lt;/b&gt;<br>[a](https://example.jp) **b**" in html
    assert ("<strong>太字</strong>" in html, "{nobody}" in html, "<a" in html) == (True, True, False)
    assert html.count("&lt;b&gt;") == 1


def test_a_letter_is_asked_for_once():
    application, event = receive(version=with_paper("received"))
    for _time in range(2):
        request_letters(application=application, event=event, when="received")
    request_letters(application=application, event=event, when="paid")
    assert len(letters_of(application)) == 1


def test_two_letters_of_one_event_are_two_documents():
    version = with_papers(paper(), paper(id="leaflet", title="使い方", body="**注意**"))
    application, event = receive(version=version)
    event = happen(application, event, "decide", data={"outcome": "approved"})
    request_letters(application=application, event=event, when="decided")
    assert sorted(one.name for one in letters_of(application)) == ["使い方", "使用許可証"]


def test_what_is_approved_gets_its_letters_and_what_is_refused_none(clerk):
    version = with_papers(paper(), paper("issued", id="certificate", title="証明書"))
    done, not_done = completed(version, clerk.staff), refused(version, clerk.staff)
    assert [one.name for one in letters_of(done)] == ["使用許可証", "証明書"]
    assert letters_of(not_done) == []


def test_a_letter_is_made_on_receipt_by_the_command(clerk):
    application = received(with_paper("received"))
    assert [one.name for one in letters_of(application)] == ["使用許可証"]


def test_headings_are_nested_whatever_their_author_chose():
    html = filled("#### 一\n\n文\n\n## 二\n\n##### 三\n\n# 四", {})
    assert re.findall(r"<h(\d)>(.)</h(\d)>", html) == [
        ("2", "一", "2"),
        ("3", "二", "3"),
        ("4", "三", "4"),
        ("2", "四", "2"),
    ]


def test_staff_see_it_by_its_name(clerk):
    done = completed(with_papers(paper()), clerk.staff)
    assert "使用許可証" in [one["title"] for one in documents_of(done)]
