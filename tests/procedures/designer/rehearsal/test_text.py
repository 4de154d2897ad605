"""A trial of a text that is being written."""

import json

import pytest

from procedures.designer.models import Design
from tests.catalogue import make_procedure, small_document
from tests.designs import make_design
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.rehearsal.author import START, Author, begin

pytestmark = pytest.mark.django_db(transaction=True)


class TestTheText:
    def test_publishing_destroys_nothing(self, author):
        author.press("fill/")
        author.send()
        make_procedure(title="あたらしい手続", kind="application")
        assert "試行の一覧（9001 小さな手続）へ" in author.see("staff/")
        author.do("claim")
        assert "状態 審査中" in author.see("staff/")

    def test_the_text_being_written_changes_when_one_says_so(self, client, administrator):
        design = make_design(administrator.user)
        author = Author(client, begin(client))
        author.press("fill/")
        Design.objects.filter(pk=design.pk).update(document=json.dumps(small_document(title="変えた名前")))
        assert "試行の一覧（9001 小さな手続）へ" in author.see("check/")
        assert "試したあとで、内容が変わりました" in author.see("")
        author.press("renew/")
        said = author.see("check/")
        assert "試行の一覧（9001 変えた名前）へ" in said
        assert "hanako@example.jp" in said

    def test_what_cannot_be_tried_yet_is_listed_and_the_rest_is_shown(self, client, administrator):
        document = {"title": "書きはじめ", "pages": small_document()["pages"]}
        document["pages"].append({"id": "empty", "title": "まだ空"})
        make_design(administrator.user, document=document)
        said = text(client.get(START))
        assert "まだ仕上がっていないところ" in said
        author = Author(client, begin(client))
        assert "まだ空" in author.see("pages/applicant/")
        assert "（項目はまだありません）" in author.see("pages/empty/")
        assert "まだ仕上がっていないところ" in author.see("")
        author.press("fill/")
        assert author.send().status_code == 302
        assert "担当する" in author.see("staff/")

    def test_a_design_of_nothing_at_all(self, client, administrator):
        make_design(administrator.user, document={})
        author = Author(client, begin(client))
        author.press("fill/")
        assert "（ページはまだありません）" in author.see("check/")
        assert author.send().status_code == 302
        assert "申請を受け付けました" in author.see("sent/")

    def test_faults_and_pages_lead_to_where_they_are_written(self, client, administrator):
        make_design(administrator.user, document={"title": "書きはじめ", "pages": small_document()["pages"]})
        html = client.get(START).content.decode()
        assert 'href="/designer/9001/"' in html
        author = Author(client, begin(client))
        page = author.client.get(author.url("pages/applicant/")).content.decode()
        assert 'href="/designer/9001/at/pages/applicant/"' in page
        make_procedure()
        published = Author(client, begin(client, source="1"))
        assert "を書き直す" not in published.see("pages/applicant/")
