from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from procedures.notifications.letter_parts import ANYWHERE, FACTS
from procedures.notifications.letters import LETTERS
from procedures.notifications.models import Message, TextVersion
from procedures.notifications.text_samples import previews
from procedures.notifications.texts import BadText, as_shown, as_stored, call_off, checked, store_texts
from procedures.notifications.topics import Topic
from procedures.notifications.wording import mail_for, render_message
from tests.factories.received import happen, receive
from tests.procedures.backoffice.pages import text
from tests.procedures.notifications.test_wording import message_about

pytestmark = pytest.mark.django_db
EDIT = "/settings/messages/received/edit/"


@pytest.fixture
def client(administrator):
    return administrator.client()


def boxes(letter: str = "received", **changes: str) -> dict[str, str]:
    """What the page's boxes hold, as a browser would send them."""
    found = {f"part-{part.key}": as_shown(str(part.standard)) for part in LETTERS[letter].written}
    return found | {"reason": "わかりやすく", "step": "store", "start_when": "now"} | changes


def later(**changes: str) -> dict[str, str]:
    day = {"start_when": "later", "start_time": "9:00", "start_day-year": "2099", "start_day-month": "4"}
    return day | {"start_day-day": "1"} | changes


def write(letter: str = "received", *, expected: int = 0, when: timedelta | None = None, **texts: str) -> TextVersion:
    moment = timezone.now() + when if when else None
    return store_texts(
        letter=letter, texts=texts, effective_from=moment, reason="試験", expected=expected, by=None
    )  # fmt: skip


def received() -> Message:
    application, event = receive()
    return message_about(application, event, Topic.RECEIVED)


class TestLetters:
    def test_every_topic_has_one(self):
        assert set(Topic) <= set(LETTERS)

    @pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
    def test_every_standard_sentence_can_be_written_again(self, letter):
        for part in letter.written:
            standard = str(part.standard)
            assert checked(letter, part, as_shown(standard)) == standard
            assert part.needs | letter.facts <= set(FACTS)

    @pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
    def test_what_a_mail_says_is_nothing_personal(self, letter):
        for part in letter.written:
            if part.mail:
                assert part.needs | letter.facts <= ANYWHERE | {"minutes"}

    @pytest.mark.parametrize("letter", LETTERS)
    def test_every_letter_has_a_preview(self, letter):
        for one in previews(letter, {}):
            assert one.subject or letter == "mail"
            assert not set("{}") & set("".join(one.lines))

    def test_japanese_names_of_facts(self):
        assert as_stored("{受付番号}と｛ 手続名 ｝") == "{receipt_number}と{procedure}"
        assert as_shown("{receipt_number}と{月}") == "{受付番号}と{月}"


class TestChecks:
    @pytest.mark.parametrize(
        ("part", "written", "words"),
        [
            ("subject", "受付：{名前}", "「件名」では {名前} を使えません。使えるもの：{手続名}、{手続の種類}"),
            ("subject", "受付：{予定日}", "{予定日} を使えません"),
            ("subject", "受付：{手続名", "組になっていません"),
            ("subject", "", "「件名」は、なくせません"),
            ("subject", "あ" * 81, "80文字までに"),
            ("happened", "二\n行", "改行のない1行の文に"),
            ("receipt", "受け付けました。", "「受付番号の案内」に {受付番号} を入れてください"),
            ("further", "\x00", "改行のない1行の文に"),
        ],
    )
    def test_what_cannot_be(self, part, written, words):
        with pytest.raises(BadText) as refused:
            checked(LETTERS["received"], LETTERS["received"].part(part), written)
        assert words in str(refused.value)

    def test_what_may_be_empty_and_of_several_lines(self):
        letter = LETTERS["received"]
        assert checked(letter, letter.part("promised"), " ") == ""
        assert checked(letter, letter.part("further"), " 一行目 \r\n\r\n二行目") == "一行目\n\n二行目"


class TestUse:
    def test_inbox_and_mail_say_the_citys_sentence(self):
        write(happened="{procedure}をお預かりしました。", subject="お預かりしました", further="窓口は\n1階です。")
        message = received()
        words = render_message(message)
        assert words.subject == "お預かりしました"
        assert words.paragraphs[0] == "小さな手続をお預かりしました。"
        assert words.paragraphs[-1] == "窓口は\n1階です。"
        mail = mail_for(message, effect_id=message.pk)
        assert mail.subject == "お預かりしました"
        assert "小さな手続をお預かりしました。" in mail.body
        assert "窓口は" not in mail.body

    def test_the_frame_of_every_mail(self):
        write("mail", greeting="秋田市役所です。")
        message = received()
        assert mail_for(message, effect_id=message.pk).body.startswith("秋田市役所です。\n")

    def test_what_was_told_stays_as_it_was_told(self):
        before = received()
        write(subject="新しい件名")
        again = Message.objects.readable().get(pk=before.pk)
        assert render_message(again).subject == "受け付けました：小さな手続"
        assert render_message(received()).subject == "新しい件名"

    def test_from_a_moment_on(self):
        write(when=timedelta(hours=1), subject="先の件名")
        assert render_message(received()).subject == "受け付けました：小さな手続"

    def test_a_message_from_elsewhere_says_the_same(self):
        write(subject="件名", further="追加")
        message = Message.objects.get(pk=received().pk)
        assert render_message(message).subject == "件名"

    @pytest.mark.parametrize("broken", ["{bogus}を受け付けました。", "{noun", "}{", "{promised_date}{reasons}"])
    def test_a_broken_sentence_never_reaches_a_citizen(self, broken, caplog):
        TextVersion.objects.create(letter="received", number=1, texts={"happened": broken}, reason="試験")
        message = received()
        assert render_message(message).paragraphs[0] == "請求を受け付けました。"
        assert "請求を受け付けました。" in mail_for(message, effect_id=message.pk).body
        assert "text cannot be filled in" in caplog.text
        assert "happened" in caplog.text

    def test_an_optional_sentence_left_out(self):
        write("correction", further="")
        write("received", promised="")
        assert len(render_message(received()).paragraphs) == 2

    def test_a_refusal_has_its_reasons(self):
        write("decided", reasons="次の理由です：{reasons}")
        application, event = receive()
        event = happen(application, event, "decide", data={"outcome": "refused"}, text="要件に合いません。")
        words = render_message(message_about(application, event, Topic.DECIDED))
        assert words.paragraphs[1] == "次の理由です：要件に合いません。"

    def test_history_stays(self):
        write(subject="件名")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            TextVersion.objects.update(texts={})


