import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.settings import Settings, SlackSettings
from adapters.slack.doctor import check_slack
from bot.address import Address
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.slack_methods import BOT_SCOPES


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def settings(slack: FakeSlack) -> Settings:
    slack.scopes = BOT_SCOPES
    tokens = SlackSettings(slack.bot_token, slack.app_token, slack.signing_secret, slack.api_url)
    return Settings(slack=tokens, desk=Address("slack", "", slack.add_channel("hr", private=True)))


async def wrong(settings: Settings) -> dict[str, str]:
    """What is wrong, by what was checked; each with a way to mend it."""
    found = [finding for finding in await check_slack(settings) if finding.wrong is not None]
    assert all(finding.mend for finding in found)
    return {finding.name: str(finding.wrong) for finding in found}


async def test_nothing_is_wrong_and_nothing_is_left_behind(slack: FakeSlack, settings: Settings) -> None:
    findings = await check_slack(settings)

    assert [finding.name for finding in findings if finding.wrong] == []
    assert len(findings) == 7
    assert [message for message in slack.messages if message["channel"] == settings.desk.conversation] == []


@pytest.mark.parametrize(
    ("tokens", "name", "said"),
    [
        pytest.param({"bot_token": None}, "Slack tokens", "SLACK_BOT_TOKEN: it is missing", id="no bot token"),
        pytest.param({"bot_token": "xapp-1"}, "Slack tokens", "no bot token", id="the other token"),
        pytest.param({"bot_token": "xoxb-other"}, "Slack bot token", "invalid_auth", id="a wrong bot token"),
        pytest.param({"app_token": "xoxb-fake-bot"}, "Slack tokens", "no app-level token", id="not an app token"),
        pytest.param({"app_token": "xapp-other"}, "Slack Socket Mode", "invalid_auth", id="a wrong app token"),
        pytest.param(
            {"app_token": None, "signing_secret": None},
            "Slack tokens",
            "SLACK_APP_TOKEN: it is missing",
            id="no way in",
        ),
        pytest.param(
            {"api_url": "http://127.0.0.1:9/api/"}, "Slack bot token", "cannot be reached", id="Slack out of reach"
        ),
    ],
)
async def test_a_wrong_token_is_told(settings: Settings, tokens: dict[str, str | None], name: str, said: str) -> None:
    found = await wrong(replace(settings, slack=replace(settings.slack, **tokens)))  # type: ignore[arg-type]  # by name

    assert said in found[name]
    assert not any("xoxb-other" in each or "xapp-other" in each for each in found.values())


@pytest.mark.parametrize("where", ["ws://127.0.0.1:9", "wss://127.0.0.1:9", "wss://nowhere.invalid", "no address"])
async def test_a_network_that_lets_the_web_api_through_but_not_the_socket_is_told(
    slack: FakeSlack, settings: Settings, where: str
) -> None:
    slack.socket_url = where
    try:
        findings = {finding.name: finding for finding in await check_slack(settings)}
    finally:
        slack.socket_url = ""

    assert "cannot be reached" in str(findings["Slack Socket Mode"].wrong)
    assert "firewall" in str(findings["Slack Socket Mode"].mend)
    assert "ticket" not in str(findings)


@pytest.mark.parametrize(
    "answers", [b"", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"], ids=["hangs up", "400"]
)
async def test_a_server_that_only_hangs_up_or_refuses_is_there(
    slack: FakeSlack, settings: Settings, answers: bytes
) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answers)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        slack.socket_url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            found = await wrong(settings)
        finally:
            slack.socket_url = ""

    assert found == {}


async def test_looking_for_the_socket_opens_none_that_could_take_what_people_press(
    slack: FakeSlack, settings: Settings
) -> None:
    before = len(slack.tickets)

    await check_slack(settings)

    assert len(slack.tickets) == before + 1
    assert slack.sockets == []


async def test_missing_scopes_are_named(slack: FakeSlack, settings: Settings) -> None:
    slack.scopes = BOT_SCOPES - {"files:read", "assistant:write"}

    assert (await wrong(settings))["Slack scopes"] == "The app lacks: assistant:write, files:read."


@pytest.mark.parametrize("conversation", ["C0000NOWHERE", "#nowhere"])
async def test_a_channel_that_magdat_is_not_in_is_told(settings: Settings, conversation: str) -> None:
    found = await wrong(replace(settings, desk=Address("slack", "", conversation)))

    assert f'Slack shows no channel "{conversation}" to Magdat' in found["Slack channel of MAGDAT_DESK"]


async def test_a_public_channel_that_magdat_cannot_post_in_is_told(slack: FakeSlack, settings: Settings) -> None:
    public = slack.add_channel("open", bot=False)

    found = await wrong(replace(settings, desk=Address("slack", "", public)))

    assert "not_in_channel" in found["Slack channel of MAGDAT_DESK"]


async def test_a_clock_that_is_off_is_told(slack: FakeSlack, settings: Settings) -> None:
    slack.skew_seconds = 400
    try:
        found = await wrong(settings)
    finally:
        slack.skew_seconds = 0

    assert "seconds from Slack's" in found["Clock"]
