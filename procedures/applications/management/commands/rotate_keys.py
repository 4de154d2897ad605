import base64
import os
from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from identity.access.secrets import renew_second_factors
from identity.methods.renewal import renew_identities
from identity.signatures.sealing import renew_signature_keys
from procedures.applications.keys import rotate_keys
from procedures.applications.sealing import SealBroken, current_key_name


class Command(BaseCommand):
    help = "Wrap all data keys with the newest key of SEALING_KEYS. --new-key prints a key to put in front of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--new-key", metavar="NAME", help="print NAME:key and change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["new_key"]:
            key = base64.urlsafe_b64encode(os.urandom(32)).decode()
            self.stdout.write(f"{options['new_key']}:{key}")
            return
        try:
            done = rotate_keys()
            factors = renew_second_factors()
            signatures = renew_signature_keys()
            identities = renew_identities()
        except (SealBroken, InvalidToken):
            raise CommandError(
                "A row's key is not in SEALING_KEYS. Put the older key back and run this again."
            ) from None
        self.stdout.write(
            f"{done} rows, {factors} second factors, {signatures} signatures and {identities} rows of identities"
            f" now use key {current_key_name()!r}."
        )
