"""The locked dependencies, as the lock files have them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCKS = tuple(ROOT / "requirements" / f"{name}.lock" for name in ("run", "image", "build", "dev"))

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock.

    Attributes:
        name: In the form in which names are compared.
        hashes: SHA-256 of every file that may be installed for it.
    """

    name: str
    version: Version
    hashes: tuple[str, ...]


def read_lock(lock: Path) -> tuple[Locked, ...]:
    """Every package of the lock."""
    return tuple(_packages(lock.read_text(encoding="utf-8")))


def _packages(text: str) -> Iterator[Locked]:
    for entry in re.split(r"\n(?=\S)", text):
        pin = _PIN.match(entry)
        if pin is not None:
            yield Locked(canonicalize_name(pin["name"]), Version(pin["version"]), tuple(_HASH.findall(entry)))
