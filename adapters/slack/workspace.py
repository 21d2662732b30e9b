"""What must be right before Slack can be listened to: the tokens, and the channels of the desk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.channel import PlatformAwayError
from adapters.settings import Settings, SlackSettings, WrongSettingError
from adapters.slack.block_kit import Json
from adapters.slack.places import CHANNEL
from adapters.slack.web_api import Call, WebApi, error_code
from bot.case import Line

_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,}")
_TOKEN = re.compile(r"[A-Za-z0-9._-]+")
_MOST_PAGES = 20
_TOO_MANY = 429
_SERVER_FAULT = 500
_AWAY = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
"""What Slack says when it is its own fault, or when it is asked too often (docs.slack.dev, each method's errors)."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where Magdat is installed.

    Attributes:
        desks: The ids of the desk's channels, by line.
        named: The same by what the setting says, which may be a name.
    """

    team: str
    bot_user: str
    bot_id: str
    enterprise: str | None
    desks: Mapping[Line, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)


def check_tokens(slack: SlackSettings) -> str:
    """The bot token, when the tokens are such as Slack gives out.

    Raises:
        WrongSettingError: one is missing, or is another kind.
    """
    for name, token in (("SLACK_BOT_TOKEN", slack.bot_token), ("SLACK_APP_TOKEN", slack.app_token)):
        if token is not None and not _TOKEN.fullmatch(token):
            raise WrongSettingError(name, "it has signs that no token has. Copy it again, whole and alone.")
    if slack.bot_token is None:
        raise WrongSettingError("SLACK_BOT_TOKEN", "it is missing. It is the bot token (xoxb-…) of the installed app.")
    if not slack.bot_token.startswith("xoxb-"):
        wrong = "it is no bot token. Take the Bot User OAuth Token, which begins with xoxb-."
        raise WrongSettingError("SLACK_BOT_TOKEN", wrong)
    if slack.app_token is not None and not slack.app_token.startswith("xapp-"):
        wrong = "it is no app-level token. Take one with the scope connections:write, which begins with xapp-."
        raise WrongSettingError("SLACK_APP_TOKEN", wrong)
    if slack.app_token is None and slack.signing_secret is None:
        wrong = "it is missing. Set it for Socket Mode, or SLACK_SIGNING_SECRET to take events over HTTP."
        raise WrongSettingError("SLACK_APP_TOKEN", wrong)
    return slack.bot_token


async def find_workspace(settings: Settings, api: WebApi) -> Workspace:
    """The workspace that the tokens are for, with the desk in it.

    Raises:
        WrongSettingError: Slack refuses a token, or does not show the desk's channel.
        PlatformAwayError: Slack cannot be reached.
    """
    who = await _asked("SLACK_BOT_TOKEN", api.client.auth_test)
    if not who.get("bot_id"):
        raise WrongSettingError("SLACK_BOT_TOKEN", "it belongs to a person. Take the bot token of the installed app.")
    if settings.slack.app_token is not None:
        await _asked("SLACK_APP_TOKEN", api.client.apps_connections_open, app_token=settings.slack.app_token)
    desks: dict[Line, str] = {}
    named: dict[str, str] = {}
    lines = ((Line.FIRST, "MAGDAT_DESK", settings.desk), (Line.SECOND, "MAGDAT_SECOND_LINE", settings.second_line))
    for line, name, address in lines:
        if address is not None and address.channel == CHANNEL:
            desks[line] = named[address.conversation] = await find_channel(api, name, address.conversation)
    enterprise = who.get("enterprise_id")
    return Workspace(who["team_id"], who["user_id"], who["bot_id"], enterprise, desks, named)


async def find_channel(api: WebApi, setting: str, written: str) -> str:
    """The id of the channel that a setting names.

    Raises:
        WrongSettingError: Magdat is not in a channel with this id or name.
    """
    name = written.removeprefix("#")
    channel_id = name if _CHANNEL_ID.fullmatch(name) else await _id_of_name(api, setting, name)
    absent = f'Slack shows no channel "{written}" to Magdat. Invite Magdat there (/invite @Magdat); the id is in the'
    absent += " channel's details, at the bottom."
    if channel_id is None:
        raise WrongSettingError(setting, absent)
    try:
        found = (await api.client.conversations_info(channel=channel_id))["channel"]
    except SlackApiError as error:
        if error_code(error) == "channel_not_found":
            raise WrongSettingError(setting, absent) from error
        raise _refused(setting, error) from error
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _unreachable() from error
    if found.get("is_archived"):
        raise WrongSettingError(setting, f'the channel "{written}" is archived. Choose another, or bring it back.')
    return str(channel_id)


async def _id_of_name(api: WebApi, setting: str, name: str) -> str | None:
    cursor = ""
    for _ in range(_MOST_PAGES):
        page = await _asked(
            setting,
            api.client.conversations_list,
            types="public_channel,private_channel",
            exclude_archived=True,
            limit=1_000,
            cursor=cursor,
        )
        for channel in page["channels"]:
            if channel.get("name") == name:
                return str(channel["id"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return None


async def _asked(setting: str, call: Call, **arguments: Json) -> dict[str, Json]:
    try:
        answer = await call(**arguments)
    except SlackApiError as error:
        raise _refused(setting, error) from error
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _unreachable() from error
    return answer.data if isinstance(answer.data, dict) else {}


def _refused(setting: str, error: SlackApiError) -> WrongSettingError:
    code = error_code(error)
    if code in _AWAY or _status(error) >= _SERVER_FAULT or _status(error) == _TOO_MANY:
        return _unreachable()
    needed = error.response.get("needed") if code == "missing_scope" else None
    if needed:
        return WrongSettingError(setting, f"the app lacks the scope {needed}. Add it and install the app again.")
    if code == "not_allowed_token_type":
        return WrongSettingError(setting, "Slack takes another kind of token here.")
    if code in {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"}:
        return WrongSettingError(setting, f"Slack does not accept it ({code}). Copy it again from the app's page.")
    return WrongSettingError(setting, f"Slack refuses it ({code}).")


def _status(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 0) or 0)


def _unreachable() -> PlatformAwayError:
    return PlatformAwayError("MAGDAT_SLACK_API_URL", "Slack cannot be reached there. Check the network, and try again.")
