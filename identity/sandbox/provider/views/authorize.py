"""The authorization endpoint: the page that stands for the telephone in the person's hand."""

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from identity.sandbox.provider.outcomes import LABELS, Chosen, choose, error_of
from identity.sandbox.provider.people import CORPORATIONS, PEOPLE, Corporation, Person
from identity.sandbox.provider.realms import REALMS, Realm
from identity.sandbox.provider.signing import make_result
from identity.sandbox.provider.state import MEMORY, Grant

_PRINTABLE = re.compile(r"[\x20-\x7e]{1,255}")
_CHALLENGE = re.compile(r"[0-9A-Za-z_-]{43,128}")
_PAGE_SECONDS = 600


class Refused(Exception):
    """An error answer that goes back to the client."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that the client may make. The parameters are those of the real service (reference 1.2)."""

    realm: Realm
    parameters: Mapping[str, str]

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.parameters.get("scope", "").split())

    @property
    def is_signing(self) -> bool:
        return "sign" in self.scopes


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest, realm: str) -> HttpResponse:
    if realm not in REALMS:
        raise Http404
    given = _given(request)
    asked = Asked(REALMS[realm], given)
    if given.get("client_id") != asked.realm.client.client_id:
        return HttpResponseBadRequest("unknown client_id")
    if given.get("redirect_uri") != asked.realm.client.redirect_uri:
        return HttpResponseBadRequest("unknown redirect_uri")
    try:
        _judge(asked)
        if request.method == "POST":
            return _answer(asked, _decide(asked, request.POST))
    except Refused as refusal:
        return _answer(asked, {"error": refusal.error, "error_description": refusal.description})
    return _page(request, asked)


def _given(request: HttpRequest) -> dict[str, str]:
    """The request's parameters; after the page, those that the page was opened with."""
    if request.method == "POST":
        try:
            found: dict[str, str] = signing.loads(request.POST.get("asked", ""), max_age=_PAGE_SECONDS)
        except signing.BadSignature:
            return {}
        return found
    return {name: value for name, value in request.GET.items() if isinstance(value, str)}


def _judge(asked: Asked) -> None:
    """What the real service requires of every request; Keycloak answers invalid_request. Raises Refused."""
    given = asked.parameters
    if given.get("response_type") != "code":
        raise Refused("unsupported_response_type", "response_type")
    for name in ("state", "nonce"):
        if not _PRINTABLE.fullmatch(given.get(name, "")):
            raise Refused("invalid_request", f"Missing parameter: {name}")
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        raise Refused("invalid_request", "Missing parameter: code_challenge")
    if "openid" not in asked.scopes or not asked.scopes <= asked.realm.scopes:
        raise Refused("invalid_scope", "Invalid scopes")
    if asked.is_signing and MEMORY.transaction(given.get("sign_transaction_id", "")) is None:
        raise Refused("invalid_request", "Missing parameter: sign_transaction_id")


def _page(request: HttpRequest, asked: Asked) -> HttpResponse:
    people = PEOPLE if asked.realm.name == "main" else CORPORATIONS
    choices = [{"value": one.code, "label": one.label, "hint": _hint(one)} for one in people]
    context = {
        "asked": signing.dumps(dict(asked.parameters)),
        "is_signing": asked.is_signing,
        "is_person": asked.realm.name == "main",
        "people": choices,
        "first": choices[0]["value"],
        "outcomes": [{"value": code, "label": label} for code, label in LABELS.items()],
    }
    return render(request, "sandbox_provider/authorize.html", context)


def _hint(one: Person | Corporation) -> str:
    return one.address if isinstance(one, Person) else one.number


def _decide(asked: Asked, typed: Mapping[str, str]) -> dict[str, str]:
    """The answer for what was chosen on the page. Raises Refused."""
    outcome = "cancel" if typed.get("action") == "cancel" else typed.get("outcome", "success")
    failure = error_of(outcome)
    if failure is not None:
        raise Refused(*failure)
    if asked.realm.name == "main":
        person = next((one for one in PEOPLE if one.code == typed.get("person")), None)
        if person is None:
            raise Refused("invalid_request", "person")
        chosen = choose(person, outcome, timezone.localdate())
        userinfo: Mapping[str, Any] = chosen.person.userinfo()
        subject = f"{chosen.person.code}:{chosen.card}"
        if asked.is_signing:
            _sign(asked, chosen)
    else:
        corporation = next((one for one in CORPORATIONS if one.code == typed.get("person")), None)
        if corporation is None:
            raise Refused("invalid_request", "person")
        userinfo, subject = corporation.userinfo(), corporation.code
    return {"code": MEMORY.new_code(_grant(asked, subject, userinfo, rotate=outcome == "rotated"))}


def _sign(asked: Asked, chosen: Chosen) -> None:
    transaction = MEMORY.transaction(asked.parameters["sign_transaction_id"])
    if transaction is not None:
        transaction.result = make_result(chosen, transaction.digest)


def _grant(asked: Asked, subject: str, userinfo: Mapping[str, Any], *, rotate: bool) -> Grant:
    given = asked.parameters
    return Grant(
        realm=asked.realm.name,
        redirect_uri=given["redirect_uri"],
        scopes=asked.scopes,
        nonce=given["nonce"],
        challenge=given["code_challenge"],
        subject=pairwise(asked.realm, subject),
        acr=given.get("acr_values", "").partition(" ")[0],
        auth_time=int(time.time()),
        userinfo={name: value for name, value in userinfo.items() if _may_tell(asked, name)},
        transaction=given.get("sign_transaction_id", "") if asked.is_signing else "",
        rotate=rotate,
    )


def _may_tell(asked: Asked, name: str) -> bool:
    return "profile" in asked.scopes or name in asked.scopes


def pairwise(realm: Realm, subject: str) -> str:
    """Another one for each client (PPID), the same after a restart; in the form of Keycloak's."""
    mac = hmac.new(b"sandbox", f"{realm.name}:{realm.client.client_id}:{subject}".encode(), hashlib.sha256).hexdigest()
    return f"{mac[:8]}-{mac[8:12]}-4{mac[13:16]}-8{mac[17:20]}-{mac[20:32]}"


def _answer(asked: Asked, fields: Mapping[str, str]) -> HttpResponse:
    """Back to the client, with the issuer (RFC 9207)."""
    query = {**fields, "state": asked.parameters.get("state", ""), "iss": asked.realm.issuer}
    return HttpResponseRedirect(f"{asked.parameters['redirect_uri']}?{urlencode(query)}")
