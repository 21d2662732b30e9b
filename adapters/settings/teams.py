"""How Microsoft Teams is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters import setting_values as values
from adapters.settings.setting import Setting, read

TEAMS = (
    Setting("MicrosoftAppId", "", "Teams: the application id of the bot's registration."),
    Setting("MicrosoftAppPassword", "", "Teams: the client secret of the registration."),
    Setting("MicrosoftAppTenantId", "", "Teams: the directory (tenant) in which it is registered."),
    Setting("MAGDAT_TEAMS_HR_GROUP", "", "Teams: the object id of a group; who is at the desk must be in it as well."),
    Setting("MAGDAT_TEAMS_SECOND_LINE_GROUP", "", "Teams: the same for specialists."),
)


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """How Microsoft Teams is reached: the registration of the bot.

    Attributes:
        hr_group: The object id of a group of the directory; of those in the desk's conversation only who is in it is an
            officer. ``None`` for everyone there.
        second_line_group: The same for specialists.
        insecure_local: Without a registration, for a client on this machine alone; only the command line can say so.
    """

    app_id: str | None = None
    app_password: str | None = field(default=None, repr=False)
    tenant_id: str | None = None
    hr_group: str | None = None
    second_line_group: str | None = None
    insecure_local: bool = False


def read_teams(given: Mapping[str, str]) -> TeamsSettings:
    """How Teams is reached, of the settings that were given.

    Raises:
        WrongSettingError: one cannot be used.
    """
    return TeamsSettings(
        app_id=given.get("MicrosoftAppId"),
        app_password=given.get("MicrosoftAppPassword"),
        tenant_id=given.get("MicrosoftAppTenantId"),
        hr_group=read("MAGDAT_TEAMS_HR_GROUP", given, values.group_id, None),
        second_line_group=read("MAGDAT_TEAMS_SECOND_LINE_GROUP", given, values.group_id, None),
    )
