"""The Bot Framework SDK, and all that is used of it: sending, changing and looking up through Teams' connector.

Everything that comes in is verified and stored before the SDK could see it, so it is asked for outgoing calls only.
"""

import asyncio
import logging
import typing
from collections.abc import Awaitable, Callable

import requests
from botbuilder.core import CloudAdapterBase, TurnContext
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    Attachment,
    ChannelAccount,
    ConversationAccount,
    ConversationParameters,
    ConversationReference,
    ResourceResponse,
)
from botframework.connector.aio import ConnectorClient
from botframework.connector.aiohttp_bf_pipeline import AsyncBfPipeline
from botframework.connector.auth import BotFrameworkAuthentication, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory
from botframework.connector.auth.user_token_client import UserTokenClient
from botframework.connector.bot_framework_sdk_client_async import BotFrameworkConnectorConfiguration
from msrest.exceptions import ClientRequestError, HttpOperationError
from msrest.pipeline import Request, SansIOHTTPPolicy

from adapters.teams.adaptive_card import CONTENT_TYPE, Json
from adapters.teams.hosts import is_service
from adapters.teams.places import with_thread
from adapters.teams.reach import Reference
from adapters.teams.tokens import NoTokenError
from bot.errors import DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError

_CHANNEL_ID = "msteams"
_SECONDS = 10
_NOT_NOW = frozenset({408, 412, 429, 503})
"""Teams took nothing and asks to try again (learn.microsoft.com, rate limits of bots)."""
_LONGEST_WAIT_SECONDS = 3_600.0

for _noisy in ("botbuilder", "botframework", "msrest"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)  # they log what is sent


class TokenSource(typing.Protocol):
    """Gives the token to speak to Teams with."""

    async def current(self) -> str:
        """The token; empty for none.

        Raises:
            NoTokenError: there is none just now.
        """

    async def keep_fresh(self) -> None:
        """Fetch it ahead of its end, until cancelled."""


class Member(typing.NamedTuple):
    """Someone in a conversation."""

    id: str
    teams_id: str
    name: str
    is_guest: bool


class Connector:
    """Calls Teams, each once and never again by itself.

    Args:
        app_id: The registration; empty on this machine alone.
        tokens: To speak with.
        local: Only a client on this machine is spoken to.
    """

    def __init__(self, app_id: str, tokens: TokenSource, *, local: bool) -> None:
        self._app_id = app_id
        self._factory = _Connectors(tokens, local=local)
        self._adapter = _Adapter(_Outgoing(self._factory))

    async def post(self, reference: Reference, thread: str, card: Json, summary: str) -> str:
        """Post a card; the id that Teams gives it."""
        return await self._posted(reference, thread, self._activity(card, summary))

    async def say(self, reference: Reference, thread: str, text: str) -> None:
        """Post a line of text."""
        activity = Activity(type=ActivityTypes.message, text=text, text_format="plain")

        async def send(context: TurnContext) -> None:
            await context.send_activity(activity)

        await self._turn(reference, with_thread(reference.conversation_id, thread), send)

    async def post_file(self, reference: Reference, card: Json, text: str = "") -> str:
        """Post a card of a file, as ``file_cards`` makes it, with a text above it; the id that Teams gives it."""
        attached = Activity(type=ActivityTypes.message, attachments=[Attachment(**card)], text_format="plain")
        attached.text = text or None
        return await self._posted(reference, "", attached)

    async def delete(self, reference: Reference, conversation_id: str, message: str) -> None:
        """Take away a message of the bot."""

        async def send(context: TurnContext) -> None:
            await context.delete_activity(message)

        await self._turn(reference, conversation_id, send)

    async def update(self, reference: Reference, conversation_id: str, message: str, card: Json, summary: str) -> None:
        """Put a card in the place of a message; twice does no harm, so that it is never uncertain."""
        activity = self._activity(card, summary)
        activity.id = message

        async def send(context: TurnContext) -> None:
            await context.update_activity(activity)

        try:
            await self._turn(reference, conversation_id, send)
        except DeliveryUncertainError as error:
            raise DeliveryDelayedError(None) from error

    async def begin_chat(self, reference: Reference, tenant: str, person_id: str) -> str:
        """The chat with this person, which Teams makes where there is none; what it calls the chat."""
        asked = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=reference.bot or f"28:{self._app_id}"),
            members=[ChannelAccount(id=person_id)],
            tenant_id=tenant,
            channel_data={"tenant": {"id": tenant}},
        )
        client = await self._client(reference)
        try:
            made = await _calling(client.conversations.create_conversation(asked))
        except DeliveryUncertainError as error:
            raise DeliveryDelayedError(None) from error
        return str(made.id)

    async def members(self, reference: Reference) -> list[Member]:
        """Everyone in the conversation."""
        client = await self._client(reference)
        found: list[Member] = []
        token: str | None = None
        while True:
            page = await _calling(
                client.conversations.get_conversation_paged_members(reference.conversation_id, 500, token)
            )
            found += [_member(each) for each in page.members or ()]
            token = page.continuation_token
            if not token:
                return found

    async def _posted(self, reference: Reference, thread: str, activity: Activity) -> str:
        posted: list[str] = []

        async def send(context: TurnContext) -> None:
            answer = await context.send_activity(activity)
            posted.append((answer.id if answer is not None else "") or "")

        await self._turn(reference, with_thread(reference.conversation_id, thread), send)
        return posted[0]

    def _activity(self, card: Json, summary: str) -> Activity:
        attachment = Attachment(content_type=CONTENT_TYPE, content=card)
        return Activity(type=ActivityTypes.message, attachments=[attachment], summary=summary)

    async def _turn(
        self, reference: Reference, conversation_id: str, send: Callable[[TurnContext], Awaitable[None]]
    ) -> None:
        continued = ConversationReference(
            channel_id=_CHANNEL_ID,
            service_url=reference.service_url,
            bot=ChannelAccount(id=reference.bot or f"28:{self._app_id}"),
            conversation=ConversationAccount(id=conversation_id),
        )
        await _calling(self._adapter.continue_conversation(continued, send, self._app_id))

    async def _client(self, reference: Reference) -> ConnectorClient:
        return await _calling(self._factory.create(reference.service_url, ""))


