"""Checks the set-up with Teams, for ``magdat doctor``: each thing that can be wrong, and how to mend it."""

from collections.abc import Sequence

from adapters.finding import Finding
from adapters.settings import Settings, WrongSettingError
from adapters.teams.connector import Connector
from adapters.teams.keys import KeyRing
from adapters.teams.places import CHANNEL
from adapters.teams.reach import Reach
from adapters.teams.registration import Registration, registration_of
from adapters.teams.tokens import NoTokenError, Tokens
from bot.address import Address
from bot.errors import DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError

_ADVICE = {
    "invalid_client": "Make a client secret anew (Certificates & secrets), and copy its value, not its id.",
    "unauthorized_client": "MicrosoftAppId is not registered in the directory of MicrosoftAppTenantId.",
    "invalid_request": "Check MicrosoftAppTenantId: no such directory is known.",
}
_NETWORK = "Let this machine reach login.microsoftonline.com, login.botframework.com and smba.trafficmanager.net."


async def check_teams(settings: Settings) -> Sequence[Finding]:
    """What is right and what is wrong; it says nothing to anyone."""
    try:
        registration = registration_of(settings.teams)
    except WrongSettingError as error:
        return (Finding("Teams registration", str(error), "See the README, In Teams, step 1 and 2."),)
    tokens = Tokens(registration.app_id, registration.password, registration.tenant_id)
    return [Finding("Teams registration"), *await check_connections(settings, registration, tokens, KeyRing())]


async def check_connections(
    settings: Settings, registration: Registration, tokens: Tokens, keys: KeyRing
) -> Sequence[Finding]:
    """Whether Microsoft knows the registration, can be verified, and shows the desk."""
    findings = [await _keys(keys)]
    try:
        await tokens.current()
    except NoTokenError as error:
        mend = _ADVICE.get(error.code, _NETWORK)
        return [*findings, Finding("Teams secret", f"Microsoft gives no token: {error.code}.", mend)]
    findings.append(Finding("Teams secret"))
    connector = Connector(registration.app_id, tokens, local=settings.teams.insecure_local)
    for setting, place in (("MAGDAT_DESK", settings.desk), ("MAGDAT_SECOND_LINE", settings.second_line)):
        if place is not None and place.channel == CHANNEL:
            findings.append(await _desk(connector, setting, place))
    return findings


async def _keys(keys: KeyRing) -> Finding:
    """Without its keys nothing can be known to come from Teams."""
    await keys.warm()
    name = "Teams signing keys"
    return Finding(name, "They cannot be fetched.", _NETWORK) if keys.is_empty else Finding(name)


async def _desk(connector: Connector, setting: str, place: Address) -> Finding:
    name = f"Teams conversation of {setting}"
    try:
        members = await connector.members(Reach().to(place))
    except DeliveryRefusedError as error:
        mend = "Add Magdat to the team or chat, and give the id of the conversation (README, In Teams, step 6)."
        return Finding(name, f"Teams does not show it to Magdat: {error.code}.", mend)
    except (DeliveryDelayedError, DeliveryUncertainError):
        return Finding(name, "Teams cannot be reached.", _NETWORK)
    if all(member.is_guest for member in members):
        return Finding(name, "Nobody is in it but guests, who handle no cases.", "Let HR join it.")
    return Finding(name)
