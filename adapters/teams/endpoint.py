"""The way in: what Teams posts is verified, stored, and only then acknowledged.

Teams posts again what was not acknowledged within 15 seconds, so that nothing is lost where storage is away.
"""

import asyncio
import json
import logging
import typing

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from adapters.teams.activities import OddActivityError, is_from_bot, of_activity, tenant_of
from adapters.teams.adaptive_card import Json, card, texts
from adapters.teams.incoming import Incoming, Kind
from adapters.teams.places import CHANNEL
from adapters.teams.verifier import Claimed, NotVerifiedError
from bot.address import Person
from bot.errors import StorageUnavailableError
from bot.presenter.forms import answer_comes, taken
from knowledge.protocol import Language

PATH = "/api/messages"
_LARGEST = 256 * 1024
"""Bytes; Teams' own messages have at most 100 KB."""
_STORE_WITHIN_SECONDS = 2.0
_OFFERED = frozenset({Kind.ACCEPTED, Kind.DECLINED})
"""What is answered to an offer is acknowledged with nothing more: the card stands until the file is there."""
_MESSAGE = "application/vnd.microsoft.activity.message"

_log = logging.getLogger(__name__)


class Guard(typing.Protocol):
    """Lets activities pass, or not."""

    async def verify(self, authorization: str, claimed: Claimed) -> None:
        """Let it pass, or not.

        Raises:
            NotVerifiedError: it does not pass.
        """


class Store(typing.Protocol):
    """Keeps what came in, as ``Door`` does."""

    async def take(self, channel: str, event_id: str, payload: bytes, sender: str) -> bool:
        """Store it.

        Raises:
            StorageUnavailableError: it was not stored, or nobody knows.
        """


class Endpoint:
    """Answers Teams' requests.

    Args:
        guard: Verifies them.
        door: Where they are stored.
        tenant: The one organisation that is served.
        usual_language: In which to speak to who is not known.
    """

    def __init__(self, guard: Guard, door: Store, tenant: str, usual_language: typing.Callable[[], Language]) -> None:
        self._guard = guard
        self._door = door
        self._tenant = tenant
        self._usual_language = usual_language

    def is_for(self, body: bytes) -> bool:
        """Whether an activity says that it is from the organisation that is served."""
        try:
            return tenant_of(_read(body)) == self._tenant
        except OddActivityError:
            return False

    async def answer(self, request: Request) -> Response:
        """Acknowledge what was taken."""
        try:
            activity = await _activity(request)
        except OddActivityError as error:
            _log.info("a request was refused: %s", error)
            return Response(status_code=413 if str(error) == "too large" else 400)
        try:
            claimed = Claimed(_told(activity, "channelId"), _told(activity, "serviceUrl"))
            await self._guard.verify(request.headers.get("authorization", ""), claimed)
        except NotVerifiedError as error:
            _log.warning("an activity was refused: %s", error.code)
            return Response(status_code=401)
        try:
            return await self._take(activity)
        except OddActivityError as error:
            _log.warning("an activity cannot be read: %s", error)
            return Response(status_code=400)
        except (StorageUnavailableError, TimeoutError):
            return Response(status_code=503)

    async def _take(self, activity: dict[str, Json]) -> Response:
        if tenant_of(activity) != self._tenant:
            _log.warning("an activity of another organisation was refused")
            return Response(status_code=403)
        if is_from_bot(activity):
            return Response(status_code=200)
        incoming = of_activity(activity)
        if incoming is not None:
            async with asyncio.timeout(_STORE_WITHIN_SECONDS):
                sender = Person(CHANNEL, incoming.tenant, incoming.user)
                await self._door.take(CHANNEL, incoming.id, incoming.stored(), sender.key)
        if activity["type"] != "invoke":
            return Response(status_code=200)
        return JSONResponse({}, 501) if incoming is None else self._answered(incoming)

    def _answered(self, incoming: Incoming) -> Response:
        """What Teams shows at once of what was pressed."""
        if incoming.kind in _OFFERED:
            return Response(status_code=200)
        language = incoming.language or self._usual_language()
        if not incoming.in_chat:
            return JSONResponse({"statusCode": 200, "type": _MESSAGE, "value": taken(language)})
        return JSONResponse(_task(answer_comes(language)))


def _task(told: str) -> Json:
    shown = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card(list(texts(told)), told)}
    return {"task": {"type": "continue", "value": {"height": "small", "width": "small", "card": shown}}}


async def _activity(request: Request) -> dict[str, Json]:
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST:
                raise OddActivityError("too large")
    except ClientDisconnect as error:
        raise OddActivityError("not whole") from error
    return _read(body)


def _read(body: bytes | bytearray) -> dict[str, Json]:
    if len(body) > _LARGEST:
        raise OddActivityError("too large")
    try:
        activity = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise OddActivityError("no JSON") from error
    if not isinstance(activity, dict):
        raise OddActivityError("no activity")
    return activity


def _told(activity: dict[str, Json], name: str) -> str:
    found = activity.get(name)
    return found if isinstance(found, str) else ""
