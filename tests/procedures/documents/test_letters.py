"""The PDFs: valid PDF/UA, with every name as it was written, and the words that the law asks for."""

import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import page
import pytest
import time_machine
from django.conf import settings

from procedures.applications.answers import add_answers
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.catalogue.models import ProcedureVersion
from procedures.documents.letters import letter_html, paragraphs
from procedures.documents.models import Document, DocumentKind
from procedures.documents.rendering import OutsideAddress, render_pdf
from tests.catalogue import SMALL_ANSWERS
from tests.factories.received import happen, law_procedure, receive

pytestmark = pytest.mark.django_db

LONG_TEXT = {"id": "details", "type": "long_text", "label": "くわしい内容", "max": 5000}
EMAIL = {"id": "applicant_email", "type": "email", "label": "メールアドレス", "required": True}
FRIDAY_NIGHT = datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
ORDINANCE = [{"law": "秋田市印鑑条例", "source": "ordinance"}]
# The 葛󠄀 of 葛城市 (a sequence of Adobe-Japan1), 吉 with the long lower stroke (plane 2), 神 with the old radical
# (a compatibility ideograph), and a 葛󠄅 of the family registers (a sequence of Moji_Joho).
VARIANTS = ("葛\U000e0100城", "\U00020bb7田", "\ufa19谷", "葛\U000e0105西", "葛\U000e0100葛\U000e0105")


def named(family: str, **changes: Any) -> dict[str, Any]:
    return SMALL_ANSWERS | {"applicant_name": SMALL_ANSWERS["applicant_name"] | {"family": family}} | changes


def receipt(*, answers: dict[str, Any] | None = None, version: ProcedureVersion | None = None) -> Document:
    application, event = receive(answers=answers, version=version)
    Application.objects.filter(pk=application.pk).update(submitted_at=FRIDAY_NIGHT)
    application.refresh_from_db()
    return Document(application=application, event=event, kind=DocumentKind.RECEIPT)


def decision(outcome: str, *, text: str = "", answers: dict[str, Any] | None = None, **changes: Any) -> Document:
    application, event = receive(version=law_procedure(**changes), answers=answers)
    event = happen(application, event, "decide", data={"outcome": outcome}, text=text)
    return Document(application=application, event=event, kind=DocumentKind.DECISION)


def pdf_of(document: Document) -> bytes:
    return render_pdf(letter_html(document))


def words_in(pdf: bytes) -> str:
    """What a machine reads out of the PDF, without the line breaks of the layout."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return re.sub(r"\s", "", read.decode())


def fonts_in(pdf: bytes, tmp_path: Path) -> dict[str, tuple[str, str]]:
    """By name without the tag of the subset: whether embedded, and whether its text can be read out."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf)
    lines = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    return {line.split()[0].partition("+")[2]: (line.split()[-5], line.split()[-3]) for line in lines}


def faults_of(pdf: bytes) -> list[str]:
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    return [str(failure) for failure in report.failures]


def every_letter() -> dict[str, Any]:
    return {
        "receipt": receipt,
        "receipt of a report": lambda: receipt(version=law_procedure(kind="report")),
        "anonymous receipt": lambda: receipt(answers={"applicant_email": "a@example.jp"}),
        "approval": lambda: decision("approved", text="窓口で受け取る場合は、本人確認書類をお持ちください。"),
        "refusal": lambda: decision("refused", text="対象の世帯ではないため。"),
        "long refusal": lambda: decision("refused", text="確認できる書類がないため。\n\n" * 120),
        "variants": lambda: decision("approved", answers=named("".join(VARIANTS))),
    }


@pytest.mark.parametrize("name", every_letter())
def test_every_letter_is_pdf_ua(name: str):
    assert faults_of(pdf_of(every_letter()[name]())) == []


@pytest.mark.parametrize("fault", [' alt="[^"]*"', "<title>.*?</title>", ' lang="ja"'])
def test_the_validator_notices(fault: str):
    html = letter_html(receipt())
    broken = re.sub(fault, "", html)
    assert (broken != html, faults_of(render_pdf(broken)) != []) == (True, True)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("make", [receipt, lambda answers: decision("refused", text="理由", answers=answers)])
def test_a_name_is_read_out_as_it_was_written(make: Any, name: str):
    assert name in words_in(pdf_of(make(answers=named(name))))


@pytest.mark.parametrize("answers", [SMALL_ANSWERS, named(VARIANTS[1])])
def test_fonts_are_embedded_with_a_map_back_to_text(answers: dict[str, Any], tmp_path: Path):
    assert fonts_in(pdf_of(receipt(answers=answers)), tmp_path) == {
        "BIZ-UDGothic": ("yes", "yes"),
        "BIZ-UDGothic-Bold": ("yes", "yes"),
        **({} if answers is SMALL_ANSWERS else {"IPAmjMincho": ("yes", "yes")}),
    }


@pytest.mark.parametrize("text", ["早めに😀", "한글", "\x07鐘", "\ue000外字"])
def test_a_character_of_no_font_spoils_neither_letter_nor_validity(text: str):
    pdf = pdf_of(receipt(answers=SMALL_ANSWERS | {"wish": text}))

    assert (faults_of(pdf), "小さな手続" in words_in(pdf)) == ([], True)


def test_the_receipt_states_number_days_and_department():
    document = receipt()

    words = words_in(pdf_of(document))

    for said in (
        show_receipt(document.application.receipt),
        "手続小さな手続",
        "山王花子様",
        "受付日時2026年11月20日（金）23:30",
        "2026年11月26日（木）まで標準処理期間は3開庁日です",  # 11/23 is a holiday
        "秋田市市民課電話018-888-0000",
        "担当が確認します。",
        "希望早めに",
    ):
        assert said.replace("（", "(").replace("）", ")") in words.replace("（", "(").replace("）", ")"), said


