"""What the process says when it is up: three lines for the operator."""

from collections.abc import Mapping, Sequence

from adapters.channel import Channel
from adapters.settings import Settings
from bot.address import Address
from knowledge.protocol import SocialMediaProtocol

_WAYS_IN: Mapping[str, str] = {
    "slack": "SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET",
    "teams": "MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId",
}
"""What has to be set before a platform is opened."""


def what_runs(
    settings: Settings, channels: Sequence[Channel], protocol: SocialMediaProtocol, port: int
) -> tuple[str, str, str]:
    """What runs, what it works with, and what does not run and why."""
    names = [channel.name for channel in channels]
    listening = f"Listening at {settings.listen_at[0]}:{port}. Channels: {', '.join(names) or 'none but the terminal'}."
    works_with = (
        f"Protocol: {protocol.id} {protocol.version}, {len(protocol.clauses)} clauses. "
        f"Desk: {_written(settings.desk)}. Database: {_database(settings)}."
    )
    missing = [f"{name} (set {needed})" for name, needed in _WAYS_IN.items() if name not in names]
    return listening, works_with, f"Not running: {'; '.join(missing) or 'nothing, all is set up'}."


def _written(desk: Address) -> str:
    return desk.channel if not desk.conversation or desk.channel == "console" else f"{desk.channel}:{desk.conversation}"


def _database(settings: Settings) -> str:
    """Its kind; the URL may hold a password."""
    url = settings.database_url
    return "PostgreSQL" if url is not None and url.startswith("postgres") else "SQLite"
