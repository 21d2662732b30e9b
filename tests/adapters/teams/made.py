"""Activities as Teams sends them, and a Teams channel put together on stand-ins."""

import typing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.channel import Entrance
from adapters.settings import Settings, TeamsSettings
from adapters.teams.channel import TeamsChannel
from adapters.teams.groups import Groups
from adapters.teams.registration import Registration
from adapters.teams.tokens import Tokens
from adapters.teams.verifier import Claimed
from bot.address import Address
from bot.door import Door
from tests.adapters.teams.microsoft import APP, SERVICE, TENANT, Microsoft
from tests.office import Office

Json = typing.Any
SANNE, BRAM, GUEST = "aad-sanne", "aad-bram", "aad-guest"
DESK = "19:desk@thread.tacv2"
MEMBERS: list[Json] = [
    {"id": "29:bram", "name": "Bram de Vries", "aadObjectId": BRAM, "userRole": "user"},
    {"id": "29:guest", "name": "Gast", "aadObjectId": GUEST, "userRole": "guest"},
]


def activity(kind: str = "message", *, conversation: str = "a:sanne", of: str = "personal", **more: Json) -> Json:
    """An activity; in a personal chat with Sanne, unless something else is said."""
    person = more.pop("person", SANNE)
    return {
        "type": kind,
        "id": "activity-1",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "locale": "nl-NL",
        "from": {"id": f"29:{person}", "name": "Sanne", "aadObjectId": person},
        "recipient": {"id": f"28:{APP}", "name": "Magdat"},
        "conversation": {"id": conversation, "conversationType": of, "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
    } | more


def pressed(verb: str, data: Json, **more: Json) -> Json:
    """A press on a button of a card."""
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    return activity("invoke", name="adaptiveCard/action", value={"action": action}, replyToId="card-1", **more)


class Anyone:
    """Lets everything pass."""

    async def verify(self, authorization: str, claimed: Claimed) -> None:
        """Let it pass."""


@asynccontextmanager
async def channel_at(stand_in: Microsoft, office: Office, group: str | None = None) -> AsyncIterator[TeamsChannel]:
    """A Teams channel that speaks to the stand-in, and keeps in the office; HR is in the group where one is given."""
    stand_in.members = MEMBERS
    desk = Address("teams", "", DESK)
    settings = Settings(
        desk=desk,
        admins=frozenset({("teams", BRAM), ("teams", GUEST)}),
        teams=TeamsSettings(insecure_local=True, hr_group=group),
    )
    tokens = Tokens(APP, "secret", TENANT, login=stand_in.url)
    groups = Groups(tokens, f"{stand_in.url}graph/")
    channel = TeamsChannel(settings, Registration(APP, "secret", TENANT), tokens, Anyone(), groups=groups)
    door = Door(office.storage, office.clock, lambda: None)
    channel.listen(Entrance(door, office.ports))
    yield channel
    await channel.close()
