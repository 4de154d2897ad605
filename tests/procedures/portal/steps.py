"""What a citizen does on the way through a form, for tests of the pages."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from identity.methods.contact.codes import digits_of
from identity.people.models import User
from identity.sandbox.ca.authority import Issued
from procedures.applications.drafts import Contents, read_draft
from procedures.applications.models import Application, Draft
from procedures.catalogue.models import ProcedureVersion
from tests.factories.answers import valid_form_data
from tests.factories.card import raise_level, sign_request

SMALL_PAGE = {
    "applicant_name-family": "山王",
    "applicant_name-given": "花子",
    "applicant_name-family_kana": "サンノウ",
    "applicant_name-given_kana": "ハナコ",
    "applicant_email": "hanako@example.jp",
    "wish": "早めに",
}


@dataclass
class Citizen:
    """One browser; `draft_id` is the draft it works on, `card` what it signs with."""

    version: ProcedureVersion
    client: Client = field(default_factory=Client)
    draft_id: UUID = field(default_factory=uuid4)
    card: Issued | None = None

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(pk=self.draft_id)

    @property
    def contents(self) -> Contents:
        return read_draft(self.draft)

    def address(self, rest: str) -> str:
        return f"/apply/{self.draft_id}/{rest}/"

    def start(self) -> Any:
        known = set(Draft.objects.values_list("pk", flat=True))
        response = self.client.post(f"/procedures/{self.version.procedure.number}/start/")
        self.draft_id = next(iter(set(Draft.objects.values_list("pk", flat=True)) - known))
        return response

    def send_page(self, page: str = "applicant", data: dict[str, Any] | None = None, **more: str) -> Any:
        fields = dict(SMALL_PAGE if data is None else data)
        fields |= {"_revision": str(self.draft.revision)} | more
        return self.client.post(self.address(page), fields)

    def fill(self) -> None:
        """Every page with valid values."""
        for page, data in valid_form_data(self.version.definition, today=timezone.localdate()).items():
            response = self.send_page(page, data)
            assert response.status_code == 302, response.content.decode()
        if response["Location"] == self.address("contact"):
            self.confirm()
        if response["Location"] == self.address("identify"):
            self.identify()

    def confirm(self, address: str = "") -> None:
        """Have a code sent, and type it in."""
        self.client.post(self.address("contact"), {"email": address})
        code = self.contents.code
        assert code is not None
        response = self.client.post(self.address("contact"), {"code": digits_of(code)})
        assert response["Location"] == self.address("check"), response.content.decode()

    def identify(self) -> None:
        """Use the card, which gives a guest an account, and come back to the draft. Nothing is kept of what it says."""
        user_id = self.client.session.get("_auth_user_id")
        user = User.objects.get(pk=user_id) if user_id else User.objects.create_user()
        self.client.force_login(user)
        raise_level(self.client)
        back = self.client.get(f"/after-login/?next=/apply/{self.draft_id}/", follow=True)
        assert back.redirect_chain[-1][0] == self.address("check"), back.redirect_chain

    def sign(self) -> Any:
        """Sign with the card, and come back."""
        assert self.card is not None
        sign_request(self.draft_id, self.card)
        return self.client.get(self.address("sign"))

    def send(self) -> Any:
        return self.client.post(self.address("check"), {"_revision": str(self.draft.revision)})

    def apply(self) -> Application:
        self.start()
        self.fill()
        if self.send()["Location"].startswith("/identify/sign/"):
            self.sign()
        return Application.objects.get(draft_id=self.draft_id)


def text(response: Any) -> str:
    shown: str = response.content.decode()
    return shown
