from identity.jpki.revocation.refresh import refresh_revocations
from identity.sandbox.ca.authority import sandbox_authority


def prepare_authority() -> None:
    """Make the authority of SANDBOX_CA if it is not there, and put new lists into the index. May run again."""
    authority = sandbox_authority()
    authority.make()
    publish_lists()


def publish_lists() -> None:
    """Issue new lists, after a revocation or before the old ones end, and load them."""
    sandbox_authority().publish()
    refresh_revocations()
