"""The table of rights: role × page × department. Every cell is walked, and no staff page may stand outside it.

For each page five pairs of letters, one pair a role (clerk, approver, supervisor, administrator, treasurer): the first
for a role in the department whose case it is, the second for the same role in another department.
o opens, f is forbidden (403), a is absent (404: not even its existence is told).
"""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from identity.access.staff import STAFF_NAMESPACES
from identity.people.models import Role
from payments.fees.models import ExemptionRule, FeeItem, Revenue
from procedures.applications.models import Application
from procedures.catalogue.models import Slot, StoredCodeList
from procedures.designer.models import Design
from tests.cast import CITIZEN_AFFAIRS, PUBLIC_HEALTH, make_staff
from tests.designs import make_design
from tests.factories.cases import received
from tests.payments.scene import make_trustee
from tests.procedures.backoffice.test_access import arguments
from tests.slots import fill, make_calendar

pytestmark = pytest.mark.django_db

EVERYBODY = "oo oo oo oo oo"
OF_THE_CASE = "oa oa oa aa aa"
OF_THE_ASSIGNEE = "fa fa fa aa aa"  # whoever has the case; here it is nobody's yet
KEPT_BY_THE_DEPARTMENT = "oa aa oa oa aa"
OVERSEERS = "ff ff oo oo ff"
SUPERVISORS = "ff ff oo ff ff"
ADMINISTRATORS = "ff ff ff oo ff"
ADMINISTRATORS_NOT_THERE = "ff ff ff aa ff"
KEEPERS = "ff ff ff oo oo"  # of the books: treasurers and administrators, whatever their department
KEEPERS_NOT_THERE = "ff ff ff aa aa"
NOT_THERE = "aa aa aa aa aa"  # an address of something that does not exist