_Answer = typing.TypeVar("_Answer")


async def _calling(call: Awaitable[_Answer]) -> _Answer:
    """What Teams answered, or an error of ours.

    Raises:
        DeliveryDelayedError: not now; nothing was done.
        DeliveryRefusedError: it will not be done.
        DeliveryUncertainError: nobody knows.
    """
    try:
        return await call
    except NoTokenError as error:
        raise DeliveryDelayedError(None) from error
    except HttpOperationError as error:
        status = int(error.response.status_code)
        if status in _NOT_NOW:
            raise DeliveryDelayedError(_retry_after(error.response.headers.get("Retry-After"))) from error
        if status >= 500:
            raise DeliveryUncertainError from error
        raise DeliveryRefusedError(f"http-{status}") from error
    except ClientRequestError as error:
        if isinstance(error.inner_exception, requests.ConnectTimeout) or _never_connected(error.inner_exception):
            raise DeliveryDelayedError(None) from error
        raise DeliveryUncertainError from error


def _never_connected(error: object) -> bool:
    return isinstance(error, requests.ConnectionError) and "NewConnectionError" in repr(error)


def _retry_after(told: str | None) -> float | None:
    if told is None or not (told.isascii() and told.isdigit()):
        return None
    return min(float(told), _LONGEST_WAIT_SECONDS)


def _member(found: typing.Any) -> Member:  # noqa: ANN401 -- the SDK gives no types
    more = found.additional_properties or {}
    role = found.role or more.get("userRole") or ""
    teams_id = str(found.id)
    person_id = found.aad_object_id or more.get("objectId") or teams_id
    return Member(str(person_id), teams_id, str(found.name or ""), role.casefold() in {"guest", "anonymous"})


class _Adapter(CloudAdapterBase):  # type: ignore[misc]  # the SDK gives no types
    """The SDK's adapter, for what goes out."""

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Send them as messages of their own: the SDK would reply to a message that it makes up an id for."""
        for activity in activities:
            activity.reply_to_id = None
        return list(await super().send_activities(context, activities))


class _Bearer(SansIOHTTPPolicy):  # type: ignore[type-arg]  # generic for type checkers alone
    """Signs a request; the token is at hand, so that nothing waits for one on the event loop."""

    def __init__(self, token: str) -> None:
        self._token = token

    def on_request(self, request: "Request[typing.Any]", **_: object) -> None:
        """Add the token."""
        if self._token:
            request.http_request.headers["Authorization"] = f"Bearer {self._token}"


class _Connectors(ConnectorFactory):  # type: ignore[misc]  # as above
    """Makes clients for services of Teams, and for nothing else: a token of ours goes there."""

    def __init__(self, tokens: TokenSource, *, local: bool) -> None:
        self._tokens = tokens
        self._local = local

    async def create(self, service_url: str, audience: str) -> ConnectorClient:
        """A client for this service."""
        del audience
        if not is_service(service_url, local=self._local):
            raise DeliveryRefusedError("service-host")
        signing = _Bearer(await self._tokens.current())
        settings = BotFrameworkConnectorConfiguration(signing, service_url)
        settings.connection.timeout = _SECONDS
        settings.retry_policy.retries = 0
        settings.redirect_policy.allow = False
        settings.custom_pipeline = AsyncBfPipeline(settings)
        return ConnectorClient(signing, custom_configuration=settings)


class _Outgoing(BotFrameworkAuthentication):  # type: ignore[misc]  # as above
    """Nothing comes in through the SDK."""

    def __init__(self, factory: ConnectorFactory) -> None:
        self._factory = factory

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Never: activities are verified before."""
        del activity, auth_header
        raise PermissionError

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        """Never."""
        del auth_header, channel_id_header
        raise PermissionError

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """The one factory."""
        del claims_identity
        return self._factory

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient | None:
        """None: nobody signs in through the bot."""
        del claims_identity
        await asyncio.sleep(0)
        return None
