"""The registration of the bot with Microsoft, as the settings have it."""

import re
from dataclasses import dataclass, field

from adapters.settings import TeamsSettings, WrongSettingError

LOCAL_TENANT = "00000000-0000-0000-0000-0000000000001"
"""Of the Microsoft 365 Agents Playground; it is written with one digit too many there."""
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Registration:
    """Who Magdat is to Microsoft."""

    app_id: str
    password: str = field(repr=False)
    tenant_id: str


def registration_of(teams: TeamsSettings) -> Registration:
    """The registration, when it is whole.

    Raises:
        WrongSettingError: a part is missing, or is no such thing.
    """
    app_id = app_id_of(teams)
    tenant_id = _id("MicrosoftAppTenantId", teams.tenant_id, "the Directory (tenant) ID of the registration")
    if teams.app_password is None:
        wrong = "it is missing. It is the value of a client secret of the registration."
        raise WrongSettingError("MicrosoftAppPassword", wrong)
    return Registration(app_id, teams.app_password, tenant_id)


def app_id_of(teams: TeamsSettings) -> str:
    """The id of the registration.

    Raises:
        WrongSettingError: it is missing, or is no such thing.
    """
    return _id("MicrosoftAppId", teams.app_id, "the Application (client) ID of the bot's app registration")


def _id(name: str, value: str | None, meaning: str) -> str:
    if value is None:
        wrong = f"it is missing. It is {meaning}. Without it Magdat listens to Teams only with --insecure-local."
        raise WrongSettingError(name, wrong)
    if not _ID.fullmatch(value):
        raise WrongSettingError(name, f"it is no id such as 12345678-1234-1234-1234-123456789abc. It is {meaning}.")
    return value.lower()
