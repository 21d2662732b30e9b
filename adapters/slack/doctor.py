"""Checks the set-up with Slack, for ``magdat doctor``: each thing that can be wrong, and how to mend it."""

import time
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.finding import Finding
from adapters.settings import Settings, WrongSettingError
from adapters.slack.block_kit import Json
from adapters.slack.places import CHANNEL
from adapters.slack.web_api import Call, WebApi, error_code
from adapters.slack.workspace import check_tokens, find_channel

SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "usergroups:read",
        "users:read",
    }
)
"""What the app must be allowed; the same as in ``deploy/slack/manifest.yaml``."""
_MOST_SKEW_SECONDS = 60
_SERVER_PATIENCE = aiohttp.ClientTimeout(connect=10, sock_read=3)
_PROBE = "Magdat: this is a test, and is removed at once."


async def check_slack(settings: Settings) -> Sequence[Finding]:
    """What is right and what is wrong; it posts to the desk's channel and removes what it posted."""
    try:
        token = check_tokens(settings.slack)
    except WrongSettingError as error:
        return (Finding("Slack tokens", str(error), "See the README, In Slack, step 2 and 3."),)
    api = WebApi(token, settings.slack.api_url)
    try:
        return [Finding("Slack tokens"), *await _check(settings, api)]
    finally:
        await api.close()


async def _check(settings: Settings, api: WebApi) -> Sequence[Finding]:
    try:
        answer = await api.client.auth_test()
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
        code = error_code(error) if isinstance(error, SlackApiError) else "it cannot be reached"
        mend = "Copy the bot token again (OAuth & Permissions), or check the network and MAGDAT_SLACK_API_URL."
        return (Finding("Slack bot token", f"Slack does not accept it: {code}.", mend),)
    findings = [Finding("Slack bot token"), _scopes(answer.headers), _clock(answer.headers)]
    findings.append(await _socket(settings, api))
    findings.append(_http(settings))
    places = (("MAGDAT_DESK", settings.desk), ("MAGDAT_SECOND_LINE", settings.second_line))
    for setting, address in places:
        if address is not None and address.channel == CHANNEL:
            findings.append(await _channel(api, setting, address.conversation))
    return findings


def _scopes(headers: Json) -> Finding:
    """Slack tells with every answer what the token may do."""
    name, granted = "Slack scopes", headers.get("x-oauth-scopes")
    if granted is None:
        return Finding(name)
    lacking = sorted(SCOPES - {scope.strip() for scope in granted.split(",")})
    if not lacking:
        return Finding(name)
    mend = "Add them under OAuth & Permissions (they are in deploy/slack/manifest.yaml), and install the app again."
    return Finding(name, f"The app lacks: {', '.join(lacking)}.", mend)


def _clock(headers: Json) -> Finding:
    """A clock that is minutes off makes every signed request look forged."""
    name, told = "Clock", headers.get("date")
    try:
        skew = abs(time.time() - parsedate_to_datetime(told).timestamp()) if told else 0.0
    except (TypeError, ValueError):
        skew = 0.0
    if skew <= _MOST_SKEW_SECONDS:
        return Finding(name)
    return Finding(name, f"It differs {skew:.0f} seconds from Slack's.", "Let the machine keep time with NTP.")


async def _socket(settings: Settings, api: WebApi) -> Finding:
    name = "Slack Socket Mode"
    if settings.slack.app_token is None:
        return Finding(f"{name} (not used)")
    told: dict[str, Json] = {}
    wrong = await _code_of(api.client.apps_connections_open, told, app_token=settings.slack.app_token)
    if wrong is not None:
        mend = "Turn on Socket Mode, and make an app-level token with the scope connections:write (Basic Information)."
        return Finding(name, f"Slack opens no connection: {wrong}.", mend)
    server = urlsplit(str(told.get("url", "")))
    if await _is_there(server, api.client.proxy):
        return Finding(name)
    mend = "A firewall or proxy may let only Slack's web API through. Let this machine connect there as well, or take"
    mend += " events over HTTP (see the README, In Slack)."
    return Finding(name, f"Slack's server for it, {server.netloc}, cannot be reached.", mend)


async def _is_there(server: SplitResult, proxy: str | None) -> bool:
    """Whether that server answers at all.

    No socket is opened: Slack would send to it what people press meanwhile, and never again.
    """
    scheme = {"wss": "https", "ws": "http"}.get(server.scheme, server.scheme)
    try:
        async with (
            aiohttp.ClientSession(timeout=_SERVER_PATIENCE) as session,
            session.get(f"{scheme}://{server.netloc}/", proxy=proxy, allow_redirects=False),
        ):
            return True
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError, ValueError):
        return False
    except aiohttp.ClientError:
        return True  # what it makes of a request that is none of Socket Mode does not matter


def _http(settings: Settings) -> Finding:
    name = "Slack over HTTP"
    if settings.slack.signing_secret is None:
        return Finding(f"{name} (not used)")
    if len(settings.slack.signing_secret) == 32 or settings.slack.api_url != "https://slack.com/api/":
        return Finding(name)
    mend = "Copy it again: Basic Information, App Credentials, Signing Secret; 32 characters."
    return Finding(name, "The signing secret has not the length of one.", mend)


async def _channel(api: WebApi, setting: str, written: str) -> Finding:
    """Post to the channel and delete the message: only that shows that it works."""
    name = f"Slack channel of {setting}"
    try:
        channel = await find_channel(api, setting, written)
    except WrongSettingError as error:
        return Finding(name, str(error), "Invite Magdat to the channel, and give the channel's id.")
    posted: dict[str, Json] = {}
    wrong = await _code_of(api.client.chat_postMessage, posted, channel=channel, text=_PROBE)
    if wrong is None:
        wrong = await _code_of(api.client.chat_delete, channel=channel, ts=posted["ts"])
    if wrong is None:
        wrong = await _code_of(api.client.conversations_members, channel=channel, limit=1)
    if wrong is None:
        return Finding(name)
    return Finding(name, f"Slack refuses Magdat there: {wrong}.", "Invite Magdat to the channel (/invite @Magdat).")


async def _code_of(call: Call, answered: dict[str, Json] | None = None, **arguments: Json) -> str | None:
    """What Slack says is wrong; ``None`` when all is well, with the answer in ``answered``."""
    try:
        answer = await call(**arguments)
    except SlackApiError as error:
        return error_code(error)
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError):
        return "it cannot be reached"
    if answered is not None and isinstance(answer.data, dict):
        answered.update(answer.data)
    return None
