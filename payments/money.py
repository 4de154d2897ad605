"""Integer yen."""

from typing import NewType

Yen = NewType("Yen", int)
