import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from procedures.designer.designs import (
    HERE_FOR,
    DesignEnded,
    DesignExists,
    NothingToUndo,
    Overtaken,
    arrive,
    change,
    document_at,
    end_design,
    find_design,
    others_here,
    redo,
    restore,
    undo,
)
from procedures.designer.documents import find
from procedures.designer.models import Design, DesignOperation, DesignState, Ending, OperationKind
from procedures.designer.steps import Insert, Set
from tests.catalogue import make_procedure, small_document
from tests.designs import make_design

pytestmark = pytest.mark.django_db


def set_label(design, by, new, *, before="希望", item="wish"):
    steps = [Set(f"items/{item}", "label", before, new)]
    return change(
        design=design, by=by, kind=OperationKind.CHANGE, place=f"items/{item}", steps=steps, words=f"名前を{new}に"
    )


def label(design, item="wish"):
    return find(design.decoded(), f"items/{item}")["label"]


def test_a_change_is_kept_with_who_what_and_when(administrator):
    design = make_design(administrator.user)
    operation = set_label(design, administrator.user, "ご希望")
    stored = find_design(9001)
    assert (label(design), label(stored), stored.revision) == ("ご希望", "ご希望", 1)
    assert (operation.number, operation.by, operation.words) == (1, administrator.user, "名前をご希望に")
    assert stored.changed_by == administrator.user


def test_a_change_takes_three_statements(administrator, django_assert_num_queries):
    design = make_design(administrator.user)
    with django_assert_num_queries(5):  # with the two of the savepoint
        set_label(design, administrator.user, "ご希望")


def test_the_title_follows_the_document(administrator):
    design = make_design(administrator.user)
    steps = [Set("", "title", "小さな手続", {"ja": "新しい名前", "en": "New"})]
    change(design=design, by=administrator.user, kind=OperationKind.CHANGE, place="", steps=steps, words="名前")
    assert find_design(9001).title == "新しい名前"


def test_a_procedure_is_written_once_at_a_time(administrator):
    first = make_design(administrator.user)
    with pytest.raises(DesignExists) as raised:
        make_design(administrator.user)
    assert raised.value.design == first
    end_design(design=first, by=administrator.user, ending=Ending.DISCARDED)
    assert make_design(administrator.user) == find_design(9001) != first


def test_an_ended_design_takes_nothing_more(administrator):
    design = make_design(administrator.user)
    end_design(design=design, by=administrator.user, ending=Ending.PUBLISHED)
    with pytest.raises(DesignEnded):
        set_label(design, administrator.user, "遅い")
    with pytest.raises(DesignEnded):
        end_design(design=design, by=administrator.user, ending=Ending.DISCARDED)
    with pytest.raises(Design.DoesNotExist):
        find_design(9001)
    assert DesignOperation.objects.count() == 0


def test_two_editors_of_different_things_both_keep_what_they_wrote(administrator, supervisor):
    mine, theirs = make_design(administrator.user), find_design(9001)
    set_label(mine, administrator.user, "ご希望")
    set_label(theirs, supervisor.user, "お名前", before="氏名", item="applicant_name")
    assert (label(find_design(9001)), label(find_design(9001), "applicant_name")) == ("ご希望", "お名前")


def test_of_two_editors_of_the_same_thing_the_second_is_told_who_was_faster(administrator, supervisor):
    mine, theirs = make_design(administrator.user), find_design(9001)
    set_label(mine, administrator.user, "ご希望")
    with pytest.raises(Overtaken) as raised:
        set_label(theirs, supervisor.user, "要望")
    assert (raised.value.place, raised.value.field) == ("items/wish", "label")
    assert (raised.value.last.by, raised.value.last.number) == (administrator.user, 1)
    assert (label(find_design(9001)), DesignOperation.objects.count()) == ("ご希望", 1)


def test_undo_and_redo_go_back_and_forth_over_several_changes(administrator):
    design, by = make_design(administrator.user), administrator.user
    set_label(design, by, "二")
    set_label(design, by, "三", before="二")
    seen = [label(design)]
    for step in (undo, undo, redo, redo, undo, redo, undo, undo):
        step(design=design, by=by)
        seen.append(label(design))
    assert seen == ["三", "二", "希望", "二", "三", "二", "三", "二", "希望"]
    with pytest.raises(NothingToUndo):
        undo(design=design, by=by)


