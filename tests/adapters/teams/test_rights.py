"""Who is an officer or an admin in Teams: by roster, by group of the directory, never a guest, closed on failure."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from adapters.settings import Settings, TeamsSettings, WrongSettingError, read_settings
from adapters.teams.activities import of_activity
from adapters.teams.channel import TeamsChannel, open_teams
from adapters.teams.groups import Groups, GroupUnknownError
from adapters.teams.tokens import Tokens
from bot.address import Person
from bot.case import Line
from bot.errors import RightsUnknownError
from tests.adapters.teams.made import BRAM, DESK, GUEST, SANNE, activity, channel_at
from tests.adapters.teams.microsoft import APP, TENANT, Microsoft, microsoft
from tests.office import Office

GROUP = "12345678-1234-1234-1234-123456789abc"


@pytest.fixture
async def stand_in() -> AsyncIterator[Microsoft]:
    async with microsoft() as started:
        started.groups = {GROUP: [BRAM, GUEST, "aad-elsewhere"]}
        yield started


@pytest.fixture
async def channel(stand_in: Microsoft) -> AsyncIterator[TeamsChannel]:
    """HR is in the desk's channel and in the group."""
    async with channel_at(stand_in, Office(), GROUP) as opened:
        _hear(opened, stand_in)
        yield opened


def _hear(channel: TeamsChannel, stand_in: Microsoft) -> None:
    for person, place, of in ((BRAM, DESK, "channel"), (BRAM, "a:bram", "personal"), (GUEST, "a:guest", "personal")):
        heard = of_activity(activity(text="x", conversation=place, of=of, person=person, serviceUrl=stand_in.url))
        assert heard is not None
        channel._reach.learn(heard)


async def _is_officer(channel: TeamsChannel, who: str) -> bool:
    return await asyncio.to_thread(channel.roster.is_officer, Person("teams", TENANT, who), Line.FIRST)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param(BRAM, True, id="in the channel and the group"),
        pytest.param(GUEST, False, id="a guest in both"),
        pytest.param("aad-elsewhere", False, id="in the group alone"),
        pytest.param(SANNE, False, id="in neither"),
    ],
)
async def test_an_officer_is_in_the_channel_and_in_the_group(
    channel: TeamsChannel,
    who: str,
    expected: bool,  # noqa: FBT001 -- a case
) -> None:
    assert await _is_officer(channel, who) is expected


async def test_who_is_in_the_channel_alone_is_no_officer(channel: TeamsChannel, stand_in: Microsoft) -> None:
    stand_in.groups[GROUP] = []

    assert not await _is_officer(channel, BRAM)
    assert await asyncio.to_thread(channel.roster.officer_called, "Bram de Vries", Line.FIRST) is None


async def test_a_colleague_is_found_by_name_when_in_the_group(channel: TeamsChannel) -> None:
    found = await asyncio.to_thread(channel.roster.officer_called, "@bram de vries", Line.FIRST)

    assert found is not None
    assert found.id == BRAM


async def test_who_leaves_the_group_is_no_officer_within_a_minute(channel: TeamsChannel, stand_in: Microsoft) -> None:
    moment = 0.0
    channel._roster._people._now = lambda: moment
    assert await _is_officer(channel, BRAM)
    stand_in.groups[GROUP] = []
    asked = len(stand_in.graph_asked)
    assert await _is_officer(channel, BRAM)
    assert len(stand_in.graph_asked) == asked

    moment = 60.0

    assert not await _is_officer(channel, BRAM)


async def test_who_leaves_the_channel_is_no_officer_within_a_minute(channel: TeamsChannel, stand_in: Microsoft) -> None:
    moment = 0.0
    channel._roster._people._now = lambda: moment
    assert await _is_officer(channel, BRAM)
    stand_in.members = []
    assert await _is_officer(channel, BRAM)  # remembered

    moment = 60.0

    assert not await _is_officer(channel, BRAM)


async def test_what_was_known_of_rights_does_not_outlive_the_minute_while_teams_fails(
    channel: TeamsChannel, stand_in: Microsoft
) -> None:
    moment = 0.0
    channel._roster._people._now = lambda: moment
    assert await _is_officer(channel, BRAM)
    stand_in.answers = [(500, {})] * 10

    moment = 60.0

    with pytest.raises(RightsUnknownError):
        await _is_officer(channel, BRAM)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 429, 500, 503])
async def test_when_graph_does_not_tell_nobody_is_an_officer(
    channel: TeamsChannel, stand_in: Microsoft, status: int
) -> None:
    stand_in.graph_answers = [web.Response(status=status, headers={"Location": "/graph/elsewhere"})]

    with pytest.raises(RightsUnknownError):
        await _is_officer(channel, BRAM)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="nothing"),
        pytest.param("{}", id="no members"),
        pytest.param('{"value": [{}]}', id="no ids"),
        pytest.param('{"value": 3}', id="a number"),
        pytest.param("[]", id="a list"),
        pytest.param('{"value": [], "@odata.nextLink": "https://evil.example/"}', id="a link elsewhere"),
        pytest.param('{"value": [], "@odata.nextLink": 7}', id="a link that is none"),
    ],
)
async def test_what_is_odd_makes_nobody_an_officer(channel: TeamsChannel, stand_in: Microsoft, body: str) -> None:
    stand_in.graph_answers = [web.Response(text=body)]

    with pytest.raises(RightsUnknownError):
        await _is_officer(channel, BRAM)


async def test_a_large_group_is_read_page_by_page_with_a_token(stand_in: Microsoft) -> None:
    stand_in.groups[GROUP], stand_in.page_size = [f"aad-{number}" for number in range(25)], 10
    groups = Groups(Tokens(APP, "secret", TENANT, login=stand_in.url), f"{stand_in.url}graph/")

    assert len(await groups.members(GROUP)) == 25
    assert stand_in.graph_asked == ["Bearer token-1"] * 3


async def test_a_group_without_end_is_given_up(stand_in: Microsoft) -> None:
    stand_in.groups[GROUP], stand_in.page_size = ["aad"] * 30, 1
    groups = Groups(Tokens(APP, "secret", TENANT, login=stand_in.url), f"{stand_in.url}graph/")

    with pytest.raises(GroupUnknownError, match="too-large"):
        await groups.members(GROUP)


async def test_a_guest_who_was_set_up_as_an_admin_is_none(channel: TeamsChannel) -> None:
    admin, guest = (Person("teams", TENANT, who) for who in (BRAM, GUEST))

    assert await asyncio.to_thread(channel.roster.is_admin, admin)
    assert not await asyncio.to_thread(channel.roster.is_admin, guest)


async def test_on_this_machine_alone_there_is_no_directory_to_ask() -> None:
    with pytest.raises(WrongSettingError, match="MAGDAT_TEAMS_HR_GROUP"):
        await open_teams(Settings(teams=TeamsSettings(insecure_local=True, hr_group=GROUP)))


@pytest.mark.parametrize("name", ["MAGDAT_TEAMS_HR_GROUP", "MAGDAT_TEAMS_SECOND_LINE_GROUP"])
def test_a_group_is_named_by_its_object_id(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("settings")

    read = read_settings({name: GROUP.upper()}, folder).teams
    assert GROUP in {read.hr_group, read.second_line_group}
    with pytest.raises(WrongSettingError, match=f"{name}.*object id"):
        read_settings({name: "hr@kruim.example"}, folder)
