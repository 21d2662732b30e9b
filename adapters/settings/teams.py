"""How Microsoft Teams is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.settings.setting import Setting

TEAMS = (
    Setting("MicrosoftAppId", "", "Teams: the application id of the bot's registration."),
    Setting("MicrosoftAppPassword", "", "Teams: the client secret of the registration."),
    Setting("MicrosoftAppTenantId", "", "Teams: the directory (tenant) in which it is registered."),
)


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """How Microsoft Teams is reached: the registration of the bot.

    Attributes:
        insecure_local: Without a registration, for a client on this machine alone; only the command line can say so.
    """

    app_id: str | None = None
    app_password: str | None = field(default=None, repr=False)
    tenant_id: str | None = None
    insecure_local: bool = False


def read_teams(given: Mapping[str, str]) -> TeamsSettings:
    """How Teams is reached, of the settings that were given."""
    return TeamsSettings(
        app_id=given.get("MicrosoftAppId"),
        app_password=given.get("MicrosoftAppPassword"),
        tenant_id=given.get("MicrosoftAppTenantId"),
    )
