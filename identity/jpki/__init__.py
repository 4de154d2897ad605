"""Certificates of the public key infrastructure (公的個人認証): profile, pinned roots, verification, revocation."""
