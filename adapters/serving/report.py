"""What the process says when it is up: three lines for the operator."""

import typing
from collections.abc import Callable, Mapping, Sequence

from adapters.channel import Channel
from adapters.office import Office
from adapters.settings import Settings
from bot.address import Address

_WAYS_IN: Mapping[str, str] = {
    "slack": "SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET",
    "teams": "MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId",
}
"""What has to be set before a platform is opened."""


class Served(typing.Protocol):
    """An organisation, as it is served."""

    @property
    def settings(self) -> Settings:
        """Its own."""

    @property
    def channels(self) -> Sequence[Channel]:
        """Those that are open."""

    @property
    def away(self) -> Sequence[str]:
        """Those whose platform cannot be reached."""

    @property
    def office(self) -> Office | None:
        """What is served; ``None`` while nothing is."""


def what_runs(settings: Settings, served: Sequence[Served], port: int) -> tuple[str, str, str]:
    """What runs, what it works with, and what does not run and why."""
    channels = _of_each(served, lambda one: ", ".join(each.name for each in one.channels) or "none but the terminal")
    works_with = f"{_of_each(served, _works_with)}. Database: {_database(settings)}."
    listening = f"Listening at {settings.listen_at[0]}:{port}. Channels: {channels}."
    return listening, works_with, f"Not running: {_of_each(served, _missing)}."


def _of_each(served: Sequence[Served], said: Callable[[Served], str]) -> str:
    """Said of the one organisation, or of each by its name."""
    if len(served) == 1:
        return said(served[0])
    return "; ".join(f"[{one.settings.organisation}] {said(one)}" for one in served)


def _works_with(one: Served) -> str:
    desk = f"Desk: {_written(one.settings.desk)}"
    if one.office is None:
        return f"Nothing is taken in yet. {desk}"
    protocol = one.office.ports.publications.live().protocol
    return f"Protocol: {protocol.id} {protocol.version}, {len(protocol.clauses)} clauses. {desk}"


def _missing(one: Served) -> str:
    names = {channel.name for channel in one.channels}
    missing = [f"{name} (it cannot be reached; that is tried again)" for name in one.away]
    missing += [f"{name} (set {needed})" for name, needed in _WAYS_IN.items() if name not in {*names, *one.away}]
    return "; ".join(missing) or "nothing, all is set up"


def _written(desk: Address) -> str:
    return desk.channel if not desk.conversation or desk.channel == "console" else f"{desk.channel}:{desk.conversation}"


def _database(settings: Settings) -> str:
    """Its kind; the URL may hold a password."""
    url = settings.database_url
    return "PostgreSQL" if url is not None and url.startswith("postgres") else "SQLite"
