"""The public keys with which Microsoft signs, fetched without holding up anyone who does not need them."""

import asyncio
import json
import logging
import time
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp
import jwt

METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
_SECONDS = aiohttp.ClientTimeout(total=5)
_LARGEST = 1024 * 1024
_BETWEEN_SECONDS = 60.0
"""Between two attempts, however many unknown keys are named: anyone can name one."""
_FRESH_SECONDS = 24 * 3600.0
_WAIT_SECONDS = 1.5
"""Longer nobody waits for a key: what came in must be answered in time."""
_NOT_FETCHED = (
    aiohttp.ClientError,
    TimeoutError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    jwt.PyJWTError,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Key:
    """A public key.

    Attributes:
        endorsements: The channels that it may sign for.
    """

    key: jwt.PyJWK
    endorsements: frozenset[str]


class KeyRing:
    """The keys that are published at an address, by their id.

    Args:
        metadata_url: An OpenID configuration, which says where the keys are.
        now: Seconds that only rise.
    """

    def __init__(self, metadata_url: str = METADATA_URL, now: Callable[[], float] = time.monotonic) -> None:
        self._metadata_url = metadata_url
        self._now = now
        self._keys: Mapping[str, Key] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, key_id: str) -> Key | None:
        """The key; looked for anew where it is unknown. As long as none can be fetched, known ones hold."""
        found = self._keys.get(key_id)
        if found is not None:
            if self._now() - self._fetched_at > _FRESH_SECONDS:
                self._begin()
            return found
        self._begin()
        if self._fetching is not None:
            await asyncio.wait([self._fetching], timeout=_WAIT_SECONDS)
        return self._keys.get(key_id)

    async def warm(self) -> None:
        """Fetch the keys before the first is asked for."""
        self._begin()
        if self._fetching is not None:
            await asyncio.wait([self._fetching])

    @property
    def is_empty(self) -> bool:
        """Whether none was ever fetched."""
        return not self._keys

    async def close(self) -> None:
        """Fetch no more."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _begin(self) -> None:
        """Begin to fetch, unless that is going on or was tried just before."""
        busy = self._fetching is not None and not self._fetching.done()
        if busy or self._now() - self._tried_at < _BETWEEN_SECONDS:
            return
        self._tried_at = self._now()
        self._fetching = asyncio.create_task(self._fetch())

    async def _fetch(self) -> None:
        try:
            async with aiohttp.ClientSession(timeout=_SECONDS) as session:
                metadata = await _json_at(session, self._metadata_url)
                published = await _json_at(session, metadata["jwks_uri"])
            keys = {each["kid"]: _key(each) for each in published["keys"] if each.get("kty") == "RSA"}
        except _NOT_FETCHED as error:
            _log.warning("the keys of Microsoft were not fetched: %s", type(error).__name__)
            return
        if keys:
            self._keys, self._fetched_at = keys, self._now()


async def _json_at(session: aiohttp.ClientSession, url: str) -> typing.Any:  # noqa: ANN401 -- whatever is there
    async with session.get(url, allow_redirects=False) as answer:
        answer.raise_for_status()
        body = await answer.content.read(_LARGEST + 1)
        while len(body) <= _LARGEST and (more := await answer.content.read(_LARGEST + 1 - len(body))):
            body += more
    if len(body) > _LARGEST:
        raise ValueError("too large")
    return json.loads(body)


def _key(published: typing.Any) -> Key:  # noqa: ANN401 -- as published
    endorsements = published.get("endorsements", [])
    return Key(jwt.PyJWK(published, "RS256"), frozenset(each for each in endorsements if isinstance(each, str)))
