"""The official SDK, and what its errors mean for the portal."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
import stripe

from payments.gateways.contract import NotThere, Refused, Unreachable
from payments.gateways.stripe.configuration import Configuration

CONNECT_SECONDS = 3
CONFIGURATION = "configuration"  # the key is wrong: nothing happened, and nothing will until somebody mends it


def connect(configuration: Configuration) -> stripe.StripeClient:
    """Return a client without retries of its own: the portal tries again with the same key, later."""
    logging.getLogger("stripe").setLevel(logging.WARNING)  # it would log every address with the payment's identifiers
    timeout = (CONNECT_SECONDS, configuration.stripe_timeout_seconds)
    return stripe.StripeClient(
        configuration.stripe_api_key,
        stripe_account=configuration.stripe_account or None,
        base_addresses={"api": configuration.stripe_api_base},
        http_client=stripe.RequestsClient(timeout=timeout, session=_session(configuration.stripe_api_base)),
        max_network_retries=0,
    )


@contextlib.contextmanager
def meanings() -> Iterator[None]:
    """Raise the contract's errors for the SDK's: a time-out is never a failure, a decline is a definite no."""
    try:
        yield
    except stripe.APIConnectionError as error:
        timed_out = isinstance(error.__cause__, requests.Timeout)
        raise Unreachable("timeout" if timed_out else "no-answer") from None
    except (stripe.AuthenticationError, stripe.PermissionError):
        raise Unreachable(CONFIGURATION) from None
    except stripe.RateLimitError:
        raise Unreachable("busy") from None
    except stripe.IdempotencyError:
        raise Refused("idempotency_error") from None
    except stripe.CardError as error:
        raise Refused(error.code or "card_declined") from None
    except stripe.InvalidRequestError as error:
        if error.http_status == 404 or error.code == "resource_missing":
            raise NotThere("resource_missing") from None
        if error.http_status == 409:  # the same key is being worked on
            raise Unreachable("lock_timeout") from None
        raise Refused(error.code or "invalid_request") from None
    except stripe.StripeError as error:
        raise Unreachable(f"status-{error.http_status or 0}") from None


@contextlib.contextmanager
def no_refusal() -> Iterator[None]:
    """A look-up has no definite no: what could not be read is not known."""
    try:
        yield
    except Refused as refused:
        raise Unreachable(refused.reason) from None


def plain(found: Any) -> dict[str, Any]:
    """The object as a mapping; an SDK object raises for fields that an answer left out."""
    values: dict[str, Any] = found.to_dict()
    return values


def _session(base: str) -> requests.Session | None:
    """None lets the SDK make one for each thread. To this machine nobody goes by way of a proxy."""
    if urlsplit(base).hostname not in {"127.0.0.1", "localhost"}:
        return None
    session = requests.Session()
    session.trust_env = False
    return session
