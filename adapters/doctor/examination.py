"""Everything that is looked at, in the order in which one thing rests on another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from adapters.doctor.accounts import check_accounts
from adapters.doctor.machine import check_clock, check_disk
from adapters.doctor.platforms import check_slack_set_up, check_teams_set_up
from adapters.doctor.protocol import check_matcher, check_protocol
from adapters.doctor.storage import check_database, check_what_waits
from adapters.finding import Finding
from adapters.setting_values import ONLY_ORGANISATION
from adapters.settings import Settings

Check = Callable[[Settings], Sequence[Finding]]
"""Looks at one thing, changes nothing, and raises nothing that can be foreseen."""

PLATFORMS: Mapping[str, Check] = {"slack": check_slack_set_up, "teams": check_teams_set_up}
"""The chat platforms that can be looked at by themselves."""
_NOT_SET_UP: Mapping[str, Finding] = {
    "slack": Finding(
        "Slack", "it is not set up: there is no SLACK_BOT_TOKEN.", "See the README, In Slack, step 2 and 3."
    ),
    "teams": Finding(
        "Teams", "it is not set up: there is no MicrosoftAppId.", "See the README, In Teams, step 1 and 2."
    ),
}
"""What is wrong where one is asked about of which nothing was set; of all together it is no mistake."""


def examine(settings: Settings, protocol: Path | None, platform: str | None = None) -> Iterator[Finding]:
    """Look at everything; what is found comes as soon as it is known.

    Args:
        settings: That could be read, which is the first finding.
        protocol: The file that answers instead of the live protocol.
        platform: The one chat platform to look at, and at nothing else; ``None`` for everything.
    """
    yield Finding("settings")
    answering: Sequence[Check] = [
        check_what_waits,
        lambda settings: check_protocol(settings, protocol),
        lambda settings: check_matcher(settings, protocol),
        check_accounts,
    ]
    if platform is not None:
        yield from list(_of_each(settings, [PLATFORMS[platform]])) or [_NOT_SET_UP[platform]]
        return
    yield from check_database(settings)
    yield from _of_each(settings, answering)
    yield from check_disk(settings)
    yield from check_clock(settings)
    yield from _of_each(settings, list(PLATFORMS.values()))


def _of_each(settings: Settings, checks: Sequence[Check]) -> Iterator[Finding]:
    """What is found for each organisation, in its name."""
    for each in settings.each:
        for check in checks:
            yield from map(partial(_named, each), check(each))


def _named(settings: Settings, finding: Finding) -> Finding:
    """The finding, with the name of the organisation where there is more than one."""
    if settings.organisation == ONLY_ORGANISATION:
        return finding
    return replace(finding, name=f"{finding.name} of {settings.organisation}")
