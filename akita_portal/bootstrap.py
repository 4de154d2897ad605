"""Make a fresh machine ready for `make demo` or `make test`: virtual environment, locked packages, system packages.

Standard library only: it runs before anything is installed. Called as `python3 -m akita_portal.bootstrap demo|test`.
"""

import ctypes.util
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from gettext import gettext as _
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "installed.json"
LOCKS = {"demo": ("requirements.txt",), "test": ("requirements.txt", "requirements-dev.txt")}

# Debian's names. WeasyPrint draws PDF with Pango; the documents are set in these two typefaces.
LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FONTS = ("fonts-morisawa-bizud-gothic", "fonts-ipamj-mincho")
TEST_TOOLS = ("chromium", "poppler-utils", "openssl")


class CannotError(Exception):
    """What a person must do first, in one line."""


def main(arguments: list[str]) -> int:
    kind = arguments[0] if arguments else "demo"
    if sys.version_info < (3, 11):  # noqa: UP036  this file is where the version is checked
        print(_("Python 3.11 以上が必要です（いまは %s）。") % sys.version.split()[0], file=sys.stderr)
        return 1
    try:
        ensure_environment()
        ensure_packages(kind)
        ensure_system(kind)
    except CannotError as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def ensure_environment() -> None:
    """Make .venv unless it is there and works. Debian keeps a part of `venv` in a package of its own."""
    if PYTHON.exists() and _works([str(PYTHON), "-m", "pip", "--version"]):
        return
    print(_("Python の仮想環境（.venv）を作っています。"), flush=True)
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except (subprocess.CalledProcessError, OSError):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not _install([package]):
            raise CannotError(
                _("仮想環境を作れません。%s を入れてから、もう一度実行してください。") % package
            ) from None
        venv.create(VENV, clear=True, with_pip=True)


def ensure_packages(kind: str) -> None:
    """Install the locked requirements, hashes checked, when the lock changed since the last time."""
    wanted = {name: hashlib.sha256((BASE_DIR / name).read_bytes()).hexdigest() for name in LOCKS[kind]}
    installed = _read_installed()
    if wanted.items() <= installed.items():
        return
    print(_("Python の部品を入れています。初めてのときは数分かかります。"), flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--require-hashes", "-r", str(BASE_DIR / LOCKS[kind][-1])]
    ended = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ended.returncode != 0:
        print(ended.stdout, file=sys.stderr)
        if "No space left on device" in ended.stdout:
            raise CannotError(_("ディスクの空きが足りません。2 GB ほど空けてから、もう一度実行してください。"))
        raise CannotError(
            _("Python の部品を入れられませんでした。ネットワークを確かめてから、もう一度実行してください。")
        )
    INSTALLED.write_text(json.dumps({**installed, **wanted}))


def ensure_system(kind: str) -> None:
    """Install what pip cannot: libraries, typefaces and, for the tests, a browser. Say what is missing otherwise."""
    missing = missing_packages(kind)
    if missing:
        print(_("システムの部品を入れています: %s") % " ".join(missing), flush=True)
        _install(missing)
        missing = missing_packages(kind)
    if "chromium" in missing and _works([str(PYTHON), "-m", "playwright", "install", "chromium"]):
        missing.remove("chromium")
    if missing and kind == "test":
        raise CannotError(_("次のものを管理者に入れてもらってから、もう一度実行してください: %s") % " ".join(missing))
    if missing:
        print(
            _("次のものがないため、PDF の文書は作れません（ほかは動きます）: %s") % " ".join(missing),
            file=sys.stderr,
        )


def missing_packages(kind: str) -> list[str]:
    """Return the system packages that are not there, by Debian's names."""
    wanted = [*LIBRARIES, *FONTS, *(TEST_TOOLS if kind == "test" else ())]
    if shutil.which("dpkg-query"):
        return [name for name in wanted if not _has_debian_package(name)]
    # Elsewhere names differ: ask for the things themselves; typefaces cannot be asked for in one way.
    present = {
        "libpango-1.0-0": ctypes.util.find_library("pango-1.0"),
        "libpangoft2-1.0-0": ctypes.util.find_library("pangoft2-1.0"),
        "libharfbuzz-subset0": ctypes.util.find_library("harfbuzz-subset"),
        "chromium": shutil.which("chromium"),
        "poppler-utils": shutil.which("pdftotext"),
        "openssl": shutil.which("openssl"),
    }
    return [name for name in wanted if name in present and not present[name]]


def _has_debian_package(name: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat=${Status}", name]
    ended = subprocess.run(query, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return ended.stdout == "install ok installed"


def _install(packages: list[str]) -> bool:
    """Install Debian packages as root or by sudo without a password; False when neither is possible or one failed."""
    if shutil.which("apt-get") is None:
        return False
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not (shutil.which("sudo") and _works([*prefix, "true"])):
        return False
    environment = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    command = [*environment, "apt-get", "install", "--yes", "--quiet", "--no-install-recommends"]
    _works([*environment, "apt-get", "update", "--quiet"])
    if _works([*command, *packages]):
        return True
    # One by one: a name this release does not know must not keep the others out.
    outcomes = [_works([*command, name]) for name in packages]
    return all(outcomes)


def _works(command: list[str]) -> bool:
    try:
        ended = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError:
        return False
    return ended.returncode == 0


def _read_installed() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(INSTALLED.read_text())
    except (OSError, ValueError):
        return {}
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
