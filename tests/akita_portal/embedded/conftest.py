import os
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Path:
    """A fresh folder that other users may pass through, unlike tmp_path."""
    return services.folder(f"place_{secrets.token_hex(4)}")


@pytest.fixture
def tiny_disk(folder: Path) -> Iterator[Path]:
    """A disk of 24 MB: less than PostgreSQL's first files. Mounted in a namespace of its own where we are not root."""
    place = folder / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)