TABLE = {
    "backoffice:today": EVERYBODY,
    "backoffice:queue": EVERYBODY,  # lists the cases of the own departments only
    "backoffice:search": EVERYBODY,
    "backoffice:claim": EVERYBODY,
    "backoffice:case": OF_THE_CASE,
    "backoffice:case_claim": OF_THE_CASE,
    "backoffice:case_release": OF_THE_CASE,
    "backoffice:correction": OF_THE_ASSIGNEE,
    "backoffice:decision": OF_THE_ASSIGNEE,
    "backoffice:case_complete": OF_THE_CASE,
    "backoffice:case_note": OF_THE_CASE,
    "backoffice:document": NOT_THERE,
    "backoffice:signature": NOT_THERE,  # the case was sent without one
    "backoffice:fee": "aa aa aa aa aa",  # the case has no fee
    "backoffice:fix_fee": "aa aa aa aa aa",
    "backoffice:exemption_claim": "aa aa aa aa aa",
    "backoffice:exemption_decide": NOT_THERE,
    "backoffice:record_payment": "aa aa aa aa aa",
    "backoffice:look_again": NOT_THERE,
    "backoffice:ask_refund": NOT_THERE,
    "backoffice:payments": EVERYBODY,  # lists the own departments' only
    "backoffice:payment_exception": NOT_THERE,
    "backoffice:exception_take": NOT_THERE,
    "backoffice:exception_resolve": NOT_THERE,
    "backoffice:refund": NOT_THERE,
    "backoffice:refund_decide": NOT_THERE,
    "backoffice:refund_payee": NOT_THERE,
    "backoffice:refund_again": NOT_THERE,
    "treasury:books": KEEPERS,
    "treasury:write": KEEPERS,
    "treasury:download": KEEPERS_NOT_THERE,
    "treasury:layout": KEEPERS,
    "treasury:payouts": KEEPERS,
    "treasury:payout": KEEPERS_NOT_THERE,
    "treasury:ask": KEEPERS,
    "treasury:read": KEEPERS,
    "treasury:files": KEEPERS,
    "treasury:transfers": KEEPERS,
    "treasury:transfer": KEEPERS_NOT_THERE,
    "treasury:transferred": KEEPERS_NOT_THERE,
    "backoffice:effects": EVERYBODY,
    "backoffice:effect_again": EVERYBODY,
    "backoffice:slots": EVERYBODY,  # lists the calendars of the own departments only
    "backoffice:slot_calendar": KEPT_BY_THE_DEPARTMENT,
    "backoffice:slot": KEPT_BY_THE_DEPARTMENT,
    "backoffice:readings": SUPERVISORS,
    "backoffice:watched": SUPERVISORS,
    "backoffice:unwatch": SUPERVISORS,
    "backoffice:reading_close": SUPERVISORS,
    "backoffice:people": OVERSEERS,
    "backoffice:person_find": OVERSEERS,
    "backoffice:person_new": ADMINISTRATORS,
    "backoffice:right_changes": OVERSEERS,
    "backoffice:person": OVERSEERS,
    "backoffice:person_change": OVERSEERS,
    "designer:procedures": ADMINISTRATORS,
    "designer:new": ADMINISTRATORS,
    "designer:import": ADMINISTRATORS,
    "designer:export_all": ADMINISTRATORS,
    "designer:procedure": ADMINISTRATORS,
    "designer:edit": ADMINISTRATORS,
    "designer:begin": ADMINISTRATORS,
    "designer:part": ADMINISTRATORS,
    "designer:add": ADMINISTRATORS,
    "designer:move": ADMINISTRATORS,
    "designer:delete": ADMINISTRATORS,
    "designer:retype": ADMINISTRATORS,
    "designer:undo": ADMINISTRATORS,
    "designer:redo": ADMINISTRATORS,
    "designer:preview": ADMINISTRATORS,
    "designer:problems": ADMINISTRATORS,
    "designer:beside": ADMINISTRATORS,
    "designer:suggestion": ADMINISTRATORS,
    "designer:differences": ADMINISTRATORS,
    "designer:drafts": ADMINISTRATORS,
    "designer:translations": ADMINISTRATORS,
    "designer:translations_export": ADMINISTRATORS,
    "designer:translations_import": ADMINISTRATORS,
    "designer:blocks": ADMINISTRATORS,
    "designer:block": ADMINISTRATORS_NOT_THERE,
    "designer:block_edit": ADMINISTRATORS_NOT_THERE,
    "designer:design_blocks": ADMINISTRATORS,
    "designer:block_register": ADMINISTRATORS_NOT_THERE,
    "designer:block_update": ADMINISTRATORS_NOT_THERE,
    "designer:close": ADMINISTRATORS,
    "designer:reopen": ADMINISTRATORS,
    "designer:export": ADMINISTRATORS,
    "designer:start_from": ADMINISTRATORS,
    "designer:version_notice": ADMINISTRATORS,
    "designer:compare": ADMINISTRATORS,
    "designer:comments": ADMINISTRATORS,
    "designer:publish": ADMINISTRATORS,
    "designer:review": ADMINISTRATORS,
    "designer:notice": ADMINISTRATORS,
    "designer:give_up": ADMINISTRATORS,
    "designer:history": ADMINISTRATORS,
    "designer:state": ADMINISTRATORS,
    "designer:rule": ADMINISTRATORS_NOT_THERE,  # nobody is writing the procedure
    "designer:call_off": ADMINISTRATORS,
    "designer:try": ADMINISTRATORS,
    # Of a trial that is not there, or not one's own; nobody but an administrator learns even that.
    **dict.fromkeys(
        [
            *("designer:try_settings", "designer:try_renew", "designer:try_fill", "designer:try_again"),
            *("designer:try_end", "designer:try_page", "designer:try_check", "designer:try_sent"),
            *("designer:try_staff", "designer:try_day", "designer:try_do", "designer:try_paper"),
            *("designer:try_for_whom", "designer:try_mandate"),
        ],
        ADMINISTRATORS_NOT_THERE,
    ),
    "administration:index": ADMINISTRATORS,
    "administration:departments": ADMINISTRATORS,
    "administration:department_new": ADMINISTRATORS,
    "administration:department": ADMINISTRATORS,
    "administration:department_change": ADMINISTRATORS,
    "administration:department_call_off": ADMINISTRATORS_NOT_THERE,  # no change of that day is to come
    "administration:department_end": ADMINISTRATORS,
    "administration:department_keep": ADMINISTRATORS,
    "administration:staff": ADMINISTRATORS,
    "administration:staff_invite": ADMINISTRATORS,
    "administration:fees": ADMINISTRATORS,
    "administration:fee_new": ADMINISTRATORS,
    "administration:fee": ADMINISTRATORS,
    "administration:fee_price": ADMINISTRATORS,
    "administration:fee_call_off": ADMINISTRATORS_NOT_THERE,
    "administration:fee_end": ADMINISTRATORS,
    "administration:fee_keep": ADMINISTRATORS,
    "administration:exemptions": ADMINISTRATORS,
    "administration:exemption_new": ADMINISTRATORS,
    "administration:exemption": ADMINISTRATORS,
    "administration:exemption_change": ADMINISTRATORS,
    "administration:exemption_end": ADMINISTRATORS,
    "administration:exemption_keep": ADMINISTRATORS,
    "administration:exemption_call_off": ADMINISTRATORS_NOT_THERE,
    "administration:revenues": ADMINISTRATORS,
    "administration:revenue_new": ADMINISTRATORS,
    "administration:revenue": ADMINISTRATORS,
    "administration:revenue_change": ADMINISTRATORS,
    "administration:revenue_end": ADMINISTRATORS,
    "administration:revenue_keep": ADMINISTRATORS,
    "administration:revenue_call_off": ADMINISTRATORS_NOT_THERE,
    "administration:trustees": ADMINISTRATORS,
    "administration:trustee_new": ADMINISTRATORS,
    "administration:trustee": ADMINISTRATORS,
    "administration:trustee_change": ADMINISTRATORS,
    "administration:trustee_end": ADMINISTRATORS,
    "administration:trustee_keep": ADMINISTRATORS,
    "administration:trustee_call_off": ADMINISTRATORS_NOT_THERE,
    "administration:codes": ADMINISTRATORS,
    "administration:code_list_new": ADMINISTRATORS,
    "administration:code_list": ADMINISTRATORS,
    "administration:code_list_change": ADMINISTRATORS,
    "administration:code_list_call_off": ADMINISTRATORS_NOT_THERE,
    "administration:letters": ADMINISTRATORS,
    "administration:letter": ADMINISTRATORS,
    "administration:letter_edit": ADMINISTRATORS,
    "administration:letter_restore": ADMINISTRATORS,
    "administration:letter_call_off": ADMINISTRATORS_NOT_THERE,
}
ROLES = (Role.CLERK, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.TREASURER)


