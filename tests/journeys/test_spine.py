"""From a citizen's phone to a clerk's decision, in a real browser on the real portal: everything, once.

A guest applies, a clerk of the right department signs in with a second factor and asks for a correction, the citizen
opens the mail's link and mends it, the clerk approves, the notice and the mails arrive, and the timeline tells it all.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.axe import axe
from tests.browser import DESK, PHONE, PageAt
from tests.journeys.card import identify, send, sign
from tests.journeys.steps import complete, confirm_contact, fill, follow, pages_of, press, sign_in
from tests.live import LivePortal, wait_until

pytestmark = pytest.mark.browser

_RECEIPT = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]")


@dataclass(frozen=True)
class Story:
    """One procedure, who handles it, and which answer the clerk wants mended, on which page, to what."""

    number: int
    start: str
    send: str
    clerk: str
    item: str
    page: str
    mended: dict[str, list[str]]
    pays_first: bool = False


RESIDENCE = Story(
    1001,
    "請求を始める",
    "請求する",
    "sato@city.example.jp",
    "purpose",
    "purpose",
    {"purpose": ["work"]},
    pays_first=True,
)
DOG = Story(4001, "申請を始める", "申請する", "ito@city.example.jp", "dog_color", "dog", {"dog_color": ["茶と白"]})


@pytest.fixture(autouse=True)
def _fresh_limits(portal_server: LivePortal) -> None:
    portal_server.forget_limits()


def apply(portal: LivePortal, page: Page, story: Story, email: str) -> str:
    """Fill in and send; returns the receipt number."""
    page.goto(f"/procedures/{story.number}/")
    press(page, story.start)
    for data in pages_of(story.number).values():
        complete(page, {**data, **({"applicant_email": [email]} if "applicant_email" in data else {})})
    confirm_contact(page, portal.mail)
    identify(portal, page)
    send(portal, page, story.send)
    receipt = _RECEIPT.search(page.inner_text("main"))
    assert receipt is not None
    return receipt.group()


def take_payment(portal: LivePortal, page: Page, receipt: str) -> None:
    """The fee is paid at the counter, and the clerk records it."""
    page.goto(f"/staff/cases/{receipt}/fee/record/")
    page.get_by_role("radio", name="窓口").check()
    page.fill("[name=evidence]", f"領収済通知書 {receipt}")
    press(page, "納付を記録する")
    fee = "SELECT fee FROM procedures_applications_application WHERE receipt = %s"
    wait_until(lambda: portal.sql(fee, receipt.replace("-", "")) == [("settled",)], "the fee is settled")


def ask_for_correction(page: Page, story: Story, receipt: str) -> None:
    page.goto(f"/staff/cases/{receipt}/")
    press(page, "担当する")
    follow(page, "修正を依頼する")
    page.locator(f"[name=items][value={story.item}]").check()
    page.locator("textarea").first.fill("もう一度確かめて、選びなおしてください。")
    press(page, "申請者に見える文を確かめる")
    press(page, "修正を依頼する")


def mend(portal: LivePortal, page: Page, story: Story, link: str) -> None:
    page.goto(link)
    assert "もう一度確かめて、選びなおしてください。" in page.inner_text("main")
    press(page, "内容を修正する")
    while f"/{story.page}/" not in page.url:
        press(page, "次へ進む")
    fill(page, story.mended)
    press(page, "次へ進む")
    while not page.url.endswith("/check/"):
        press(page, "次へ進む")
    if page.get_by_role("button", name="署名して送る", exact=True).count():
        press(page, "署名して送る")
        sign(portal, page)
    else:
        press(page, "修正した内容を送る")


def approve(page: Page, receipt: str) -> None:
    page.goto(f"/staff/cases/{receipt}/")
    assert "修正後" in page.inner_text("main")
    follow(page, "決定する")
    page.locator("[name=outcome]").first.check()
    press(page, "決定の内容を確かめる")
    with page.expect_navigation():
        page.locator("main button[name=step][value=send]").click()


@pytest.mark.parametrize("story", [RESIDENCE, DOG], ids=["residence", "dog"])
def test_from_a_phone_to_a_decision(portal_server: LivePortal, page_at: PageAt, story: Story) -> None:
    email = f"spine{story.number}@example.jp"
    mail = portal_server.mail
    phone = page_at(PHONE, base_url=portal_server.url)
    desk = page_at(DESK, base_url=portal_server.url)

    receipt = apply(portal_server, phone, story, email)
    codes = 1 if story is DOG else 0  # who used the card confirms no address
    assert receipt in str(mail.wait_for(email, count=codes + 1)[codes].get_content())

    sign_in(desk, story.clerk)
    mails = codes + 1  # those of the codes, and the one of the arrival
    if story.pays_first:
        take_payment(portal_server, desk, receipt)
        mails += 1
        mail.wait_for(email, count=mails)
    ask_for_correction(desk, story, receipt)
    axe(desk)
    asked = str(mail.wait_for(email, count=mails + 1)[mails].get_content())
    link = re.search(r"http://\S+/applications/\S+/", asked)
    assert link is not None
    assert "選びなおして" not in asked, "the mail only says that there is something to read"

    mend(portal_server, phone, story, link.group())
    mail.wait_for(email, count=mails + 2)
    approve(desk, receipt)
    axe(desk)
    decided = str(mail.wait_for(email, count=mails + 3)[mails + 2].get_content())
    assert receipt in decided

    phone.goto(link.group())
    axe(phone)
    told = phone.inner_text("main")
    places = [told.index(words) for words in ("受け付けました", "修正をお願いしました", "修正", "決定")]
    assert places == sorted(places), told
    check_notice(portal_server, phone, receipt.replace("-", ""))
    assert len(mail.to(email)) == mails + 3

    follow(phone, "誰が何を見たか")
    assert "審査" in phone.inner_text("main")


def check_notice(portal: LivePortal, phone: Page, receipt: str) -> None:
    """The decision notice is a PDF that opens from the citizen's own page."""
    made = (
        "SELECT made_at IS NOT NULL FROM procedures_documents_document AS document"
        " JOIN procedures_applications_application AS application ON application.id = document.application_id"
        " WHERE document.kind = 'decision' AND application.receipt = %s"
    )
    wait_until(lambda: portal.sql(made, receipt) == [(True,)], "the notice is made")
    phone.reload()
    address = phone.get_by_role("link", name=re.compile("決定通知書")).get_attribute("href")
    answer = phone.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-1.7")
