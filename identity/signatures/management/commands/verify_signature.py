from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from asn1crypto import pem
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from identity.jpki.reasons import Refused
from identity.jpki.revocation.kept import KeptList, NoProof
from identity.jpki.roots import PinnedRoot, RootFault, pinned_roots, read_roots
from identity.jpki.verification import CmsSignature, verify_signature
from identity.signatures.models import SignatureEvidence
from identity.signatures.recheck import Step, export, open_evidence, recheck, steps_of
from identity.signatures.sealing import KeyDestroyed

_MARKS = {True: "ok", False: "FAILED", None: "not reached"}


class Command(BaseCommand):
    help = (
        "Check a signature again: stored evidence at its moment (--evidence, --subject), or files (--document, --cms)."
        " Prints each step and no personal data. Exit status: 0 everything holds, 1 something does not, 2 not checked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--evidence", type=UUID, metavar="ID", help="one stored evidence")
        parser.add_argument("--subject", type=UUID, metavar="ID", help="all evidence of an application or draft")
        parser.add_argument(
            "--certificate", type=Path, help="the signer's certificate, where only a fingerprint is kept"
        )
        parser.add_argument(
            "--export", type=Path, metavar="FOLDER", help="write the files for `openssl cms -verify` too"
        )
        parser.add_argument("--document", type=Path, help="file: the canonical form that was signed")
        parser.add_argument("--cms", type=Path, help="file: the detached CMS signature")
        parser.add_argument("--list", type=Path, help="file: the revocation list of that time")
        parser.add_argument(
            "--roots", type=Path, metavar="FOLDER", help="CA certificates instead of those of JPKI_ROOTS"
        )
        parser.add_argument(
            "--at", type=datetime.fromisoformat, help="the moment, such as 2026-11-23T10:00:00+09:00; now"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            roots = read_roots(options["roots"]) if options["roots"] else pinned_roots()
            if options["document"] and options["cms"]:
                checked = [("file", _check_files(options, roots))]
            else:
                checked = list(self._check_stored(options, roots))
        except (OSError, RootFault, KeyDestroyed, InvalidToken, Refused) as fault:
            raise CommandError(f"Not checked: {str(fault) or type(fault).__name__}", returncode=2) from None
        if not checked:
            raise CommandError("There is no such evidence.", returncode=2)
        for name, steps in checked:
            self.stdout.write(f"{name}:")
            for step in steps:
                self.stdout.write(f"  {step.name:12} {_MARKS[step.held]}  {step.detail}".rstrip())
        failed = sum(1 for _name, steps in checked if not all(step.held for step in steps))
        if failed:
            raise CommandError(f"{failed} of {len(checked)} signatures do not hold.", returncode=1)
        self.stdout.write(f"{len(checked)} of {len(checked)} signatures hold.")

    def _check_stored(
        self, options: dict[str, Any], roots: tuple[PinnedRoot, ...]
    ) -> Iterator[tuple[str, tuple[Step, ...]]]:
        found = SignatureEvidence.objects.select_related("request", "revocation_list").order_by("at", "pk")
        if options["evidence"]:
            found = found.filter(pk=options["evidence"])
        elif options["subject"]:
            found = found.filter(subject=options["subject"])
        else:
            raise CommandError("Name --evidence or --subject, or the files --document and --cms.", returncode=2)
        certificate = _read_der(options["certificate"]) if options["certificate"] else b""
        for evidence in found:
            if options["export"]:
                for path in export(
                    open_evidence(evidence, certificate=certificate), options["export"] / str(evidence.pk)
                ):
                    self.stdout.write(f"wrote {path}")
            yield f"{evidence.pk} of {evidence.at.isoformat()}", recheck(evidence, certificate=certificate, roots=roots)


def _check_files(options: dict[str, Any], roots: tuple[PinnedRoot, ...]) -> tuple[Step, ...]:
    moment = options["at"] or timezone.now()
    if timezone.is_naive(moment):
        raise CommandError("--at needs an offset, such as +09:00.", returncode=2)
    source = KeptList(_read_der(options["list"]), roots) if options["list"] else NoProof()
    return steps_of(
        verify_signature(
            CmsSignature(_read_der(options["cms"])),
            document=options["document"].read_bytes(),
            moment=moment,
            source=source,
            roots=roots,
        )
    )


def _read_der(path: Path) -> bytes:
    data = path.read_bytes()
    return bytes(pem.unarmor(data)[2]) if pem.detect(data) else data