def test_a_kind_without_a_clock_promises_no_day():
    words = words_in(pdf_of(receipt(version=law_procedure(kind="report"))))

    assert ("次の通報を受け付けました。" in words, "標準処理期間" in words) == (True, False)


def test_an_anonymous_receipt_has_no_name():
    html = letter_html(receipt(answers={"applicant_email": "a@example.jp"}))

    assert "様" not in html


def test_the_receipt_shows_the_answers_as_they_were_sent():
    document = receipt()
    application = document.application
    add_answers(application, SMALL_ANSWERS | {"wish": "後で変えた希望"}, number=2)
    Application.objects.filter(pk=application.pk).update(answers_number=2)
    application.refresh_from_db()

    html = letter_html(document)

    assert ("早めに" in html, "後で変えた希望" in html) == (True, False)


def test_a_refusal_gives_reasons_by_the_law_and_says_how_to_appeal():
    words = words_in(pdf_of(decision("refused", text="対象の世帯ではないため。", appeal={"authority": "秋田県知事"})))

    for said in (
        "山王花子様",
        "秋田市長",
        "公印省略",
        "交付しません。",
        "交付しない理由対象の世帯ではないため。",
        "行政手続法第8条の規定",
        "3か月以内に、秋田県知事に対して審査請求をすることができます。",
        "6か月以内に、秋田市を被告として",
        "裁決があったことを知った日の翌日から起算して6か月以内",
    ):
        assert said in words, said


def test_a_refusal_by_an_ordinance_names_the_citys_own_procedure_ordinance():
    words = words_in(pdf_of(decision("refused", text="理由", legal_basis=ORDINANCE)))

    assert ("秋田市行政手続条例の規定" in words, "行政手続法第8条" in words) == (True, False)
    assert "根拠となる法令秋田市印鑑条例" in words


def test_an_approval_says_what_was_approved_and_has_no_appeal():
    words = words_in(pdf_of(decision("approved", text="窓口に来てください。", kind="application")))

    assert "申請のとおり認めます。" in words
    assert "付記窓口に来てください。" in words
    assert "認めた内容" in words
    assert "希望早めに" in words
    assert "審査請求" not in words


def test_dates_of_a_decision_are_in_the_era_of_law_and_in_western_years():
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=FRIDAY_NIGHT.tzinfo), tick=False):
        words = words_in(pdf_of(decision("approved")))

    assert "令和8年11月24日(2026年)" in words.replace("（", "(").replace("）", ")")


def test_a_long_letter_numbers_its_pages():
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=pdf_of(decision("refused", text="確認できる書類がないため。\n\n" * 120)),
        capture_output=True,
        check=True,
    ).stdout.decode()
    pages = read.split("\f")[:-1]

    assert [f"{number} / {len(pages)}" in text for number, text in enumerate(pages, start=1)] == [True] * len(pages)
    assert len(pages) > 3


def test_one_endless_word_stays_on_the_paper():
    pdf = pdf_of(receipt(answers=SMALL_ANSWERS | {"wish": "a" * 100}))

    assert "a" * 100 in words_in(pdf)


def test_markup_in_an_answer_is_text():
    html = letter_html(receipt(answers=SMALL_ANSWERS | {"wish": '<img src="http://127.0.0.1:1/x">'}))

    assert "<img src=&quot;" not in html
    assert "&lt;img src=&quot;http://127.0.0.1:1/x&quot;&gt;" in html


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/x.png", "file:///etc/hostname", "ftp://127.0.0.1:1/x"])
def test_nothing_is_fetched_from_outside(address: str):
    with pytest.raises(OutsideAddress):
        render_pdf(f'<html lang="ja"><title>x</title><img src="{address}" alt="x">')


def test_a_letter_keeps_the_paragraphs_of_what_was_typed():
    assert [[line[0].text for line in block] for block in paragraphs("一\r\n二\n\n\n三\n")] == [["一", "二"], ["三"]]


def test_a_web_process_never_loads_the_pdf_library():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django, sys; django.setup(); import akita_portal.urls; print('weasyprint' in sys.modules)",
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "akita_portal.settings.test"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert loaded.strip() == "False"


def test_an_answer_longer_than_a_page_is_all_there():
    lines = "\n".join(f"{number}行目の長い説明文です。" for number in range(200))
    page_of_text = {"id": "all", "title": "内容", "items": [LONG_TEXT, EMAIL]}
    version = law_procedure(pages=[page_of_text])

    words = words_in(pdf_of(receipt(version=version, answers={"details": lines})))

    assert [number for number in range(200) if f"{number}行目の長い説明文です。" not in words] == []


def test_the_letters_of_every_seeded_procedure_are_pdf_ua(catalogue: None):
    faults = {}
    for version in ProcedureVersion.objects.select_related("procedure__department"):
        application, event = receive(version=version, answers={})
        last = happen(application, event, "decide", data={"outcome": "refused"}, text="理由")
        for kind, about in ((DocumentKind.RECEIPT, event), (DocumentKind.DECISION, last)):
            made = pdf_of(Document(application=application, event=about, kind=kind))
            faults[version.definition.title.ja, kind] = faults_of(made)

    assert len(faults) == 2 * ProcedureVersion.objects.count() > 2
    assert {letter: found for letter, found in faults.items() if found} == {}
