"""Slack's web API, called once and never again by itself: the outbox and the intake own repeating."""

import io
import logging
import ssl
from collections.abc import Awaitable, Callable
from urllib.parse import SplitResult, urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.web.client import WebClient

from adapters.slack.block_kit import Json
from bot.errors import DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError

_SECONDS = 10.0
_SYNC_SECONDS = 4
"""The directory is asked while an event is handled, with others waiting behind it."""
_UNDONE = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org", "unknown"}
)
"""Slack does not say whether it did what it was asked; ``fatal_error`` "may have succeeded in some aspect"."""
_FOR_THE_OPERATOR = frozenset(
    {
        "account_inactive",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""What the operator mends without any message having been wrong: those wait."""
Call = Callable[..., Awaitable[AsyncSlackResponse]]
"""A method of the client."""

_HOOKS = "https://hooks.slack.com/"
_FILES = ".slack.com"


class _Quiet(logging.Filter):
    """Keeps what people wrote, and tokens, out of the log: the SDK logs payloads and what an error says."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Only where it comes from stays; that Bolt found a token in the environment and leaves it is no news."""
        if record.funcName == "__init__":
            return False
        record.msg, record.args = "%s in %s", (record.levelname.lower(), f"{record.module}.{record.funcName}")
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def sdk_logger() -> logging.Logger:
    """The logger for Bolt and the SDK: warnings, without their text."""
    logger = logging.getLogger("adapters.slack.sdk")
    logger.setLevel(logging.WARNING)
    if not any(isinstance(each, _Quiet) for each in logger.filters):
        logger.addFilter(_Quiet())
    return logger


class WebApi:
    """The calls that deliver, and those of the directory.

    Attributes:
        client: For the event loop.
        blocking: For threads.
    """

    def __init__(self, token: str | None, api_url: str) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS))
        self._origin = _origin(api_url)
        self._token = token
        # Without any handlers the SDK never repeats a call.
        self.client = AsyncWebClient(
            token, base_url=api_url, session=self._session, logger=sdk_logger(), retry_handlers=[]
        )
        # Without a context each call reads all certificates that the machine trusts, which takes 40 ms.
        trusted = ssl.create_default_context()
        self.blocking = WebClient(
            token, base_url=api_url, timeout=_SYNC_SECONDS, ssl=trusted, logger=sdk_logger(), retry_handlers=[]
        )

    async def close(self) -> None:
        """Let go of every connection."""
        await self._session.close()

    async def respond(self, url: str, payload: Json) -> None:
        """Answer at a ``response_url``.

        Raises:
            DeliveryRefusedError: it is used up, or it is not Slack's.
            DeliveryUncertainError: it may have been taken.
        """
        if not url.startswith(_HOOKS) and _origin(url) != self._origin:
            raise DeliveryRefusedError("not-slacks-url")
        try:
            async with self._session.post(url, json=payload) as reply:
                status = reply.status
        except aiohttp.ClientConnectorError as error:
            raise DeliveryDelayedError from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise DeliveryUncertainError from error
        if status >= 500:
            raise DeliveryUncertainError
        if status != 200:
            raise DeliveryRefusedError("used-url")

    async def upload(self, url: str, content: bytes) -> None:
        """Send the bytes of a file to where Slack said; nobody sees it by that, so that a second time does no harm.

        Raises:
            DeliveryDelayedError: not now.
            DeliveryRefusedError: Slack does not take it, or the place is not Slack's.
        """
        parts = urlsplit(url)
        if not is_slacks(parts) and _origin(url) != self._origin:
            raise DeliveryRefusedError("not-slacks-url")
        try:
            async with self._session.post(url, data=io.BytesIO(content), allow_redirects=False) as reply:
                status = reply.status
        except (TimeoutError, aiohttp.ClientError) as error:
            raise DeliveryDelayedError from error
        if status == 429 or status >= 500:
            raise DeliveryDelayedError
        if status != 200:
            raise DeliveryRefusedError(f"upload-{status}")


async def delivering(call: Call, **arguments: Json) -> AsyncSlackResponse:
    """What Slack answered to this one call.

    Raises:
        DeliveryDelayedError: not now; it was certainly not done.
        DeliveryRefusedError: trying again will not help; it was certainly not done.
        DeliveryUncertainError: it may have been done.
    """
    try:
        return await call(**arguments)
    except SlackApiError as error:
        raise _translated(error) from error
    except aiohttp.ClientConnectorError as error:
        raise DeliveryDelayedError from error
    except (TimeoutError, aiohttp.ClientError, SlackClientError) as error:
        raise DeliveryUncertainError from error


def error_code(error: SlackApiError) -> str:
    """Slack's own word for what is wrong."""
    data = error.response.data if hasattr(error.response, "data") else None
    return str(data.get("error") or "unknown") if isinstance(data, dict) else "unknown"


def _translated(error: SlackApiError) -> DeliveryDelayedError | DeliveryRefusedError | DeliveryUncertainError:
    status, code = getattr(error.response, "status_code", 0), error_code(error)
    if status == 429 or code in {"ratelimited", "rate_limited", "message_limit_exceeded"}:
        return DeliveryDelayedError(_retry_after(error))
    if status >= 500 or code in _UNDONE:
        return DeliveryUncertainError()
    if code in _FOR_THE_OPERATOR:
        return DeliveryDelayedError()
    return DeliveryRefusedError(code)


def _retry_after(error: SlackApiError) -> float | None:
    written = str(error.response.headers.get("Retry-After", ""))
    return float(written) if written.isascii() and written.isdigit() and len(written) < 6 else None


def is_slacks(url: SplitResult) -> bool:
    """Whether files may go there, or come from there."""
    try:
        is_usual = url.port in {None, 443}
    except ValueError:  # no number, or too high a one
        return False
    return is_usual and url.scheme == "https" and url.username is None and (url.hostname or "").endswith(_FILES)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