def test_a_new_change_ends_what_could_be_made_again(administrator):
    design, by = make_design(administrator.user), administrator.user
    set_label(design, by, "二")
    undo(design=design, by=by)
    set_label(design, by, "四")
    with pytest.raises(NothingToUndo):
        redo(design=design, by=by)
    undo(design=design, by=by)
    assert label(design) == "希望"


def test_undo_is_of_ones_own_changes(administrator, supervisor):
    design = make_design(administrator.user)
    set_label(design, administrator.user, "ご希望")
    set_label(design, supervisor.user, "お名前", before="氏名", item="applicant_name")
    undo(design=design, by=administrator.user)
    assert (label(design), label(design, "applicant_name")) == ("希望", "お名前")
    with pytest.raises(NothingToUndo):
        redo(design=design, by=supervisor.user)


def test_undo_does_not_take_back_what_somebody_wrote_over_it(administrator, supervisor):
    design = make_design(administrator.user)
    set_label(design, administrator.user, "ご希望")
    set_label(design, supervisor.user, "要望", before="ご希望")
    with pytest.raises(Overtaken):
        undo(design=design, by=administrator.user)
    assert label(find_design(9001)) == "要望"


def test_any_earlier_state_can_be_looked_at_and_restored(administrator):
    design, by = make_design(administrator.user), administrator.user
    set_label(design, by, "二")
    new = {"id": "phone", "type": "phone", "label": "電話"}
    steps = [Insert("pages/applicant", "items", "wish", new)]
    change(design=design, by=by, kind=OperationKind.ADD, place="items/phone", steps=steps, words="電話を追加")
    final = design.decoded()
    assert document_at(design, 0) == small_document()
    assert find(document_at(design, 1), "items/wish")["label"] == "二"
    assert document_at(design, 2) == final
    restore(design=design, by=by, number=0)
    assert (design.decoded(), design.revision) == (small_document(), 3)
    with pytest.raises(NothingToUndo):
        restore(design=design, by=by, number=0)
    undo(design=design, by=by)
    assert find_design(9001).decoded() == final


def test_nothing_published_changes(administrator):
    version = make_procedure()
    before = version.document
    design = make_design(administrator.user, base=version)
    set_label(design, administrator.user, "ご希望")
    version.refresh_from_db()
    assert (version.document, version.procedure.versions.count()) == (before, 1)


def test_a_change_takes_a_design_out_of_review(administrator):
    design = make_design(administrator.user)
    Design.objects.update(state=DesignState.IN_REVIEW)
    set_label(design, administrator.user, "ご希望")
    assert find_design(9001).state == DesignState.EDITING


def test_who_else_is_here(administrator, supervisor):
    design = make_design(administrator.user)
    arrive(design=design, user=administrator.user, place="items/wish")
    arrive(design=design, user=supervisor.user, place="pages/applicant")
    arrive(design=design, user=supervisor.user, place="items/wish")
    assert [(one.user, one.place) for one in others_here(design, administrator.user)] == [
        (supervisor.user, "items/wish")
    ]
    assert others_here(design, administrator.user, timezone.now() + HERE_FOR * 2) == []


@pytest.mark.parametrize("statement", ["UPDATE {} SET words = ''", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_done(administrator, statement):
    set_label(make_design(administrator.user), administrator.user, "ご希望")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(DesignOperation._meta.db_table))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing(administrator):
    design = make_design(administrator.user)
    refused = []

    def add(number):
        try:
            steps = [Insert("pages/applicant", "items", "wish", {"id": f"q{number}", "type": "text", "label": "質問"})]
            change(
                design=Design.objects.get(pk=design.pk),
                by=administrator.user,
                kind=OperationKind.ADD,
                place=f"items/q{number}",
                steps=steps,
                words="追加",
            )
        except Exception as error:  # noqa: BLE001  told to the test below
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = find_design(9001)
    ids = {one["id"] for one in found.decoded()["pages"][0]["items"]}
    assert refused == []
    assert ({f"q{number}" for number in range(8)} <= ids, found.revision) == (True, 8)
