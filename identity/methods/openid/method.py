"""The authorization code flow as the portal walks it, for every method that speaks OpenID Connect.

What the library that keeps the accounts (django-allauth) leaves open is closed here: PKCE S256 and a nonce always,
`private_key_jwt`, the ID token's signature and claims checked, userinfo.sub compared, `iss` of the answer checked
(RFC 9207), documents cached, nothing of the request merged into ours. docs/decisions tells why it is not a subclass.
"""

import base64
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise

from identity.access.assurance import Level
from identity.methods.contract import Proof, ProofFailed
from identity.methods.models import Attempt
from identity.methods.openid import documents
from identity.methods.openid.provider import Provider, provider
from identity.methods.openid.transport import ProviderAway, ProviderRefused, get_json, post_form
from identity.methods.tokens import Expected, TokenRefused, client_assertion, verify_id_token

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_CODE = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the token endpoint gave. Used at once and dropped; never stored."""

    access_token: str
    id_token: str


class OpenIdMethod(ABC):
    """A method whose provider stands in settings.SIGN_IN under `code`."""

    code: str
    label: str | Promise
    note: str | Promise
    levels: frozenset[Level]

    @abstractmethod
    def read(self, userinfo: Mapping[str, Any]) -> dict[str, str]:
        """The attributes to keep, from what the provider says about the person. Raises ProofFailed."""

    def outcome_of(self, error: str, description: str) -> str:
        """The page for an error answer. The description is compared with known codes only, never shown."""
        del description
        return "cancelled" if error == "access_denied" else "failed"

    def level_of(self, attempt: Attempt, attributes: Mapping[str, str]) -> Level:
        """The level that this answer reached."""
        del attributes
        return Level(attempt.level)

    def origins(self) -> tuple[str, ...]:
        return provider(self.code).origins()

    def address(self, attempt: Attempt, *, state: str, redirect_uri: str) -> str:
        """Raises ProofFailed."""
        ours = provider(self.code)
        fields = {
            "response_type": "code",
            "client_id": ours.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(self.scopes(ours, attempt)),
            "state": state,
            "nonce": attempt.nonce,
            "code_challenge": challenge_of(attempt.code_verifier),
            "code_challenge_method": "S256",
        }
        if ours.acr_values:
            fields["acr_values"] = " ".join(ours.acr_values)
        if attempt.transaction:
            fields["sign_transaction_id"] = attempt.transaction
        try:
            return f"{documents.endpoints(ours).authorization}?{urlencode(fields)}"
        except ProviderAway as away:
            raise ProofFailed("away", _slug(away)) from None

    def scopes(self, ours: Provider, attempt: Attempt) -> tuple[str, ...]:
        del attempt
        return ("openid", *ours.scopes)

    def prove(self, attempt: Attempt, answer: Mapping[str, str], *, redirect_uri: str) -> tuple[Proof, Tokens]:
        """Raises ProofFailed."""
        ours = provider(self.code)
        try:
            self._judge_answer(ours, answer)
            tokens = self._exchange(ours, attempt, answer["code"], redirect_uri)
            claims = verify_id_token(
                tokens.id_token,
                expected=Expected(
                    issuer=ours.issuer, client_id=ours.client_id, nonce=attempt.nonce, algorithms=ours.algorithms
                ),
                keys=lambda again: documents.signing_keys(ours, again=again),
                access_token=tokens.access_token,
            )
            acr = _judge_acr(ours, claims)
            attributes = self.read(self._userinfo(ours, tokens, str(claims["sub"])))
        except TokenRefused as refusal:
            raise ProofFailed("failed", f"token-{refusal.reason}") from None
        except ProviderRefused as refusal:
            raise ProofFailed("failed", _slug(refusal)) from None
        except ProviderAway as away:
            raise ProofFailed("away", _slug(away)) from None
        proof = Proof(
            method=self.code,
            level=self.level_of(attempt, attributes),
            issuer=ours.issuer,
            subject=str(claims["sub"]),
            acr=acr,
            attributes=attributes,
        )
        return proof, tokens

    def _judge_answer(self, ours: Provider, answer: Mapping[str, str]) -> None:
        """What the browser brought: the issuer first, for an error of another provider says nothing about ours."""
        missing = "iss" not in answer and documents.endpoints(ours).names_issuer
        if missing or answer.get("iss", ours.issuer) != ours.issuer:
            raise ProofFailed("failed", "answer-issuer")
        if "error" in answer:
            outcome = self.outcome_of(answer["error"], answer.get("error_description", ""))
            raise ProofFailed(outcome, "answer-error" if outcome == "failed" else outcome)
        code = answer.get("code", "")
        if not code or len(code) > _LONGEST_CODE:
            raise ProofFailed("failed", "answer-code")

    def _exchange(self, ours: Provider, attempt: Attempt, code: str, redirect_uri: str) -> Tokens:
        given = post_form(
            documents.endpoints(ours).token,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": attempt.code_verifier,
                **client_fields(ours),
            },
            timeout=ours.timeout,
        )
        return _tokens(given)

    def _userinfo(self, ours: Provider, tokens: Tokens, subject: str) -> Mapping[str, Any]:
        """OpenID Connect Core 1.0, 5.3.2: a userinfo of another subject must not be used."""
        found = get_json(documents.endpoints(ours).userinfo, timeout=ours.timeout, bearer=tokens.access_token)
        told = found.get("sub") if isinstance(found, dict) else None
        if not isinstance(told, str) or not compare_digest(told.encode(), subject.encode()):
            raise ProofFailed("failed", "userinfo-subject")
        return dict(found)


def client_fields(ours: Provider) -> dict[str, str]:
    """Who we are, for the token endpoint (RFC 7523): fresh each time."""
    return {
        "client_id": ours.client_id,
        "client_assertion_type": _ASSERTION_TYPE,
        "client_assertion": client_assertion(
            ours.keys[0], client_id=ours.client_id, audience=documents.endpoints(ours).token
        ),
    }


def challenge_of(verifier: str) -> str:
    """RFC 7636, 4.2: S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _tokens(given: Any) -> Tokens:
    access, identity = (given.get(name) if isinstance(given, dict) else None for name in ("access_token", "id_token"))
    if not isinstance(access, str) or not isinstance(identity, str) or not access.isascii():
        raise ProofFailed("failed", "token-answer")
    return Tokens(access_token=access, id_token=identity)


def _judge_acr(ours: Provider, claims: Mapping[str, Any]) -> str:
    acr = claims.get("acr", "")
    told = acr if isinstance(acr, str) else ""
    if ours.accepted_acr and told not in ours.accepted_acr:
        raise ProofFailed("failed", "acr")
    return told[:60]


def _slug(error: Exception) -> str:
    return f"provider-{error}".lower().replace("_", "-")[:40]
