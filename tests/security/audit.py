"""Looks the locked packages up among known advisories, offline: a test, and the first half of ``make audit``.

It says how much it looked at, and fails when that was nothing: an audit that knows no advisory on any package it was
given has shown nothing. What it knows is in ``advisories.tsv``, with the day on which that was looked up.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

from tests.security.locks import LOCKS, Locked, read_lock

ADVISORIES = Path(__file__).with_name("advisories.tsv")
_STALE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Advisory:
    """A weakness of a package.

    Attributes:
        fixed_in: The first version without it.
    """

    package: NormalizedName
    fixed_in: Version
    id: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at, and what was found.

    Attributes:
        packages: How many packages were given.
        known: For how many of them an advisory is known, whether it applies or not.
        found: What applies, in words.
        looked_up: When the advisories were.
    """

    packages: int
    known: int
    found: tuple[str, ...]
    looked_up: date

    def complaints(self, today: date) -> tuple[str, ...]:
        """Why the audit fails; nothing when it passes."""
        said = list(self.found)
        if not self.packages or not self.known:
            said.append(f"nothing was audited: {self.packages} packages, advisories for {self.known} of them")
        if today - self.looked_up > _STALE:
            said.append(f"the advisories are of {self.looked_up}, over {_STALE.days} days old: look them up anew")
        return tuple(said)


def read_advisories(text: str) -> tuple[date, tuple[Advisory, ...]]:
    """The day on which they were looked up, and each of them."""
    looked_up = re.search(r"^# looked up: (\S+)$", text, re.MULTILINE)
    if looked_up is None:
        raise ValueError("it is not said when the advisories were looked up")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return date.fromisoformat(looked_up[1]), tuple(
        Advisory(canonicalize_name(package), Version(fixed_in), name) for package, fixed_in, name in rows
    )


def audit(packages: Sequence[Locked], looked_up: date, advisories: Sequence[Advisory]) -> Audit:
    """Look each package up."""
    known = {advisory.package for advisory in advisories}
    found = tuple(
        f"{package.name} {package.version}: {advisory.id}, fixed in {advisory.fixed_in}"
        for package in packages
        for advisory in advisories
        if advisory.package == package.name and package.version < advisory.fixed_in
    )
    return Audit(len(packages), sum(package.name in known for package in packages), found, looked_up)


def main() -> int:
    """Audit every lock; 1 when something was found, or nothing was audited."""
    looked_up, advisories = read_advisories(ADVISORIES.read_text(encoding="utf-8"))
    today = datetime.now(UTC).date()
    wrong = False
    for lock in LOCKS[:2]:
        done = audit(read_lock(lock), looked_up, advisories)
        sys.stdout.write(f"{lock.name}: {done.packages} packages, advisories known for {done.known} of them\n")
        for complaint in done.complaints(today):
            wrong = True
            sys.stdout.write(f"  {complaint}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
