from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from identity.access.actors import Visitor
from procedures.applications.drafts import Contents, end_drafts, expire, read_draft, save_draft, start_draft
from procedures.applications.migration import migrate_drafts, preview_migration
from procedures.applications.models import Draft, DraftMigration
from procedures.catalogue.closing import close
from procedures.catalogue.models import ProcedureVersion
from procedures.workflow.commands import claim, request_correction
from procedures.workflow.corrections import correction_draft
from tests.catalogue import SMALL_ANSWERS, make_procedure, small_document
from tests.factories.applications import guest_of, make_application, make_draft

pytestmark = pytest.mark.django_db

PHONE = {"id": "phone", "type": "phone", "label": "電話番号", "required": True}
CHILDREN = {
    "id": "children",
    "type": "list",
    "label": "お子さん",
    "item_label": "お子さん",
    "items": [
        {"id": "child_kana", "type": "kana", "label": "フリガナ", "required": True},
        {"id": "child_school", "type": "text", "label": "学校"},
    ],
}


def version_with(*items, without=(), number=9001, **changes) -> ProcedureVersion:
    """The small procedure with more items, and without some."""
    document = small_document(**changes)
    page = document["pages"][0]
    page["items"] = [item for item in page["items"] if item["id"] not in without] + list(items)
    return make_procedure(number=number, pages=document["pages"], **changes)


def moved(draft, version) -> Contents:
    (result,) = migrate_drafts([draft.pk], version, None)
    assert result.refusal == ""
    draft.refresh_from_db()
    return read_draft(draft)


class TestEffect:
    def test_what_stays_and_what_is_newly_asked(self):
        draft = make_draft()
        effect = preview_migration(draft, version_with(PHONE))
        assert effect.kept == ("applicant_name", "applicant_email", "wish")
        assert effect.newly_required == ("phone",)
        assert effect.sentences == ("そのまま使う回答：3件", "新しく回答が必要になる項目：「電話番号」")
        assert not effect.is_harmless

    def test_an_item_that_is_gone(self):
        effect = preview_migration(make_draft(), version_with(without=["wish"]))
        assert (effect.kept, effect.parked) == (("applicant_name", "applicant_email"), ("wish",))
        assert effect.sentences[1] == "項目がなくなるため、回答を別に取っておくもの：「希望」"

    def test_an_answer_that_no_longer_passes(self):
        short = {"id": "wish", "type": "text", "label": "希望", "max": 2}
        effect = preview_migration(make_draft(), version_with(short, without=["wish"]))
        assert (effect.failing, effect.parked) == (("wish",), ())
        assert effect.sentences[1] == "直してもらう必要がある項目：「希望」"

    def test_an_item_of_another_type_is_another_question(self):
        number = {"id": "wish", "type": "integer", "label": "希望", "required": True}
        effect = preview_migration(make_draft(), version_with(number, without=["wish"]))
        assert (effect.parked, effect.newly_required) == (("wish",), ("wish",))

    def test_an_item_that_is_not_asked_any_more(self):
        hidden = {"id": "wish", "type": "text", "label": "希望", "when": {"==": [{"var": "applicant_email"}, "x"]}}
        effect = preview_migration(make_draft(), version_with(hidden, without=["wish"]))
        assert (effect.unasked, effect.kept) == (("wish",), ("applicant_name", "applicant_email"))

    def test_what_was_missing_before_is_not_new(self):
        draft = make_draft(answers={})
        assert preview_migration(draft, version_with(title="別の名前")).newly_required == ()
        assert preview_migration(draft, version_with(title="別の名前")).is_harmless

    def test_rows_are_looked_into(self):
        draft = make_draft(
            version=version_with(CHILDREN), answers=SMALL_ANSWERS | {"children": [{"child_school": "一小"}]}
        )
        birth = {"id": "child_birth", "type": "birth_date", "label": "生年月日", "required": True}
        changed = CHILDREN | {"items": [CHILDREN["items"][0], birth]}
        effect = preview_migration(draft, version_with(changed))
        assert (effect.parked, effect.newly_required) == (("child_school",), ("child_birth",))
        assert "「お子さん：生年月日」" in effect.sentences[1]
        assert "「お子さん：学校」" in effect.sentences[2]

    def test_it_changes_nothing_and_tells_no_answers(self):
        draft = make_draft()
        version = version_with(PHONE, without=["wish"])
        effect = preview_migration(draft, version)
        fresh = Draft.objects.get()
        assert (fresh.version_id, fresh.revision, read_draft(fresh).answers) == (draft.version_id, 0, SMALL_ANSWERS)
        assert not any(words in "".join(effect.sentences) for words in ("早めに", "花子", "hanako"))


