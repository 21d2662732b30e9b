"""Which platforms are set up: those of which anything was set, rightly or not."""

from adapters.settings import Settings


def slack_is_set_up(settings: Settings) -> bool:
    """Whether anything of Slack was set."""
    slack = settings.slack
    return _is_somewhere(settings, "slack") or any((slack.bot_token, slack.app_token, slack.signing_secret))


def teams_is_set_up(settings: Settings) -> bool:
    """Whether anything of Teams was set."""
    teams = settings.teams
    is_registered = any((teams.app_id, teams.app_password, teams.tenant_id))
    has_groups = any((teams.hr_group, teams.second_line_group))
    return _is_somewhere(settings, "teams") or is_registered or has_groups or teams.insecure_local


def _is_somewhere(settings: Settings, channel: str) -> bool:
    places = (settings.desk, settings.second_line)
    return any(place is not None and place.channel == channel for place in places)
