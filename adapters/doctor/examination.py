"""Everything that is looked at, in the order in which one thing rests on another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from adapters.doctor.machine import check_clock, check_disk
from adapters.doctor.platforms import check_slack_set_up, check_teams_set_up
from adapters.doctor.protocol import check_matcher, check_protocol
from adapters.doctor.storage import check_database, check_what_waits
from adapters.finding import Finding
from adapters.settings import Settings

Check = Callable[[Settings], Sequence[Finding]]
"""Looks at one thing, changes nothing, and raises nothing that can be foreseen."""

PLATFORMS: Mapping[str, Check] = {"slack": check_slack_set_up, "teams": check_teams_set_up}
"""The chat platforms that can be looked at by themselves."""


def examine(settings: Settings, protocol: Path | None, platform: str | None = None) -> Iterator[Finding]:
    """Look at everything; what is found comes as soon as it is known.

    Args:
        settings: That could be read, which is the first finding.
        protocol: The file that answers instead of the live protocol.
        platform: The one chat platform to look at, and at nothing else; ``None`` for everything.
    """
    yield Finding("settings")
    checks: list[Check] = [
        check_database,
        check_what_waits,
        lambda settings: check_protocol(settings, protocol),
        lambda settings: check_matcher(settings, protocol),
        check_disk,
        check_clock,
        *PLATFORMS.values(),
    ]
    if platform is not None:
        checks = [PLATFORMS[platform]]
    for check in checks:
        yield from check(settings)
