"""Looks every locked package up where advisories are published: the second half of ``make audit``.

pip-audit asks, from an environment of its own that uv makes. What it could not look up it passes over in silence, and
then says that all is well; so its report is read here, and an audit that left out a package has failed.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.security.locks import LOCKS, read_lock

_PIP_AUDIT = ("uv", "tool", "run", "pip-audit", "--progress-spinner", "off", "--disable-pip", "--require-hashes")
_PATIENCE_SECONDS = 600
_NO_NETWORK = (
    "nothing was audited: where advisories are published cannot be reached from here, or knows none of the packages. "
    "Run it where there is a network"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of looking up.

    Attributes:
        looked_up: The packages of which it is known whether they are weak.
        left_out: Those of which it is not.
        found: What is weak, in words.
    """

    looked_up: tuple[str, ...]
    left_out: tuple[str, ...]
    found: tuple[str, ...]

    def complaints(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Why the audit of these packages fails; nothing when it passes."""
        if not self.looked_up:
            return (*self.found, _NO_NETWORK)
        left_out = sorted(set(wanted) - set(self.looked_up))
        return (*self.found, *([f"not looked up: {', '.join(left_out)}"] if left_out else []))


def read_report(written: str) -> Report:
    """The report of pip-audit, which it writes as JSON.

    Raises:
        ValueError: it is none.
    """
    try:
        packages = json.loads(written)["dependencies"]
        left_out = [each["name"] for each in packages if "skip_reason" in each]
        found = [
            f"{each['name']} {each['version']}: {weak['id']}, fixed in {', '.join(weak['fix_versions']) or 'none'}"
            for each in packages
            for weak in each.get("vulns", ())
        ]
        looked_up = [each["name"] for each in packages if "skip_reason" not in each]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError("pip-audit gave no report") from error
    return Report(tuple(looked_up), tuple(left_out), tuple(found))


def ask(lock: Path) -> Report:
    """Look up every package of the lock.

    Raises:
        ValueError: it could not be asked.
    """
    command = [*_PIP_AUDIT, "--requirement", str(lock), "--format", "json"]
    done = subprocess.run(  # noqa: S603 -- our own command
        command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
    )
    try:
        return read_report(done.stdout)
    except ValueError as error:
        raise ValueError(f"{error}: {' '.join(done.stderr.split()[-30:])}") from error


def main() -> int:
    """Audit every lock; 1 when something was found, or not everything was looked up."""
    if shutil.which("uv") is None:
        sys.stdout.write("nothing was audited: this needs uv on the path, as make lock does\n")
        return 1
    wrong = False
    for lock in LOCKS:
        wanted = [package.name for package in read_lock(lock)]
        try:
            report = ask(lock)
            complaints = report.complaints(wanted)
            sys.stdout.write(f"{lock.name}: {len(report.looked_up)} of {len(wanted)} packages looked up\n")
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            complaints = (f"{lock.name} was not audited: {error}",)
        for complaint in complaints:
            wrong = True
            sys.stdout.write(f"  {complaint}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
