import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from procedures.applications.models import Effect, EffectState
from procedures.applications.receipts import show_receipt
from tests.factories.cases import received
from tests.procedures.backoffice.pages import follow, text

pytestmark = pytest.mark.django_db


def dead(case, **more) -> Effect:
    Effect.objects.filter(application=case).update(
        state=EffectState.DEAD, attempts=8, problem="SMTPConnectError", **more
    )
    return Effect.objects.get(application=case)


def again(client, effect):
    return client.post(f"/staff/effects/{effect.pk}/again/")


class TestList:
    def test_nothing_stuck(self, clerk, version):
        received(version)
        said = text(clerk.client().get("/staff/effects/"))
        assert "止まっている処理はありません" in said
        assert "24時間以内に終わった処理はありません。" in said

    def test_what_why_since_when_how_often_and_for_whom(self, clerk, version):
        case = received(version)
        dead(case)
        said = text(clerk.client().get("/staff/effects/"))
        assert re.search(
            rf"お知らせメールの送信 {show_receipt(case.receipt)} 失敗が続いたため、自動の実行を止めています。 "
            r"SMTPConnectError \d+/\d+ \d+:\d\d 8回 もう一度実行する",
            said,
        )

    def test_late_and_lost_work(self, clerk, version):
        long_ago = timezone.now() - timedelta(minutes=11)
        states: dict[str, dict[str, Any]] = {
            "順番を待っています。": {"attempts": 0},
            "失敗したため、自動でやり直します。": {"attempts": 2},
            "実行中のまま終わっていません。": {"state": EffectState.RUNNING, "claim": uuid4(), "attempts": 1},
        }
        for change in states.values():
            Effect.objects.filter(application=received(version)).update(created_at=long_ago, **change)
        said = text(clerk.client().get("/staff/effects/"))
        assert [words in said for words in states] == [True] * 3
        assert len(re.findall("もう一度実行する", said)) == 2  # one under way cannot be run beside itself

    def test_what_was_done_lately(self, clerk, version):
        case = received(version)
        Effect.objects.update(state=EffectState.DONE, done_at=timezone.now(), attempts=1)
        assert f"お知らせメールの送信 {show_receipt(case.receipt)}" in text(clerk.client().get("/staff/effects/"))
        Effect.objects.update(done_at=timezone.now() - timedelta(hours=25))
        assert show_receipt(case.receipt) not in text(clerk.client().get("/staff/effects/"))

    def test_work_of_nobody_is_shown_to_administrators(self, clerk, administrator):
        Effect.objects.create(kind="notifications.send_draft_link", payload={}, once="x", state=EffectState.DEAD)
        assert "下書きを開くリンクのメール送信 なし" in text(administrator.client().get("/staff/effects/"))
        assert "下書きを開くリンク" not in text(clerk.client().get("/staff/effects/"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, clerk, version, django_assert_num_queries, rows):
        for _ in range(rows):
            dead(received(version))
        client = clerk.client()
        with django_assert_num_queries(6):  # session, user, roles, stuck, done, departments
            client.get("/staff/effects/")


class TestAgain:
    def test_it_starts_anew_with_all_its_attempts(self, clerk, version):
        effect = dead(received(version))
        client = clerk.client()
        assert "「お知らせメールの送信」をもう一度実行します。" in follow(client, again(client, effect))
        effect.refresh_from_db()
        assert (effect.state, effect.attempts, effect.claim) == (EffectState.PENDING, 0, None)

    def test_a_second_click_finds_nothing_to_do(self, clerk, version):
        effect = dead(received(version))
        client = clerk.client()
        assert [again(client, effect).status_code for _ in range(2)] == [302, 404]

    def test_not_of_other_departments_and_not_what_is_done(self, clerk, outsider, version):
        effect = dead(received(version))
        assert again(outsider.client(), effect).status_code == 404
        Effect.objects.update(state=EffectState.DONE, done_at=timezone.now())
        assert again(clerk.client(), effect).status_code == 404
        effect.refresh_from_db()
        assert effect.attempts == 8

    def test_a_get_runs_nothing(self, clerk, version):
        effect = dead(received(version))
        assert clerk.client().get(f"/staff/effects/{effect.pk}/again/")["Location"] == "/staff/effects/"
        effect.refresh_from_db()
        assert effect.state == EffectState.DEAD
