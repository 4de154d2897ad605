"""Sealing of personal data: AES-256-GCM with a key per row, wrapped by the portal's key ring (envelope encryption).

The ring (SEALING_KEYS) is `name:key` pairs, newest first. New rows are wrapped with the first; `rotate_keys` wraps the
keys of older rows anew, without touching what they seal. Destroying a row's wrapped key destroys what it sealed.
The additional data of each seal is the row's identifier and the purpose, so a seal moved to another row does not open.
NIST SP 800-38D: 96-bit random nonces; one key seals far fewer than 2^32 texts.
"""

import base64
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12

# PostgreSQL hands out memoryviews.
Bytes = bytes | memoryview


class SealBroken(Exception):
    """The seal does not open: wrong key, moved or changed."""


class SealedRow(Protocol):
    """A saved or unsaved row of a model with the Sealed fields."""

    @property
    def id(self) -> UUID: ...

    @property
    def wrapped_key(self) -> Bytes: ...

    @property
    def key_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class WrappedKey:
    wrapped_key: bytes
    key_name: str


@lru_cache(maxsize=4)
def _ring(setting: str) -> dict[str, AESGCM]:
    pairs = (part.partition(":") for part in setting.split(","))
    return {name: AESGCM(base64.urlsafe_b64decode(secret)) for name, _, secret in pairs}


def _encrypt(key: AESGCM, data: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, data, bound_to)


def _decrypt(key: AESGCM, sealed_bytes: Bytes, bound_to: bytes) -> bytes:
    sealed = bytes(sealed_bytes)
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise SealBroken from None


def current_key_name() -> str:
    return next(iter(_ring(settings.SEALING_KEYS)))


def new_key(row_id: UUID) -> WrappedKey:
    """Make a data key for a new row, wrapped by the newest key of the ring."""
    return _wrap(AESGCM.generate_key(bit_length=256), row_id)


def rewrap(row: SealedRow) -> WrappedKey:
    """Wrap the row's data key with the newest key of the ring. What it seals stays as it is."""
    return _wrap(_unwrap(row), row.id)


def _wrap(data_key: bytes, row_id: UUID) -> WrappedKey:
    name = current_key_name()
    return WrappedKey(_encrypt(_ring(settings.SEALING_KEYS)[name], data_key, b"key:" + row_id.bytes), name)


def _unwrap(row: SealedRow) -> bytes:
    ring_key = _ring(settings.SEALING_KEYS).get(row.key_name)
    if ring_key is None or not row.wrapped_key:
        raise SealBroken
    return _decrypt(ring_key, row.wrapped_key, b"key:" + row.id.bytes)


def seal(row: SealedRow, purpose: str, data: bytes) -> bytes:
    return _encrypt(AESGCM(_unwrap(row)), data, row.id.bytes + purpose.encode())


def unseal(row: SealedRow, purpose: str, sealed: Bytes) -> bytes:
    """Open what `seal` made. Raises SealBroken."""
    return _decrypt(AESGCM(_unwrap(row)), sealed, row.id.bytes + purpose.encode())