def patterns(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> list[tuple[str, URLPattern]]:
    """All named addresses of the staff's rooms."""
    found: list[tuple[str, URLPattern]] = []
    inner = (*spaces, resolver.namespace) if resolver.namespace else spaces
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += patterns(entry, inner)
        elif STAFF_NAMESPACES.intersection(inner):
            found.append((f"{':'.join(inner)}:{entry.name}", entry))
    return found


PATTERNS = dict(patterns(get_resolver()))


@pytest.fixture
def case() -> Application:
    from tests.catalogue import make_procedure

    return received(make_procedure())


@pytest.fixture(autouse=True)
def city(db: None) -> None:
    """What settings pages are about, a fee and a code list, and a procedure that is being written."""
    make_design(make_staff("ono@city.example.jp", "小野 望", CITIZEN_AFFAIRS, Role.ADMINISTRATOR).user)
    StoredCodeList.objects.create(list_id="schools", number=1, document='[["a1", "中通小学校", ""]]')
    since = {"basis": "条例", "valid_from": date(2024, 4, 1), "verification": "sample"}
    FeeItem.objects.create(code="copies", label="写し", amount=300, **since)
    ExemptionRule.objects.create(code="copies", label="写しの減免", percent=50, **since)
    Revenue.objects.create(code="copies", label="写し", verification="sample")
    make_trustee("copies")


@pytest.fixture
def slot() -> Slot:
    """A bookable slot of the department, in the calendar 「visits」."""
    return fill(make_calendar(), days=1)[0]


def address(name: str, case: Application, slot: Slot, person: int) -> str:
    known = {
        "person": person,
        "number": case.procedure.number,
        "code": "copies" if name.startswith("administration:") else "visits",
        "slot_id": slot.pk,
        "book": "receipts",
        "department": CITIZEN_AFFAIRS,
        "fee": "copies",
        "list_id": "schools",
        "design_id": Design.objects.get().pk,
        "revision": 0,
        "place": "pages/applicant/items" if name == "designer:add" else "items/wish",
        "page": "applicant",
        "letter": "received",
    }
    wanted = arguments(PATTERNS[name], case.receipt)
    return reverse(name, kwargs={key: known.get(key, value) for key, value in wanted.items()})


def outcome(client: Client, url: str) -> str:
    answer = client.get(url)
    if answer.status_code == 405:
        answer = client.post(url)
    return {403: "f", 404: "a"}.get(answer.status_code, "o")


def test_every_staff_page_is_in_the_table():
    assert set(TABLE) == set(PATTERNS)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_every_cell(name, case, slot):
    somebody = make_staff("abe@city.example.jp", "阿部 望", PUBLIC_HEALTH, Role.CLERK)
    url = address(name, case, slot, somebody.user.pk)
    found = []
    for role in ROLES:
        pair = [
            outcome(make_staff(f"{role}-{place}@city.example.jp", "職員", place, role).client(), url)
            for place in (CITIZEN_AFFAIRS, PUBLIC_HEALTH)
        ]
        found.append("".join(pair))
    assert " ".join(found) == TABLE[name]


def test_the_table_is_well_formed():
    assert all(re.fullmatch(r"[ofa]{2}( [ofa]{2}){4}", row) for row in TABLE.values())


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_nobody_without_a_second_factor_opens_any(name, case, slot, clerk, citizen):
    url = address(name, case, slot, clerk.user.pk)
    assert outcome(clerk.client(second_factor=False), url) == "f"
    assert outcome(citizen.client(), url) == "a"
    assert Client().get(url)["Location"].startswith("/staff/login/?next=")
