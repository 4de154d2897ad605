from dataclasses import replace
from datetime import date, time

from procedures.catalogue.slots import Times
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, item, message, read, shown_again
from tests.slots import pretended

POSTED = "2026-12-01T09:00/12:00"
ANSWER = {"date": "2026-12-01", "start": "09:00", "end": "12:00"}
TIMES = Times(date(2026, 12, 1), time(9), time(12))
VISITS = {"slots_from": "visits"}
KIND = field_type(item("slot", **VISITS))


def problem(answer=ANSWER, held=None, **more) -> str:
    faults = KIND.check(item("slot", **VISITS, **more), answer, NAME, replace(CONTEXT, held=held or {}))
    return faults[0].message if faults else ""


def test_what_is_posted_comes_back():
    assert read("slot", {"": POSTED}, **VISITS) == ANSWER
    assert shown_again("slot", {"": POSTED}, **VISITS) == ANSWER
    assert KIND.summarise(item("slot", **VISITS), ANSWER) == ("2026年12月1日（火） 9時から12時まで",)
    exported = {"it.date": "2026-12-01", "it.start": "09:00", "it.end": "12:00"}
    assert KIND.export(item("slot", **VISITS), ANSWER) == exported


def test_what_is_none():
    for typed in ("x", "2026-12-01T12:00/09:00", "2026-02-30T09:00/12:00", POSTED + " "):
        assert message("slot", {"": typed}, **VISITS)[1].startswith("「項目」で選択肢にないものが選ばれました。")


def test_free_full_and_held():
    assert problem() == ""
    with pretended(TIMES):
        assert problem().startswith(
            "「項目」で選んだ「2026年12月1日（火） 9時から12時まで」は、ほかの方の予約でいっぱい"
        )
        assert problem().endswith("ほかの日時を選んでください。例）2026年11月25日（水） 9時から12時まで")
        assert problem(held={NAME: ANSWER}) == ""


def test_outside_the_days_that_may_be_booked():
    assert "は、今は予約できない日です。" in problem(earliest=6)
    assert "は、今は予約できない日です。" in problem(latest=4)
    assert problem(earliest=5, latest=5) == ""
    assert "予約できる日時の中にありません" in problem({**ANSWER, "start": "10:00"})


def test_nothing_to_choose_says_where_to_turn():
    with pretended(hours=()):
        spec = KIND.spec_in(item("slot", **VISITS), NAME, {}, (), CONTEXT, required=True)
        missing = KIND.missing(item("slot", **VISITS), NAME, CONTEXT).message
    turn = "今は選べる日時がありません。環境都市推進課（電話 018-888-5707）にお問い合わせください。"
    assert (spec["groups"], spec["nothing"], missing) == ([], turn, f"「項目」を選べません。{turn}")


def test_days_are_groups_and_weeks_where_each_day_has_one():
    one = item("slot", **VISITS, latest=3)
    spec = KIND.spec_in(one, NAME, {NAME: [POSTED]}, (), CONTEXT, required=True)
    assert [group["label"] for group in spec["groups"]] == ["11月25日（水）", "11月26日（木）", "11月27日（金）"]
    assert (spec["folded"], [choice["label"] for choice in spec["groups"][0]["choices"]]) == (
        False,
        ["9時から12時まで", "13時から17時まで"],
    )
    with pretended(hours=[(time(8, 30), time(17))]):
        spec = KIND.spec_in(item("slot", **VISITS, latest=20), NAME, {}, (), CONTEXT, required=True)
    assert [group["label"] for group in spec["groups"]][:2] == ["11月23日からの週", "11月30日からの週"]
    assert spec["folded"]


def test_the_own_booking_is_offered_though_it_is_full():
    with pretended(TIMES):
        held = replace(CONTEXT, held={NAME: ANSWER})
        spec = KIND.spec_in(item("slot", **VISITS), NAME, {}, (), held, required=True)
    hints = {choice["value"]: choice["hint"] for group in spec["groups"] for choice in group["choices"]}
    assert hints[POSTED] == "今の予約"
