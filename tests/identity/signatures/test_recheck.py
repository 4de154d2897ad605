"""Evidence checked again years later, by the portal and by openssl."""

import json
import subprocess
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.core.management import CommandError, call_command
from django.utils import timezone

from identity.jpki.models import RevocationList
from identity.jpki.verification import CHECKS
from identity.sandbox.ca import lists
from identity.sandbox.ca.authority import KeyType, Kind, make_key
from identity.signatures.models import SignatureEvidence, SignatureRequest
from identity.signatures.recheck import Step, recheck
from identity.signatures.retention import forget
from identity.signatures.sealing import seal
from identity.signatures.services import open_signature_request, read_content, record_signature
from tests.jpki import bare, web_server

STORED = ("open", "digest", "fingerprint", "list")


def sign(card) -> SignatureEvidence:
    request = open_signature_request(subject=uuid4(), user_id=None, title="件", text="文", payload={"a": 1})
    outcome = record_signature(request_id=request.pk, result=bare(card, read_content(request)), method="card")
    assert outcome.evidence is not None, outcome
    return SignatureEvidence.objects.select_related("request", "revocation_list").get(pk=outcome.evidence.pk)


@pytest.fixture
def signed(indexed, hanako) -> SignatureEvidence:
    return sign(hanako)


def failed(steps: tuple[Step, ...]) -> list[str]:
    return [step.name for step in steps if step.held is False]


def test_everything_holds_six_years_later(signed, time_machine):
    """Certificate and list have long expired, and the root with them."""
    time_machine.move_to(timezone.now() + timedelta(days=365 * 8))
    steps = recheck(signed)
    assert [step.name for step in steps] == [*STORED, *CHECKS]
    assert all(step.held for step in steps)


def test_a_later_revocation_does_not_reach_back(signed, indexed, hanako, tmp_path, settings):
    entry = lists.Entry(hanako.certificate.serial_number, timezone.now())
    key, point = indexed.key(Kind.SIGN, 3), lists.point_of(Kind.SIGN.usage)
    later = timezone.now().replace(microsecond=0) + timedelta(seconds=1)
    der = lists.build(key, entries=[entry], usage=Kind.SIGN.usage, scope=point, this_update=later)
    RevocationList.objects.create(
        sha256="0" * 64, issuer="x", this_update=later, next_update=later + timedelta(days=1), size=1, der=der
    )
    assert failed(recheck(signed)) == []


def test_a_document_that_was_changed_is_noticed(signed):
    request = signed.request
    request.content = seal(request, read_content(request).replace("文".encode(), "分".encode()))
    request.save(update_fields=["content"])
    assert failed(recheck(signed)) == ["digest", "signature"]
    assert recheck(signed)[-1] == Step("revocation", held=None)


def test_a_list_that_was_changed_is_noticed(signed):
    RevocationList.objects.filter(pk=signed.revocation_list.pk).update(der=b"\x30\x00")
    changed = SignatureEvidence.objects.get()
    assert failed(recheck(changed)) == ["list", "revocation"]


def test_without_its_root_nothing_is_believed(signed):
    assert failed(recheck(signed, roots=())) == ["issuer"]


def test_after_forgetting_nothing_can_be_opened(signed):
    forget(subject=signed.subject)
    assert recheck(SignatureEvidence.objects.get()) == (Step("open", held=False, detail="KeyDestroyed"),)


def test_where_only_a_fingerprint_is_kept_the_certificate_is_handed_in(indexed, hanako, settings):
    settings.JPKI_KEEP_CERTIFICATE = False
    evidence = sign(hanako)
    assert failed(recheck(evidence)) == ["signer"]
    assert failed(recheck(evidence, certificate=hanako.der)) == []
    assert failed(recheck(evidence, certificate=indexed.issue(None).der)) == ["signer"]
    assert recheck(evidence, certificate=b"\x30\x00") == (Step("open", held=False, detail="Refused"),)


def test_an_ocsp_answer_is_checked_again_with_its_nonce(pinned, hanako, settings, db, time_machine):
    settings.JPKI_REVOCATION = "ocsp"
    issuer = pinned.root(Kind.SIGN, 3)
    responder = lists.make_responder(make_key(KeyType.RSA_2048), ca_key=pinned.key(Kind.SIGN, 3), usage=Kind.SIGN.usage)

    def answer(_path, _headers, body):
        return 200, lists.answer(body, issuer=issuer, entries=[], responder=responder)

    with web_server(answer) as address:
        settings.JPKI_OCSP_URL = address
        evidence = sign(hanako)
    time_machine.move_to(timezone.now() + timedelta(days=365 * 8))
    steps = recheck(evidence)
    assert [step.name for step in steps] == ["open", "digest", "fingerprint", *CHECKS]
    assert failed(steps) == []


def test_an_operators_answer_is_read_again(pinned, hanako, settings, db, time_machine):
    settings.JPKI_REVOCATION = "operator"

    def answer(_path, _headers, body):
        question = json.loads(body)
        now = timezone.now()
        return 200, json.dumps(
            {
                "nonce": question["nonce"],
                "certificate_sha256": sha256(hanako.der).hexdigest(),
                "status": "good",
                "checked_at": now.isoformat(),
                "this_update": (now - timedelta(minutes=1)).isoformat(),
                "next_update": (now + timedelta(minutes=1)).isoformat(),
            }
        ).encode()

    with web_server(answer) as address:
        settings.JPKI_OPERATOR_URL = address
        evidence = sign(hanako)
    time_machine.move_to(timezone.now() + timedelta(days=365 * 8))
    assert failed(recheck(evidence)) == []


