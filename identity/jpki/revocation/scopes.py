"""What a revocation list covers: everything of its issuer, or one distribution point.

The real certificates name their distribution point by a directoryName (one for each city) without an address. Names
are compared as RFC 5280 §7.1 has it (case, spaces and string types do not count), by asn1crypto's `hashable`.
"""

from hashlib import sha256

from asn1crypto import crl, x509

from identity.jpki.der import UNREADABLE

WHOLE = ""  # the scope of a list of everything the issuer revoked


def scopes_of(certificate: x509.Certificate) -> frozenset[str]:
    """The scopes of lists that can speak for the certificate."""
    points = certificate.crl_distribution_points_value or ()
    # A point for some reasons only, or with another issuer's list, cannot prove the absence of an entry.
    whole = [point for point in points if point["reasons"].native is None and point["crl_issuer"].native is None]
    return frozenset({WHOLE, *(scope for point in whole for scope in _scopes(point["distribution_point"]))})


def scope_of_list(extension_der: bytes) -> str | None:
    """The scope in an issuingDistributionPoint extension (DER); None if such a list says nothing of citizens."""
    try:
        point = crl.IssuingDistributionPoint.load(extension_der, strict=True)
        limited = point["only_some_reasons"].native is not None or point["indirect_crl"].native
        if limited or point["only_contains_ca_certs"].native or point["only_contains_attribute_certs"].native:
            return None
        if point["distribution_point"].native is None:
            return WHOLE
        scopes = _scopes(point["distribution_point"])
    except UNREADABLE:
        return None
    return scopes[0] if len(scopes) == 1 else None


def _scopes(name: x509.DistributionPointName) -> list[str]:
    if name.native is None or name.name != "full_name":
        return []
    found = []
    for general_name in name.chosen:
        if general_name.name == "directory_name":
            found.append("directory:" + general_name.chosen.hashable)
        elif general_name.name == "uniform_resource_identifier":
            found.append("address:" + general_name.native)
    return [sha256(text.encode()).hexdigest() for text in found]
