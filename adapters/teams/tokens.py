"""The token with which Magdat speaks to Teams: fetched ahead of its end, and never twice at once."""

import asyncio
import logging
import time
from collections.abc import Callable

import aiohttp

_LOGIN = "https://login.microsoftonline.com/"
_SCOPE = "https://api.botframework.com/.default"
_SECONDS = aiohttp.ClientTimeout(total=10)
_AHEAD_SECONDS = 600.0
_AGAIN_SECONDS = 20.0
_LAST_SECONDS = 30.0
"""So near its end a token is not used any more."""
_UNTOLD_SECONDS = 300.0

_log = logging.getLogger(__name__)


class NoTokenError(Exception):
    """Microsoft gives no token, or not just now.

    Attributes:
        code: Microsoft's own word for why.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Tokens:
    """The tokens of one registration.

    Args:
        app_id: The registration.
        password: Its secret.
        tenant_id: Where it is registered.
        login: Where tokens are given.
        scope: What they are for.
        now: Seconds that only rise.
    """

    def __init__(  # noqa: PLR0913 -- as Microsoft asks
        self,
        app_id: str,
        password: str,
        tenant_id: str,
        *,
        login: str = _LOGIN,
        scope: str = _SCOPE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._form = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": password,
            "scope": scope,
        }
        self._url = f"{login}{tenant_id}/oauth2/v2.0/token"
        self._now = now
        self._token, self._ends_at, self._renew_at = "", float("-inf"), float("-inf")
        self._failed: str | None = None
        self._failed_at = float("-inf")
        self._lock = asyncio.Lock()

    async def current(self) -> str:
        """A token that holds; usually at once.

        Raises:
            NoTokenError: there is none.
        """
        if self._now() < self._ends_at - _LAST_SECONDS:
            return self._token
        asked_at = self._now()
        async with self._lock:
            if self._now() < self._ends_at - _LAST_SECONDS:
                return self._token
            if self._failed is not None and self._failed_at >= asked_at:
                raise NoTokenError(self._failed)  # who waited for the same try need not wait for another
            await self._fetch()
            return self._token

    async def keep_fresh(self) -> None:
        """Fetch the next token before the last one ends, until cancelled."""
        while True:
            wait = self._renew_at - self._now()
            if wait > 0:
                await asyncio.sleep(wait)
                continue
            try:
                async with self._lock:
                    await self._fetch()
            except NoTokenError as error:
                _log.warning("no token to speak to Teams with: %s", error.code)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _fetch(self) -> None:
        try:
            await self._ask()
        except NoTokenError as error:
            self._failed, self._failed_at = error.code, self._now()
            raise

    async def _ask(self) -> None:
        asked_at = self._now()
        try:
            async with (
                aiohttp.ClientSession(timeout=_SECONDS) as session,
                session.post(self._url, data=self._form, allow_redirects=False) as answer,
            ):
                given = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NoTokenError(type(error).__name__) from error
        if not isinstance(given, dict) or not isinstance(given.get("access_token"), str):
            code = given.get("error", "") if isinstance(given, dict) else ""
            raise NoTokenError(code if isinstance(code, str) and code.isidentifier() else "refused")
        lasts = given.get("expires_in")
        self._token = given["access_token"]
        seconds = float(lasts) if isinstance(lasts, int | float) else _UNTOLD_SECONDS
        self._ends_at = asked_at + seconds
        self._renew_at = asked_at + max(seconds - _AHEAD_SECONDS, seconds / 2)


class NoTokens:
    """For a client on this machine, which asks for none."""

    async def current(self) -> str:
        """Nothing."""
        return ""

    async def keep_fresh(self) -> None:
        """Do nothing until cancelled."""
        await asyncio.Event().wait()