# -- the command


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_signature", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def test_the_command_prints_each_step(signed):
    status, printed = run("--evidence", str(signed.pk))
    assert status == 0
    lines = printed.splitlines()
    assert lines[0] == f"{signed.pk} of {signed.at.isoformat()}:"
    assert [line.split() for line in lines[1:-1]] == [[name, "ok"] for name in (*STORED, *CHECKS)]
    assert lines[-1] == "1 of 1 signatures hold."
    assert "秋田" not in printed


def test_the_command_checks_all_evidence_of_a_subject(signed, hanako):
    status, printed = run("--subject", str(signed.subject))
    assert (status, printed.splitlines()[-1]) == (0, "1 of 1 signatures hold.")


def test_the_command_fails_where_something_does_not_hold(signed, tmp_path, settings):
    (tmp_path / "empty").mkdir()
    status, printed = run("--evidence", str(signed.pk), "--roots", str(tmp_path / "empty"))
    assert status == 1
    assert "  issuer       FAILED  登録した認証局が発行した証明書ではありません。" in printed
    assert "  validity     not reached" in printed
    assert printed.endswith("1 of 1 signatures do not hold.")


def test_the_command_says_what_it_cannot_check(signed, tmp_path):
    assert run() == (2, "Name --evidence or --subject, or the files --document and --cms.")
    assert run("--evidence", str(uuid4())) == (2, "There is no such evidence.")
    status, printed = run("--evidence", str(signed.pk), "--roots", str(tmp_path / "nowhere"))
    assert (status, printed) == (2, "Not checked: JPKI_ROOTS: there is no such folder")
    forget(subject=signed.subject)
    status, printed = run("--evidence", str(signed.pk), "--export", str(tmp_path / "out"))
    assert (status, printed) == (2, "Not checked: KeyDestroyed")


@pytest.fixture
def exported(signed, tmp_path):
    status, printed = run("--evidence", str(signed.pk), "--export", str(tmp_path / "out"))
    assert status == 0
    folder = tmp_path / "out" / str(signed.pk)
    assert printed.count("wrote ") == 4
    assert {path.name for path in folder.iterdir()} == {"document.json", "signature.p7s", "root.pem", "list.pem"}
    assert folder.stat().st_mode & 0o777 == 0o700
    return folder


def test_openssl_agrees_on_what_was_exported(exported):
    trusted = exported / "trusted.pem"
    trusted.write_bytes((exported / "root.pem").read_bytes() + (exported / "list.pem").read_bytes())
    ended = subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", exported / "signature.p7s",
         "-content", exported / "document.json", "-CAfile", trusted, "-crl_check", "-purpose", "any"],
        check=False, capture_output=True,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == (exported / "document.json").read_bytes()


def test_the_command_checks_files_without_the_database(exported, signed, indexed):
    roots = exported / "roots"
    roots.mkdir()
    (exported / "root.pem").rename(roots / "root.pem")
    files = (
        "--document", str(exported / "document.json"), "--cms", str(exported / "signature.p7s"),
        "--roots", str(roots),
    )  # fmt: skip
    at = ("--at", signed.at.isoformat())
    SignatureRequest.objects.all().update(content="")
    assert run(*files, "--list", str(exported / "list.pem"), *at)[0] == 0
    status, printed = run(*files, *at)
    assert (status, "revocation   FAILED" in printed, "no proof was kept" in printed) == (1, True, True)
    assert run(*files, "--at", "2026-11-23T10:00:00") == (2, "--at needs an offset, such as +09:00.")
    assert run(*files[:2], "--cms", "/nowhere")[0] == 2
    assert run(*files, "--list", str(exported / "list.pem"), "--at", "2030-01-01T00:00:00+09:00")[0] == 1


def test_an_ocsp_answer_is_exported_too(pinned, hanako, settings, db, tmp_path):
    settings.JPKI_REVOCATION = "ocsp"
    own = lists.Responder(pinned.root(Kind.SIGN, 3), pinned.key(Kind.SIGN, 3))

    def answer(_path, _headers, body):
        return 200, lists.answer(body, issuer=own.certificate, entries=[], responder=own)

    with web_server(answer) as address:
        settings.JPKI_OCSP_URL = address
        evidence = sign(hanako)
    assert run("--evidence", str(evidence.pk), "--export", str(tmp_path))[0] == 0
    assert {path.name for path in (tmp_path / str(evidence.pk)).iterdir()} == {
        "document.json",
        "signature.p7s",
        "root.pem",
        "answer.bin",
    }


def test_the_exported_root_is_the_one_that_issued(exported, indexed):
    root = x509.load_pem_x509_certificate((exported / "root.pem").read_bytes())
    assert root == indexed.root(Kind.SIGN, 3)
    assert root.public_bytes(serialization.Encoding.DER)
