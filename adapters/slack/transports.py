"""The two ways in: a connection that Magdat opens to Slack, and requests that Slack makes; alike behind that."""

import asyncio
import time
from collections.abc import Mapping, Sequence

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute, Route

from adapters.slack.http_requests import PATH, HttpRequests, team_in
from adapters.slack.signature import is_from_slack
from adapters.slack.web_api import sdk_logger

_PING_SECONDS = 3.0
"""How soon a connection that broke without a word is noticed, and made anew."""


class SlackListener:
    """The protocol ``Listener``: either way, or both.

    Args:
        app: Handles what comes in.
        client: For Socket Mode, to ask where to connect.
        app_token: With it Magdat connects to Slack.
        signing_secret: With it Slack's requests are answered.
        team: The workspace.
    """

    def __init__(
        self, app: AsyncApp, client: AsyncWebClient, *, app_token: str | None, signing_secret: str | None, team: str
    ) -> None:
        self._app = app
        self._team = team
        self._client = client
        self._app_token = app_token
        self._signing_secret = signing_secret

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where Slack's requests are answered; none without the secret that proves them."""
        if self._signing_secret is None:
            return ()
        return (Route(PATH, HttpRequests(self._app, self._signing_secret).answer, methods=["POST"]),)

    def is_for(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether it is signed with our secret, and from our workspace or from none, as when Slack tries the address.

        One app in several workspaces has one secret: only what was signed tells which workspace it is from.
        """
        if self._signing_secret is None or not is_from_slack(body, headers, self._signing_secret, time.time()):
            return False
        return team_in(body, headers.get("content-type", "")) in {None, self._team}

    async def run(self) -> None:
        """Keep the connection open until cancelled; the SDK connects anew whenever it is lost."""
        if self._app_token is None:
            await asyncio.Event().wait()
            return
        handler = AsyncSocketModeHandler(
            self._app, self._app_token, sdk_logger(), self._client, ping_interval=_PING_SECONDS
        )
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives no type
            await asyncio.Event().wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # as above
