from collections.abc import Iterator

import pytest
from slack_sdk.web.client import WebClient

from adapters.slack.directory import Directory
from adapters.slack.roster import SlackRoster
from adapters.slack.web_api import sdk_logger
from bot.address import Person
from bot.case import Line
from bot.errors import RightsUnknownError
from tests.slack_server.fake_slack import BOT_USER, TEAM, FakeSlack
from tests.slack_server.slack_workspace import Json


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def directory(slack: FakeSlack, seconds: Seconds) -> Directory:
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=4, logger=sdk_logger(), retry_handlers=[])
    return Directory(client, TEAM, seconds)


def person(user: str, team: str = TEAM, channel: str = "slack") -> Person:
    return Person(channel, team, user)


def test_who_is_in_the_desks_channel_is_an_officer_until_a_minute_after_leaving_it(
    slack: FakeSlack, directory: Directory, seconds: Seconds
) -> None:
    people = [slack.add_user(f"omar{number}") for number in range(5)]
    desk = slack.add_channel("hr", private=True, members=tuple(people))
    roster = SlackRoster(directory, TEAM, {Line.FIRST: desk}, ())
    assert all(roster.is_officer(person(each), Line.FIRST) for each in people)
    assert not roster.is_officer(person(people[0]), Line.SECOND)

    slack.channels[desk]["members"].remove(people[0])
    seconds.now += 61

    assert not roster.is_officer(person(people[0]), Line.FIRST)
    assert roster.is_officer(person(people[1]), Line.FIRST)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"is_restricted": True}, id="a guest"),
        pytest.param({"is_ultra_restricted": True}, id="a guest of one channel"),
        pytest.param({"is_stranger": True}, id="someone from Slack Connect"),
        pytest.param({"team_id": "T0OTHER"}, id="someone of another workspace"),
        pytest.param({"deleted": True}, id="someone who left"),
        pytest.param({"is_bot": True}, id="a bot"),
    ],
)
def test_who_does_not_belong_to_the_workspace_in_full_has_no_rights(
    slack: FakeSlack, directory: Directory, more: Json
) -> None:
    guest = slack.add_user("gast", **more)
    desk = slack.add_channel("hr", private=True, members=(guest,))
    roster = SlackRoster(directory, TEAM, {Line.FIRST: desk}, {guest})

    assert not roster.is_officer(person(guest), Line.FIRST)
    assert not roster.is_admin(person(guest))
    assert roster.officer_called(guest, Line.FIRST) is None


def test_an_officer_of_another_workspace_or_channel_is_nobody_here(slack: FakeSlack, directory: Directory) -> None:
    omar = slack.add_user("omar")
    roster = SlackRoster(directory, TEAM, {Line.FIRST: slack.add_channel("hr", members=(omar,))}, {omar})

    for other in (person(omar, "T0OTHER"), person(omar, channel="teams")):
        assert not roster.is_officer(other, Line.FIRST)
        assert not roster.is_admin(other)


def test_admins_are_named_or_in_a_group(slack: FakeSlack, directory: Directory) -> None:
    named, grouped, other = (slack.add_user(name) for name in ("an", "bo", "cas"))
    slack.groups["S0ADMINS"] = [grouped]
    roster = SlackRoster(directory, TEAM, {}, {named, "S0ADMINS"})

    assert [roster.is_admin(person(each)) for each in (named, grouped, other)] == [True, True, False]


def test_when_slack_cannot_be_asked_nobody_gets_a_right(slack: FakeSlack, directory: Directory) -> None:
    omar, vera = slack.add_user("omar"), slack.add_user("vera")
    roster = SlackRoster(directory, TEAM, {Line.FIRST: slack.add_channel("hr", members=(omar,))}, {vera})

    slack.fail("conversations.members", status=500)
    with pytest.raises(RightsUnknownError):
        roster.is_officer(person(omar), Line.FIRST)
    slack.fail("users.info", status=500)
    with pytest.raises(RightsUnknownError):
        roster.is_admin(person(vera))

    assert roster.is_officer(person(omar), Line.FIRST)
    assert roster.is_admin(person(vera))


def test_a_colleague_is_called_by_id_mention_or_name_and_only_when_it_is_clear_who(
    slack: FakeSlack, directory: Directory
) -> None:
    ina, omar, other = slack.add_user("Ina"), slack.add_user("Omar"), slack.add_user("Omar")
    outsider = slack.add_user("Wim")
    roster = SlackRoster(directory, TEAM, {Line.FIRST: slack.add_channel("hr", members=(ina, omar, other))}, ())

    for called in (ina, f"<@{ina}>", f"<@{ina}|ina>", "@ina", " Ina "):
        assert roster.officer_called(called, Line.FIRST) == person(ina)
    for called in ("omar", outsider, "Wim", "", "U0NOBODY"):
        assert roster.officer_called(called, Line.FIRST) is None


def test_magdat_is_where_slack_says_so_and_slack_is_asked_anew_only_when_it_must(
    slack: FakeSlack, directory: Directory
) -> None:
    inside, outside = slack.add_channel("a"), slack.add_channel("b", bot=False)
    hidden, began = slack.add_channel("c", private=True, bot=False), len(slack.calls)

    found = [[directory.is_in(channel) for channel in (inside, outside, hidden)] for _ in range(2)]
    slack.channels[inside]["members"].remove(BOT_USER)

    assert found == [[True, False, False]] * 2
    assert len(slack.calls) == began + 3
    assert directory.is_in(inside)
    assert not directory.is_in(inside, anew=True)
