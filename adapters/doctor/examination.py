"""Everything that is looked at, in the order in which one thing rests on another."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from adapters.doctor.machine import check_clock, check_disk
from adapters.doctor.platforms import check_platforms
from adapters.doctor.protocol import check_matcher, check_protocol
from adapters.doctor.storage import check_database, check_what_waits
from adapters.finding import Finding
from adapters.settings import Settings

Check = Callable[[Settings], Sequence[Finding]]
"""Looks at one thing, changes nothing, and raises nothing that can be foreseen."""


def examine(settings: Settings, protocol: Path | None) -> Iterator[Finding]:
    """Look at everything; what is found comes as soon as it is known.

    Args:
        settings: That could be read, which is the first finding.
        protocol: The file that answers instead of the live protocol.
    """
    yield Finding("settings")
    checks: list[Check] = [
        check_database,
        check_what_waits,
        lambda settings: check_protocol(settings, protocol),
        lambda settings: check_matcher(settings, protocol),
        check_platforms,
        check_disk,
        check_clock,
    ]
    for check in checks:
        yield from check(settings)
