"""Whether several organisations can be told apart by what comes in."""

from collections.abc import Sequence

from adapters.channel import Channel
from adapters.settings import Settings, WrongSettingError


def keep_apart(organisations: Sequence[tuple[Settings, Sequence[Channel]]]) -> None:
    """Make sure that nothing that comes in could be for two of them.

    Raises:
        WrongSettingError: two are in one workspace, directory or under one name, or share a connection to Slack.
    """
    tenants: dict[tuple[str, str], str] = {}
    connections: dict[str, str] = {}
    for settings, channels in organisations:
        name = settings.organisation
        for channel in channels:
            other = tenants.setdefault((channel.name, channel.tenant), name)
            if other != name:
                wrong = f"{channel.name} is at {channel.tenant}, as that of {other} is. Give it one of its own."
                raise WrongSettingError(f"[organisations.{name}]", wrong)
        if settings.slack.app_token is not None:
            other = connections.setdefault(settings.slack.app_token, name)
            if other != name:
                wrong = (
                    f"it is that of {other} as well, and Slack would spread what comes in over both. Take one app for "
                    "each, or one app over HTTP: SLACK_SIGNING_SECRET, and no SLACK_APP_TOKEN."
                )
                raise WrongSettingError(f"[organisations.{name}]: SLACK_APP_TOKEN", wrong)