class TestPages:
    def test_list(self, client):
        write(subject="お預かり：{procedure}")
        write("decided", when=timedelta(days=1), subject="結果")
        said = text(client.get("/settings/messages/"))
        assert "受付のお知らせ 市の文面 申請などが届いたとき お預かり：{手続名}" in said
        assert "結果のお知らせ 変更の予定" in said

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            write(expected=row, subject=f"件名{row}")
        for address in ("/settings/messages/", "/settings/messages/received/", EDIT):
            client.get(address)
            with django_assert_num_queries(4):  # session, user, roles, versions
                client.get(address)

    def test_nothing_there(self, client):
        for rest in ("", "edit/", "restore/"):
            assert client.get(f"/settings/messages/moon/{rest}").status_code == 404

    def test_one(self, client):
        said = text(client.get("/settings/messages/decided/"))
        assert "件名 標準 結果をお知らせします：{手続名}" in said
        assert "ポータルの「お知らせ」（認めないとき）" in said
        assert "理由：住所を確かめる書類がそろっていないため" in said
        assert "まだ変えていません。" in said
        for letter in LETTERS:
            assert client.get(f"/settings/messages/{letter}/").status_code == 200

    def test_looked_at_and_stored(self, client, administrator):
        change = {"part-subject": "お預かりしました：{手続名}", "part-promised": ""}
        answer = client.post(EDIT, boxes(step="check", **change))
        assert answer.status_code == 200
        said = text(answer)
        assert "お預かりしました：住民票の写しの交付請求" in said
        assert "この文面を登録する" in said
        assert not TextVersion.objects.exists()
        said = text(client.post(EDIT, boxes(expected="0", **change), follow=True))
        assert "文面を登録しました。" in said
        assert "件名：受け付けました：{手続名} → お預かりしました：{手続名}" in said
        version = TextVersion.objects.get()
        assert version.texts == {"subject": "お預かりしました：{procedure}", "promised": ""}
        assert (version.by, version.reason) == (administrator.user, "わかりやすく")

    def test_from_a_moment_on_and_called_off(self, client):
        change = boxes(**{"part-subject": "件名"}) | later()
        said = text(client.post(EDIT, change, follow=True))
        assert "2099/4/1 9:00から（版1）" in said
        assert "標準の文面に戻す" not in said
        address = "/settings/messages/received/call-off/"
        assert "予定を取り消しました。" in text(client.post(address, {"number": "1"}, follow=True))
        assert "すでに使われているか" in text(client.post(address, {"number": "9"}, follow=True))
        assert client.post(address, {"number": "x"}).status_code == 404
        newest = TextVersion.objects.latest("number")
        assert (newest.texts, newest.effective_from) == ({}, TextVersion.objects.get(number=1).effective_from)

    def test_restored_and_begun_again_from_an_earlier_version(self, client):
        write(subject="古い件名")
        said = text(client.post("/settings/messages/received/restore/", {"reason": "標準へ"}, follow=True))
        assert "標準の文面に戻しました。" in said
        assert "版2（すべて標準の文面）" in said
        assert 'value="古い件名"' in client.get(f"{EDIT}?from=1").content.decode()
        assert "「理由」を入力してください" in text(client.post("/settings/messages/received/restore/", {}))

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"part-subject": "{名前}"}, "{名前} を使えません"),
            ({"part-subject": ""}, "「件名」を入力してください"),
            ({"reason": ""}, "「理由」を入力してください"),
            (later(**{"start_day-year": "2020"}), "開始日時が過ぎています"),
            (later(**{"start_day-month": "13"}), "年・月・日の数字で"),
            ({"expected": "7"}, "ほかの人が先にこの文面を変えました"),
        ],
    )
    def test_what_cannot_be(self, client, change, words):
        answer = client.post(EDIT, boxes(**{"part-happened": "変えました。"}) | change)
        assert answer.status_code == 400
        assert words in text(answer)
        assert "<title>エラー：" in answer.content.decode()
        assert not TextVersion.objects.exists()


def test_calling_off_goes_on_as_before():
    write(subject="今の件名")
    planned = write(expected=1, when=timedelta(days=1), subject="先の件名")
    done = call_off(letter="received", number=planned.number, by=None)
    assert (done.texts, done.effective_from) == ({"subject": "今の件名"}, planned.effective_from)
