"""Personal data of a request and of its evidence, under one key that the portal's key ring wraps.

Evidence cannot be deleted, but its key can: after that nobody reads name, address or certificate any more.
"""

import json
from typing import Any

from cryptography.fernet import Fernet

from identity.access.secrets import decrypt_secret, encrypt_secret, renew_secret
from identity.jpki.profile import BirthDate, CertificateHolder
from identity.signatures.models import SignatureRequest


class KeyDestroyed(Exception):
    """The key of this request was destroyed; what it sealed cannot be read any more."""


def new_wrapped_key() -> str:
    return encrypt_secret(Fernet.generate_key().decode())


def seal(request: SignatureRequest, data: bytes) -> str:
    return _key(request).encrypt(data).decode()


def unseal(request: SignatureRequest, sealed: str) -> bytes:
    """Raises KeyDestroyed, or cryptography.fernet.InvalidToken if no key of the ring fits."""
    return _key(request).decrypt(sealed)


def renew_signature_keys() -> int:
    """Wrap the key of every request with the newest key of the ring. Returns how many."""
    requests = list(SignatureRequest.objects.exclude(wrapped_key="").only("wrapped_key"))
    for request in requests:
        request.wrapped_key = renew_secret(request.wrapped_key)
    SignatureRequest.objects.bulk_update(requests, ["wrapped_key"], batch_size=500)
    return len(requests)


def holder_to_json(holder: CertificateHolder) -> bytes:
    birth = holder.birth
    return json.dumps(
        {
            "name": holder.name,
            "name_substitutes": holder.name_substitutes,
            "gender": holder.gender,
            "birth": [birth.era, birth.year, birth.month, birth.day] if birth else None,
            "address": holder.address,
            "address_substitutes": holder.address_substitutes,
            "unknown": [[oid, der.hex()] for oid, der in holder.unknown],
        },
        ensure_ascii=False,
    ).encode()


def holder_from_json(data: bytes) -> CertificateHolder:
    read: dict[str, Any] = json.loads(data)
    return CertificateHolder(
        name=read["name"],
        name_substitutes=tuple(read["name_substitutes"]),
        gender=read["gender"],
        birth=BirthDate(*read["birth"]) if read["birth"] else None,
        address=read["address"],
        address_substitutes=tuple(read["address_substitutes"]),
        unknown=tuple((oid, bytes.fromhex(der)) for oid, der in read["unknown"]),
    )


def _key(request: SignatureRequest) -> Fernet:
    if not request.wrapped_key:
        raise KeyDestroyed
    return Fernet(decrypt_secret(request.wrapped_key))
