"""How Slack is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters import setting_values as values
from adapters.settings.setting import Setting, read

SLACK = (
    Setting("SLACK_BOT_TOKEN", "", "Slack: the bot token (xoxb-…) of the installed app."),
    Setting("SLACK_APP_TOKEN", "", "Slack: the app token (xapp-…); events come over Socket Mode, no address needed."),
    Setting("SLACK_SIGNING_SECRET", "", "Slack: the signing secret; events come over HTTP at /slack/events."),
    Setting("MAGDAT_SLACK_API_URL", "https://slack.com/api/", "Slack: where its web API is."),
)


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How Slack is reached; which are needed depends on the transport.

    Attributes:
        bot_token: ``xoxb-…``.
        app_token: ``xapp-…``: with it events come over Socket Mode.
        signing_secret: With it events are taken over HTTP.
        api_url: Where Slack's web API is; ends in a slash.
    """

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"


def read_slack(given: Mapping[str, str]) -> SlackSettings:
    """How Slack is reached, of the settings that were given.

    Raises:
        WrongSettingError: one cannot be used.
    """
    return SlackSettings(
        bot_token=given.get("SLACK_BOT_TOKEN"),
        app_token=given.get("SLACK_APP_TOKEN"),
        signing_secret=given.get("SLACK_SIGNING_SECRET"),
        api_url=read("MAGDAT_SLACK_API_URL", given, values.api_url, SlackSettings().api_url),
    )
