import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from procedures.catalogue.errors import BadMoment, PublishedMeanwhile, Refused
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definitions import DefinitionError
from procedures.designer.designs import DesignExists, find_design, restore, start_design, undo
from procedures.designer.models import (
    Design,
    DesignComment,
    DesignOperation,
    DesignState,
    Ending,
    Origin,
    ReviewStep,
)
from procedures.designer.reviewing.comments import comment, open_threads, settle, threads_of
from procedures.designer.reviewing.refusals import ChangedSinceSeen, NoteMissing, OpenComments, Over, StepNotNow
from procedures.designer.reviewing.services import (
    approve,
    discard,
    go_on_with,
    send_back,
    withdraw,
)
from procedures.designer.reviewing.standing import authors_of, standing_of, waiting_for_review
from tests.catalogue import make_department, make_procedure, small_document
from tests.designs import approved, ask, make_design, publish, rename

pytestmark = pytest.mark.django_db


class TestTheWholeWay:
    def test_a_new_procedure(self, author, second):
        design = make_design(author)
        approved(design, author, second)
        version = publish(design, author)
        assert (version.number, version.published_by, version.procedure.number) == (1, author, 9001)
        assert Procedure.objects.get().current == version
        ended = Design.objects.get()
        assert (ended.ending, ended.ended_at is None, design.ending) == (Ending.PUBLISHED, False, Ending.PUBLISHED)
        steps = list(ReviewStep.objects.order_by("pk"))
        assert [(one.kind, one.by, one.note) for one in steps] == [
            ("asked", author, "条例の改正のため"),
            ("approved", second, ""),
            ("published", author, "市議会で可決"),
        ]
        assert [one.follows for one in steps] == [None, steps[0], steps[1]]
        assert steps[2].version == version

    def test_the_next_version_at_the_moment_that_was_approved(self, author, second):
        base = make_procedure()
        design = make_design(author, base=base)
        rename(design, author)
        moment = timezone.now() + timedelta(days=3)
        approved(design, author, second, effective_from=moment)
        version = publish(design, second, moment)
        assert (version.number, version.effective_from) == (2, moment)
        assert Procedure.objects.get().current == base

    def test_the_published_text_is_the_approved_one(self, author, second):
        design = make_design(author, title="この文のまま")
        version = publish(approved(design, author, second), author)
        assert version.definition.title.ja == "この文のまま"

    def test_steps_are_never_rewritten(self, author, second):
        step = ask(make_design(author), author)
        for act in (lambda: ReviewStep.objects.update(note="別の理由"), step.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


class TestAsking:
    def test_it_waits_for_the_second_person(self, author):
        design = make_design(author)
        request = ask(design, author)
        assert find_design(9001).state == DesignState.IN_REVIEW
        assert waiting_for_review() == [request]
        with pytest.raises(StepNotNow, match="すでに確認を依頼しています"):
            ask(design, author)

    def test_without_a_reason(self, author):
        with pytest.raises(NoteMissing, match="理由がありません"):
            ask(make_design(author), author, note=" ")
        assert find_design(9001).state == DesignState.EDITING

    def test_errors_must_be_gone(self, author):
        document = small_document()
        del document["retention"]
        with pytest.raises(StepNotNow, match="直すところが1件あります"):
            ask(make_design(author, document=document), author)

    def test_warnings_must_have_been_read(self, author):
        document = small_document()
        document["pages"][0]["items"][2]["when"] = {"==": [{"var": "identity.level"}, 3]}
        design = make_design(author, document=document)
        with pytest.raises(StepNotNow, match="「読みました」"):
            ask(design, author, warnings_read=False)
        assert ask(design, author).warnings > 0

    def test_somebody_changed_it_while_it_was_looked_at(self, author, second):
        design = make_design(author)
        rename(design, second)
        with pytest.raises(ChangedSinceSeen, match="阿部 学さん"):
            ask(design, author, seen=0)

    def test_a_moment_that_is_over(self, author):
        with pytest.raises(BadMoment, match="過ぎています"):
            ask(make_design(author), author, effective_from=timezone.now() - timedelta(minutes=1))

    def test_nothing_that_differs_from_the_version_in_force(self, author):
        with pytest.raises(StepNotNow, match="公開中の版1と内容が同じ"):
            ask(make_design(author, base=make_procedure()), author)

    def test_the_same_text_by_another_department_differs(self, author):
        base = make_procedure(department="health-inspection")
        assert ask(make_design(author, base=base), author).newest == 1

    def test_taking_it_back(self, author, second):
        design = make_design(author)
        ask(design, author)
        with pytest.raises(StepNotNow, match="依頼した人だけ"):
            withdraw(design=design, by=second)
        withdraw(design=design, by=author)
        assert (find_design(9001).state, waiting_for_review()) == (DesignState.EDITING, [])
        ask(design, author)
        assert len(waiting_for_review()) == 1


class TestFourEyes:
    def test_not_whoever_asked(self, author, third):
        design = make_design(author)
        request = ask(design, third)
        with pytest.raises(StepNotNow, match="依頼した人は"):
            approve(design=design, by=third, note="", seen=0, newest=request.newest)

    @pytest.mark.parametrize("kind", ["changed", "changed and took back", "restored"])
    def test_nobody_who_changed_it(self, author, second, kind):
        design = make_design(author)
        rename(design, author)
        if kind == "restored":
            restore(design=design, by=second, number=0)
        else:
            rename(design, second, "別の名前")
        if kind == "changed and took back":
            undo(design=design, by=second)
        ask(design, author)
        with pytest.raises(StepNotNow, match="作成に加わった人は"):
            approve(design=design, by=second, note="", seen=design.revision, newest=0)
        with pytest.raises(StepNotNow, match="作成に加わった人は"):
            send_back(design=design, by=second, note="だめ", seen=design.revision)

    def test_not_whoever_brought_the_first_text(self, author, second):
        design = make_design(second)
        ask(design, author)
        with pytest.raises(StepNotNow, match="作成に加わった人は"):
            approve(design=design, by=second, note="", seen=0, newest=0)

    def test_whoever_only_began_with_the_published_version_brought_no_words(self, author, second):
        design = make_design(second, base=make_procedure())
        rename(design, author)
        assert authors_of(design) == {author.pk}
        version = publish(approved(design, author, second), author)
        assert version.number == 2

    def test_authors_of_the_design_that_it_goes_on_with(self, author, second, third):
        first = make_design(second, base=make_procedure())
        rename(first, second)
        discard(design=first, by=second, note="")
        design = go_on_with(ended=first, by=author, number=1)
        assert authors_of(design) == {second.pk}
        ask(design, author)
        with pytest.raises(StepNotNow, match="作成に加わった人は"):
            approve(design=design, by=second, note="", seen=0, newest=1)
        approve(design=design, by=third, note="", seen=0, newest=1)

    def test_without_approval_nothing_is_published(self, author, second):
        design = make_design(author)
        for step in (lambda: None, lambda: ask(design, author)):
            step()
            with pytest.raises(StepNotNow, match="承認が必要です"):
                publish(design, author)
        assert not ProcedureVersion.objects.exists()

    def test_a_change_voids_request_and_approval(self, author, second):
        design = make_design(author)
        request = ask(design, author)
        rename(design, author)
        assert (waiting_for_review(), standing_of(design).lapsed) == ([], request)
        with pytest.raises(StepNotNow, match="確認の依頼は、今はありません"):
            approve(design=design, by=second, note="", seen=1, newest=0)
        approved(design, author, second)
        undo(design=design, by=author)
        assert find_design(9001).state == DesignState.EDITING
        with pytest.raises(StepNotNow, match="承認が必要です"):
            publish(design, author)

    def test_the_same_text_again_is_not_approved(self, author, second):
        """Changed and changed back: nobody has looked at what happened in between."""
        design = approved(make_design(author), author, second)
        rename(design, author)
        undo(design=design, by=author)
        assert standing_of(design).approval is None

    def test_another_department_voids_it_too(self, author, second):
        design = approved(make_design(author), author, second)
        Design.objects.update(department=make_department("health-inspection", "保健予防課"))
        with pytest.raises(StepNotNow, match="承認が必要です"):
            publish(design, author)

    def test_an_approval_is_used_once(self, author, second):
        design = approved(make_design(author), author, second)
        publish(design, author)
        with pytest.raises(Over):
            publish(design, author)
        assert ProcedureVersion.objects.count() == 1


class TestReview:
    def test_sent_back_with_a_reason(self, author, second):
        design = make_design(author)
        ask(design, author)
        with pytest.raises(NoteMissing):
            send_back(design=design, by=second, note="", seen=0)
        step = send_back(design=design, by=second, note="対象の方の説明が足りません", seen=0)
        assert (find_design(9001).state, standing_of(design).returned) == (DesignState.EDITING, step)
        ask(design, author)

    def test_approved_is_what_was_seen(self, author, second):
        design = make_design(author)
        ask(design, author)
        rename(design, author)
        ask(design, author)
        with pytest.raises(ChangedSinceSeen):
            approve(design=design, by=second, note="", seen=0, newest=0)

    def test_compared_with_the_newest_version(self, author, second):
        design = make_design(author, title="別の名前")
        ask(design, author)
        make_procedure()
        with pytest.raises(PublishedMeanwhile):
            approve(design=design, by=second, note="", seen=0, newest=0)
        approve(design=design, by=second, note="", seen=0, newest=1)

    def test_answered_once(self, author, second, third):
        design = approved(make_design(author), author, second)
        with pytest.raises(StepNotNow):
            send_back(design=design, by=third, note="待って", seen=0)


class TestPublishing:
    def test_another_version_came_since_the_approval(self, author, second):
        design = approved(make_design(author, title="別の名前"), author, second)
        make_procedure()
        with pytest.raises(PublishedMeanwhile):
            publish(design, author)
        assert (ProcedureVersion.objects.count(), find_design(9001).state) == (1, DesignState.APPROVED)

    def test_not_before_the_moment_that_was_approved(self, author, second):
        moment = timezone.now() + timedelta(days=3)
        design = approved(make_design(author), author, second, effective_from=moment)
        for early in (None, moment - timedelta(minutes=1)):
            with pytest.raises(BadMoment, match="より前には公開できません"):
                publish(design, author, early)
        assert publish(design, author, moment + timedelta(days=1)).number == 1

    def test_a_moment_that_has_passed(self, author, second):
        design = approved(make_design(author), author, second)
        with pytest.raises(BadMoment, match="開始日時が過ぎています"):
            publish(design, author, timezone.now() - timedelta(days=1))

    def test_what_it_refers_to_has_gone(self, author, second):
        stages = {"stages": [{"id": "review", "title": "審査", "department": "health-inspection"}]}
        department = make_department("health-inspection", "保健予防課")
        design = approved(make_design(author, workflow=stages), author, second)
        department.delete()
        with pytest.raises(DefinitionError):
            publish(design, author)
        assert find_design(9001).state == DesignState.APPROVED

    def test_open_comments(self, author, second):
        design = make_design(author)
        ask(design, author)
        comment(design=design, by=second, place="items/wish", text="説明を足してください")
        with pytest.raises(OpenComments, match="1件"):
            approve(design=design, by=second, note="", seen=0, newest=0)
        settle(design=design, by=author, place="items/wish")
        approve(design=design, by=second, note="", seen=0, newest=0)
        comment(design=design, by=second, place="", text="やはり気になります")
        with pytest.raises(OpenComments):
            publish(design, author)


@pytest.mark.django_db(transaction=True)
def test_two_publish_at_once(administrator, second):
    """One of them does; the other is told that it is over."""
    design = approved(make_design(administrator.user), administrator.user, second)
    refused = []

    def go(by):
        try:
            publish(Design.objects.get(pk=design.pk), by)
        except Refused as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(by,)) for by in (administrator.user, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    versions = ProcedureVersion.objects.filter(procedure__number=9001)
    assert (versions.count(), len(refused)) == (1, 1)
    assert "すでに終わっています" in refused[0]
    assert Design.objects.get(pk=design.pk).ending == Ending.PUBLISHED


class TestGivingUp:
    def test_and_beginning_again_where_it_ended(self, author, second):
        design = make_design(author)
        rename(design, author, "途中の名前")
        step = discard(design=design, by=author, note="制度がなくなったため")
        assert (step.kind, design.ending, step.note) == ("discarded", Ending.DISCARDED, "制度がなくなったため")
        with pytest.raises(Over):
            ask(design, author)
        begun = go_on_with(ended=design, by=second, number=1)
        assert (begun.title, begun.continues, begun.revision) == ("途中の名前", design, 0)
        assert Design.objects.get(pk=begun.pk).continues == design
        with pytest.raises(DesignExists):
            go_on_with(ended=design, by=second, number=0)

    def test_at_an_earlier_state(self, author):
        design = make_design(author)
        rename(design, author)
        discard(design=design, by=author, note="")
        assert go_on_with(ended=design, by=author, number=0).title == "小さな手続"


class TestComments:
    def test_a_thread_a_part(self, author, second):
        design = make_design(author)
        comment(design=design, by=second, place="items/wish", text="説明を足してください")
        comment(design=design, by=author, place="items/wish", text="足しました")
        comment(design=design, by=second, place="pages/applicant", text="題がかたい")
        settle(design=design, by=second, place="items/wish", text="確かめました")
        open_, settled = threads_of(design)
        assert (open_.called, open_.is_open) == ("ページ「申請者」", True)
        assert [(one.by, one.text, one.settles) for one in settled.lines] == [
            (second, "説明を足してください", False),
            (author, "足しました", False),
            (second, "確かめました", True),
        ]
        assert open_threads(design) == 1
        comment(design=design, by=author, place="items/wish", text="もう一つ")
        assert open_threads(design) == 2

    def test_of_a_part_that_has_gone(self, author):
        design = make_design(author)
        assert comment(design=design, by=author, place="items/gone", text="どこへ").called == "項目"

    def test_empty_ones_and_ended_designs(self, author):
        design = make_design(author)
        with pytest.raises(NoteMissing):
            comment(design=design, by=author, place="", text=" ")
        discard(design=design, by=author, note="")
        with pytest.raises(Over):
            comment(design=design, by=author, place="", text="遅い")
        assert not DesignComment.objects.exists()


def test_a_rollback_needs_the_second_person_too(author, second):
    first = make_procedure()
    make_procedure(title="まちがえた名前")
    design = start_design(
        number=9001,
        department=make_department(),
        document={"format": 1, **small_document()},
        by=author,
        origin=Origin.VERSION,
        base=first,
    )
    with pytest.raises(Refused):
        publish(design, author)
    version = publish(approved(design, author, second), author)
    assert (version.number, version.digest) == (3, first.digest)
    assert not DesignOperation.objects.exists()
