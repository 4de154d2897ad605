from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from identity.methods.keys import new_key


class Command(BaseCommand):
    help = "Print a fresh key for CARD_KEYS or GBIZID_KEYS. Its public half is published at /identify/keys.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kid", help="the key's name, such as 2027a")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        self.stdout.write(new_key(options["kid"]))
