"""Checks the set-up with Teams, for ``magdat doctor``: each thing that can be wrong, and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.finding import Finding
from adapters.settings import Settings, WrongSettingError
from adapters.teams.connector import Connector, Member
from adapters.teams.groups import Groups, GroupUnknownError, graph_tokens
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
_NETWORK = (
    "Let this machine reach login.microsoftonline.com, login.botframework.com and smba.trafficmanager.net; "
    "with a group graph.microsoft.com as well."
)
_GRANT = "Give the registration the application permission GroupMember.Read.All, with admin consent (README, In Teams)."
_GRAPH = {
    "http-401": _GRANT,
    "http-403": _GRANT,
    "http-404": "There is no such group in this directory: copy its object id from the Entra admin center.",
}


async def check_teams(settings: Settings) -> Sequence[Finding]:
    """What is right and what is wrong; it says nothing to anyone."""
    try:
        registration = registration_of(settings.teams)
    except WrongSettingError as error:
        return (Finding("Teams registration", str(error), "See the README, In Teams, step 1 and 2."),)
    tokens = Tokens(registration.app_id, registration.password, registration.tenant_id)
    microsoft = Microsoft(tokens, KeyRing(), Groups(graph_tokens(registration)), Reach())
    return [Finding("Teams registration"), *await check_connections(settings, registration, microsoft)]


@dataclass(frozen=True, slots=True)
class Microsoft:
    """What is asked, and how it is reached."""

    tokens: Tokens
    keys: KeyRing
    groups: Groups
    reach: Reach


async def check_connections(settings: Settings, registration: Registration, microsoft: Microsoft) -> Sequence[Finding]:
    """Whether Microsoft knows the registration, can be verified, and shows the desk and its group."""
    tokens, keys = microsoft.tokens, microsoft.keys
    findings = [await _keys(keys)]
    try:
        await tokens.current()
    except NoTokenError as error:
        mend = _ADVICE.get(error.code, _NETWORK)
        return [*findings, Finding("Teams secret", f"Microsoft gives no token: {error.code}.", mend)]
    findings.append(Finding("Teams secret"))
    connector = Connector(registration.app_id, tokens, local=settings.teams.insecure_local)
    teams = settings.teams
    for desk, place, named, group in (
        ("MAGDAT_DESK", settings.desk, "MAGDAT_TEAMS_HR_GROUP", teams.hr_group),
        ("MAGDAT_SECOND_LINE", settings.second_line, "MAGDAT_TEAMS_SECOND_LINE_GROUP", teams.second_line_group),
    ):
        at_desk: Sequence[Member] | None = None
        if place is not None and place.channel == CHANNEL:
            at_desk, finding = await _desk(connector, microsoft.reach, desk, place)
            findings.append(finding)
        if group is not None:
            findings.append(await _group(microsoft.groups, named, group, at_desk))
    return findings


async def _keys(keys: KeyRing) -> Finding:
    """Without its keys nothing can be known to come from Teams."""
    await keys.warm()
    name = "Teams signing keys"
    return Finding(name, "They cannot be fetched.", _NETWORK) if keys.is_empty else Finding(name)


async def _desk(
    connector: Connector, reach: Reach, setting: str, place: Address
) -> tuple[Sequence[Member] | None, Finding]:
    """Who is there, where that can be seen, and what is wrong with it."""
    name = f"Teams conversation of {setting}"
    try:
        members = await connector.members(reach.to(place))
    except DeliveryRefusedError as error:
        mend = "Add Magdat to the team or chat, and give the id of the conversation (README, In Teams, step 6)."
        return None, Finding(name, f"Teams does not show it to Magdat: {error.code}.", mend)
    except (DeliveryDelayedError, DeliveryUncertainError):
        return None, Finding(name, "Teams cannot be reached.", _NETWORK)
    if all(member.is_guest for member in members):
        return members, Finding(name, "Nobody is in it but guests, who handle no cases.", "Let HR join it.")
    return members, Finding(name)


async def _group(groups: Groups, setting: str, group: str, at_desk: Sequence[Member] | None) -> Finding:
    """Whether Magdat sees who is in the group, and someone at the desk is."""
    name = f"Teams group of {setting}"
    try:
        members = await groups.members(group)
    except GroupUnknownError as error:
        return Finding(
            name, f"Microsoft Graph does not say who is in it: {error.code}.", _GRAPH.get(error.code, _NETWORK)
        )
    if at_desk is not None and not any(member.id in members and not member.is_guest for member in at_desk):
        return Finding(name, "Nobody who is at the desk is in it, so nobody handles cases.", "Add HR to the group.")
    return Finding(name)