class TestMove:
    def test_it_moves_and_writes_down_who_did_it(self, administrator):
        draft = make_draft()
        old, new = draft.version, version_with(PHONE, without=["wish"])
        (result,) = migrate_drafts([draft.pk], new, administrator.user)
        draft.refresh_from_db()
        assert (draft.version, draft.revision, result.effect.parked) == (new, 1, ("wish",))
        line = DraftMigration.objects.get()
        assert (line.draft_id, line.from_version, line.to_version, line.by) == (draft.pk, old, new, administrator.user)
        assert line.effect == {"kept": 2, "parked": ["wish"], "newly_required": ["phone"]}

    def test_what_was_parked_comes_back_with_its_item(self):
        first = make_procedure()
        draft = make_draft(version=first)
        contents = moved(draft, version_with(without=["wish"]))
        assert "wish" not in contents.answers
        assert contents.parked == {"answers": {"wish": {"text": "早めに"}}}
        back = moved(draft, first)
        assert (back.answers, back.parked) == (SMALL_ANSWERS, {})

    def test_answers_of_both_types_are_kept(self):
        first = make_procedure()
        number = {"id": "wish", "type": "integer", "label": "希望"}
        other = version_with(number, without=["wish"])
        draft = make_draft(version=first)
        contents = moved(draft, other)
        draft.refresh_from_db()
        save_draft(draft, Contents(answers=contents.answers | {"wish": 3}, parked=contents.parked), expected_revision=1)
        there = moved(draft, first)
        assert (there.answers["wish"], there.parked) == ("早めに", {"answers": {"wish": {"integer": 3}}})
        assert moved(draft, other).answers["wish"] == 3

    def test_rows_find_what_they_lost(self):
        rows = [{"child_kana": "ハルオ", "child_school": "一小"}, {"child_kana": "ナツコ", "child_school": "二小"}]
        whole = version_with(CHILDREN)
        less = version_with(CHILDREN | {"items": CHILDREN["items"][:1]})
        draft = make_draft(version=whole, answers=SMALL_ANSWERS | {"children": rows})
        contents = moved(draft, less)
        assert contents.answers["children"] == [{"child_kana": "ハルオ"}, {"child_kana": "ナツコ"}]
        turned = Contents(
            answers=contents.answers | {"children": [{"child_kana": "アキラ"}, {"child_kana": "ナツコ"}]},
            parked=contents.parked,
        )
        save_draft(draft, turned, expected_revision=1)
        back = moved(draft, whole)
        assert back.answers["children"] == [{"child_kana": "アキラ"}, {"child_kana": "ナツコ", "child_school": "二小"}]
        lost = {"kept": {"child_kana": "ハルオ"}, "lost": {"child_school": {"text": "一小"}}}
        assert back.parked == {"rows": {"children": [lost]}}

    def test_a_list_that_is_gone_comes_back_whole(self):
        rows = [{"child_kana": "ハルオ", "child_school": "一小"}]
        whole = version_with(CHILDREN)
        draft = make_draft(version=whole, answers=SMALL_ANSWERS | {"children": rows})
        assert moved(draft, version_with(title="お子さんなし")).parked["answers"]["children"] == {"list": rows}
        assert moved(draft, whole).answers["children"] == rows

    def test_what_was_typed_and_the_address_stay(self):
        contents = Contents(SMALL_ANSWERS, {"applicant": {"wish": ["長い"]}}, "hanako@example.jp", email_confirmed=True)
        draft = start_draft(version=make_procedure(), visitor=Visitor(), contents=contents)
        after = moved(draft, version_with(title="別の名前"))
        assert after == contents

    def test_each_has_a_transaction_of_its_own(self):
        one, two = make_draft(), make_draft()
        version = version_with(PHONE)
        unknown = uuid4()
        results = migrate_drafts([one.pk, unknown, two.pk], version, None)
        assert [bool(result.effect) for result in results] == [True, False, True]
        assert "もうありません" in results[1].refusal
        assert DraftMigration.objects.count() == 2

    def test_what_is_refused(self, clerk):
        current = make_procedure()
        here = make_draft(version=current)
        over = make_draft(version=current)
        Draft.objects.filter(pk=over.pk).update(expires_at=timezone.now())
        elsewhere = make_draft(version=make_procedure(number=9002))
        version = version_with(PHONE)
        results = migrate_drafts([over.pk, elsewhere.pk], version, None)
        results += migrate_drafts([here.pk], current, None)
        results += migrate_drafts([here.pk], version, None, seen={here.pk: 5})
        results += migrate_drafts([here.pk], version, None, seen={})
        words = ["もうありません", "もうありません", "もうこの版に", "申請者が内容を保存", "申請者が内容を保存"]
        assert [expected in result.refusal for result, expected in zip(results, words, strict=True)] == [True] * 5
        assert not DraftMigration.objects.exists()

    def test_corrections_stay_with_their_application(self, clerk):
        application = make_application()
        guest = guest_of(application)
        claim(actor=clerk.staff, application_id=application.pk, expected_revision=1, command_key="a")
        request_correction(
            actor=clerk.staff,
            application_id=application.pk,
            expected_revision=2,
            command_key="b",
            text="直してください。",
            items=["wish"],
        )
        application.refresh_from_db()
        draft = correction_draft(application=application, visitor=guest)
        (result,) = migrate_drafts([draft.pk], version_with(PHONE), None)
        assert "修正中の下書きは移せません" in result.refusal

    @pytest.mark.parametrize("change", ["update", "delete"])
    def test_the_database_keeps_the_record(self, change):
        migrate_drafts([make_draft().pk], version_with(PHONE), None)
        rows = DraftMigration.objects.all()
        with pytest.raises(IntegrityError, match="append-only"):
            rows.update(effect={}) if change == "update" else rows.delete()


