"""Teams as a channel of ``magdat serve``."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.routing import BaseRoute, Route

from adapters.channel import Entrance
from adapters.settings import Settings, WrongSettingError
from adapters.teams.connector import Connector, TokenSource
from adapters.teams.endpoint import PATH, Endpoint, Guard
from adapters.teams.groups import Groups, graph_tokens
from adapters.teams.hosts import is_loopback, is_service
from adapters.teams.keys import KeyRing
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.people import People
from adapters.teams.places import CHANNEL
from adapters.teams.reach import Reach
from adapters.teams.reader import TeamsReader
from adapters.teams.registration import LOCAL_TENANT, Registration, registration_of
from adapters.teams.roster import TeamsRoster
from adapters.teams.tokens import NoTokens, Tokens
from adapters.teams.verifier import Claimed, NotVerifiedError, Verifier
from bot.address import Address
from bot.case import Line


async def open_teams(settings: Settings) -> "TeamsChannel":
    """Teams, as the settings say.

    Raises:
        WrongSettingError: the registration is not whole, or this machine alone is meant and others can reach it.
    """
    if settings.teams.insecure_local:
        if not is_loopback(settings.listen_at[0]):
            wrong = "with --insecure-local anyone who reaches it is believed. Make it 127.0.0.1, or leave that out."
            raise WrongSettingError("MAGDAT_HTTP", wrong)
        if groups_of(settings):
            wrong = "with --insecure-local there is no directory to ask who is in the group. Leave one of them out."
            raise WrongSettingError("MAGDAT_TEAMS_HR_GROUP", wrong)
        return TeamsChannel(settings, Registration("", "", LOCAL_TENANT), NoTokens(), _OnThisMachine())
    registration = registration_of(settings.teams)
    tokens = Tokens(registration.app_id, registration.password, registration.tenant_id)
    keys, groups = KeyRing(), Groups(graph_tokens(registration)) if groups_of(settings) else None
    return TeamsChannel(settings, registration, tokens, Verifier(registration.app_id, keys), keys=keys, groups=groups)


def groups_of(settings: Settings) -> dict[Line, str]:
    """The groups of the directory that are set up, by line."""
    groups = ((Line.FIRST, settings.teams.hr_group), (Line.SECOND, settings.teams.second_line_group))
    return {line: group for line, group in groups if group is not None}


class _OnThisMachine:
    """Believes whoever speaks for a client on this machine: only such reach it."""

    async def verify(self, authorization: str, claimed: Claimed) -> None:
        """Refuse what would be answered elsewhere.

        Raises:
            NotVerifiedError: the service is not on this machine.
        """
        del authorization
        if not is_service(claimed.service_url, local=True):
            raise NotVerifiedError("service-host")


class TeamsChannel:
    """The protocol ``Channel`` for Teams."""

    def __init__(  # noqa: PLR0913 -- each is a part of its own
        self,
        settings: Settings,
        registration: Registration,
        tokens: TokenSource,
        guard: Guard,
        *,
        keys: KeyRing | None = None,
        groups: Groups | None = None,
    ) -> None:
        self._tenant = registration.tenant_id
        self._tokens = tokens
        self._guard = guard
        self._keys = keys
        local = settings.teams.insecure_local
        lines = ((Line.FIRST, settings.desk), (Line.SECOND, settings.second_line))
        desks = {line: self.complete(at) for line, at in lines if at is not None and at.channel == CHANNEL}
        names = {at.conversation for at in desks.values()}
        connector, self._reach = Connector(registration.app_id, tokens, local=local), Reach()
        people = People(connector, self._reach, asyncio.get_running_loop(), groups=groups)
        admins = {person for channel, person in settings.admins if channel == CHANNEL}
        self._roster = TeamsRoster(people, self._tenant, desks, admins, groups_of(settings))
        self._reader = TeamsReader(self._reach, self._roster, names, local=local)
        self._messenger = TeamsMessenger(connector, self._reach, names, local=local)

    @property
    def name(self) -> str:
        """As in the addresses."""
        return CHANNEL

    @property
    def tenant(self) -> str:
        """The directory."""
        return self._tenant

    @property
    def messenger(self) -> TeamsMessenger:
        """Delivers there."""
        return self._messenger

    @property
    def reader(self) -> TeamsReader:
        """Reads what came in there."""
        return self._reader

    @property
    def roster(self) -> TeamsRoster:
        """Knows who has which rights there."""
        return self._roster

    def complete(self, address: Address) -> Address:
        """The address with the organisation."""
        return replace(address, tenant=self._tenant)

    def listen(self, entrance: Entrance) -> "TeamsListener":
        """The way in."""
        self._reach.settle(entrance.whereabouts, entrance.ports.vault.mark)
        usual = entrance.ports.publications
        endpoint = Endpoint(self._guard, entrance.door, self._tenant, lambda: usual.live().protocol.languages[0])
        return TeamsListener(endpoint, self._tokens, self._keys)

    async def close(self) -> None:
        """Let go of every connection."""
        if self._keys is not None:
            await self._keys.close()


class TeamsListener:
    """The protocol ``Listener`` for Teams."""

    def __init__(self, endpoint: Endpoint, tokens: TokenSource, keys: KeyRing | None) -> None:
        self._endpoint = endpoint
        self._tokens = tokens
        self._keys = keys

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where Teams posts activities."""
        return (Route(PATH, self._endpoint.answer, methods=["POST"]),)

    def is_for(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether it says that it is from our directory."""
        del headers
        return self._endpoint.is_for(body)

    async def run(self) -> None:
        """Have keys and a token ready before they are needed, until cancelled."""
        if self._keys is not None:
            await self._keys.warm()
        await self._tokens.keep_fresh()
