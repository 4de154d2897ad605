"""Card signatures: which roots, how revocation is asked, what is kept."""

from akita_portal.environment import environment

_env = environment()

JPKI_ROOTS = _env.jpki_roots
JPKI_ACCEPT_MOBILE = _env.jpki_accept_mobile
JPKI_KEEP_CERTIFICATE = _env.jpki_keep_certificate
JPKI_REVOCATION = _env.jpki_revocation
JPKI_CRLS = _env.jpki_crls
JPKI_OCSP_URL = _env.jpki_ocsp_url
JPKI_OPERATOR_URL = _env.jpki_operator_url
JPKI_OPERATOR_TOKEN = _env.jpki_operator_token
SANDBOX_CA = _env.sandbox_ca