class TestCommand:
    def test_the_effect_first_and_the_move_when_told(self, capsys):
        draft = make_draft()
        version = version_with(PHONE)
        call_command("migrate_drafts", "9001")
        out = capsys.readouterr().out
        assert f"{draft.pk} (1 → 2)\n  そのまま使う回答：3件\n  新しく回答が必要になる項目：「電話番号」" in out
        assert "1 drafts would move to version 2" in out
        assert Draft.objects.get().version_id == draft.version_id
        call_command("migrate_drafts", "9001", "--apply")
        assert "1 of 1 drafts moved to version 2." in capsys.readouterr().out
        assert Draft.objects.get().version_id == version.pk
        call_command("migrate_drafts", "9001", "--to", "1", "--apply")
        assert Draft.objects.get().version_id == draft.version_id

    @pytest.mark.parametrize(
        ("arguments", "words"), [(["9999"], "no procedure 9999"), (["9001", "--to", "7"], "no such version")]
    )
    def test_a_wrong_number(self, arguments, words):
        make_procedure()
        with pytest.raises(CommandError, match=words):
            call_command("migrate_drafts", *arguments)


class TestDeadlineOfAClosedProcedure:
    def test_open_drafts_end_with_it_and_saving_does_not_put_it_off(self):
        draft = make_draft()
        deadline = timezone.now() + timedelta(days=3)
        procedure = close(number=9001, by=None, message="窓口へ。", drafts_until=deadline)
        assert end_drafts(procedure) == 1
        draft = Draft.objects.select_related("version__procedure").get()
        assert draft.expires_at == deadline
        save_draft(draft, read_draft(draft), expected_revision=0)
        assert Draft.objects.get().expires_at == deadline
        Draft.objects.update(expires_at=timezone.now())
        assert expire() == 1

    def test_a_draft_begun_before_a_closing_to_come(self):
        version = make_procedure()
        day = timedelta(days=1)
        closes, deadline = timezone.now() + day, timezone.now() + 2 * day
        close(number=9001, by=None, closes_at=closes, message="窓口へ。", drafts_until=deadline)
        draft = make_draft(version=ProcedureVersion.objects.select_related("procedure").get(pk=version.pk))
        assert draft.expires_at == deadline

    def test_without_a_deadline_nothing_changes(self):
        draft = make_draft()
        assert end_drafts(close(number=9001, by=None, message="窓口へ。")) == 0
        assert Draft.objects.get().expires_at == draft.expires_at
