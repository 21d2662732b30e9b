"""What ``magdat doctor teams`` finds, asked of a stand-in for Microsoft; and that it says nothing to anyone."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web

from adapters.settings import Settings, TeamsSettings
from adapters.teams import doctor
from adapters.teams.doctor import check_connections, check_teams
from adapters.teams.groups import Groups
from adapters.teams.keys import KeyRing
from adapters.teams.reach import Reach, Reference
from adapters.teams.registration import Registration
from adapters.teams.tokens import Tokens
from bot.address import Address
from tests.adapters.teams.made import BRAM, DESK, MEMBERS
from tests.adapters.teams.microsoft import APP, TENANT, Microsoft, Signer, microsoft

GROUP = "12345678-1234-1234-1234-123456789abc"
PLACE = Address("teams", "", DESK)
SETTINGS = Settings(desk=PLACE, teams=TeamsSettings(APP, "secret", TENANT, hr_group=GROUP, insecure_local=True))
_SIGNER = Signer("doctor")


@pytest.fixture
async def stand_in() -> AsyncIterator[Microsoft]:
    async with microsoft() as started:
        started.signers, started.members, started.groups = [_SIGNER], MEMBERS, {GROUP: [BRAM]}
        yield started


async def _wrong(stand_in: Microsoft, settings: Settings = SETTINGS) -> dict[str, str]:
    """What is wrong, by what was looked at; each with a way to mend it."""
    tokens, reach = Tokens(APP, "secret", TENANT, login=stand_in.url), Reach()
    reach.remember(PLACE, Reference(stand_in.url, DESK))
    keys, groups = KeyRing(f"{stand_in.url}metadata"), Groups(tokens, f"{stand_in.url}graph/")
    asked = doctor.Microsoft(tokens, keys, groups, reach)
    found = await check_connections(settings, Registration(APP, "secret", TENANT), asked)
    assert [each.name for each in found][:2] == ["Teams signing keys", "Teams secret"]
    assert all(each.mend for each in found if each.wrong is not None)
    return {each.name: f"{each.wrong} {each.mend}" for each in found if each.wrong is not None}


async def test_nothing_is_wrong_and_nothing_is_said_to_anyone(stand_in: Microsoft) -> None:
    assert await _wrong(stand_in) == {}
    assert {method for method, _, _ in stand_in.sent} == {"GET"}


async def test_a_secret_that_is_not_known_is_told(stand_in: Microsoft) -> None:
    stand_in.fails = True

    wrong = await _wrong(stand_in)

    assert "invalid_client" in wrong["Teams secret"]
    assert "copy its value" in wrong["Teams secret"]
    assert "cannot be fetched" in wrong["Teams signing keys"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        pytest.param(403, "http-403", id="not added there"),
        pytest.param(404, "http-404", id="no such conversation"),
        pytest.param(503, "cannot be reached", id="busy"),
        pytest.param(500, "cannot be reached", id="broken"),
    ],
)
async def test_a_desk_that_is_not_shown_is_told(stand_in: Microsoft, status: int, said: str) -> None:
    stand_in.answers = [(status, {})]

    assert said in (await _wrong(stand_in))["Teams conversation of MAGDAT_DESK"]


async def test_a_desk_of_guests_is_told(stand_in: Microsoft) -> None:
    stand_in.members = [each for each in MEMBERS if each["userRole"] == "guest"]

    assert "nobody" in (await _wrong(stand_in))["Teams conversation of MAGDAT_DESK"].casefold()


async def test_a_group_with_nobody_of_the_desk_is_told(stand_in: Microsoft) -> None:
    stand_in.groups[GROUP] = ["aad-elsewhere"]

    assert "nobody handles cases" in (await _wrong(stand_in))["Teams group of MAGDAT_TEAMS_HR_GROUP"]


async def test_a_group_that_is_not_there_is_told(stand_in: Microsoft) -> None:
    stand_in.groups = {}

    assert "no such group" in (await _wrong(stand_in))["Teams group of MAGDAT_TEAMS_HR_GROUP"]


async def test_a_right_that_was_not_granted_is_named(stand_in: Microsoft) -> None:
    stand_in.graph_answers = [web.Response(status=403)]

    assert "GroupMember.Read.All" in (await _wrong(stand_in))["Teams group of MAGDAT_TEAMS_HR_GROUP"]


async def test_without_a_group_graph_is_not_asked(stand_in: Microsoft) -> None:
    settings = replace(SETTINGS, teams=replace(SETTINGS.teams, hr_group=None))

    assert await _wrong(stand_in, settings) == {}
    assert stand_in.graph_asked == []


@pytest.mark.parametrize(
    ("teams", "said"),
    [
        pytest.param(TeamsSettings(None, "secret", TENANT), "MicrosoftAppId", id="no app"),
        pytest.param(TeamsSettings(APP, "secret", None), "MicrosoftAppTenantId", id="no tenant"),
        pytest.param(TeamsSettings(APP, None, TENANT), "MicrosoftAppPassword", id="no secret"),
        pytest.param(TeamsSettings("magdat", "secret", TENANT), "it is no id", id="no id"),
    ],
)
async def test_a_registration_that_is_not_whole_is_told(teams: TeamsSettings, said: str) -> None:
    (found,) = await check_teams(Settings(teams=teams))

    assert said in str(found.wrong)
    assert found.mend
