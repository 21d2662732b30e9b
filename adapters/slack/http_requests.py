"""Slack's requests over HTTP: bounded, proven to be Slack's, and only then read and given to Bolt."""

import json
import time
from collections.abc import Callable
from urllib.parse import parse_qs

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.requests import Request
from starlette.responses import Response

from adapters.slack.signature import is_from_slack

MOST_BYTES = 1 << 20
PATH = "/slack/events"
_FORM = "application/x-www-form-urlencoded"


class HttpRequests:
    """Answers them.

    Args:
        app: Handles what is Slack's.
        secret: The signing secret.
        clock: Seconds since 1970.
    """

    def __init__(self, app: AsyncApp, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._app = app
        self._secret = secret
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        """What Slack gets to hear: 200 when it was stored, 401 when it is not from Slack, 503 to send it again."""
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        if not is_from_slack(body, request.headers, self._secret, self._clock()):
            return Response(status_code=401)
        text = _readable(body, request.headers.get("content-type", ""))
        if text is None:
            return Response(status_code=400)
        try:
            said = await self._app.async_dispatch(AsyncBoltRequest(body=text, headers=dict(request.headers)))
        except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
            # Slack signed it, but it is nothing that Bolt knows.
            return Response(status_code=400)
        return Response(said.body, said.status, {name: values[0] for name, values in said.headers.items() if values})


async def _read(request: Request) -> bytes | None:
    """The body; ``None`` when it is larger than anything that Slack sends."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and (len(length) > 10 or int(length) > MOST_BYTES):
        return None
    body = bytearray()
    async for some in request.stream():
        body += some
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def team_in(body: bytes, content_type: str) -> str | None:
    """The workspace that something is from; ``None`` where it says none, or cannot be read."""
    try:
        form = _form(body.decode()) if content_type.startswith(_FORM) else {}
        if "team_id" in form:
            return form["team_id"][0]
        told = json.loads(form["payload"][0] if "payload" in form else body)
        team = told.get("team_id") or (told.get("team") or {}).get("id")
    except (AttributeError, ValueError, RecursionError):
        return None
    return team if isinstance(team, str) else None


def _readable(body: bytes, content_type: str) -> str | None:
    """The body as text; ``None`` when it holds no object that can be read."""
    try:
        text = body.decode()
        written = text
        if content_type.startswith(_FORM):
            form = _form(text)
            written = form["payload"][0] if "payload" in form else "{}"
        return text if isinstance(json.loads(written), dict) else None
    except (ValueError, RecursionError):
        return None


def _form(text: str) -> dict[str, list[str]]:
    return parse_qs(text, max_num_fields=100)
