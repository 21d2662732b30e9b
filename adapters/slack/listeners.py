"""What Bolt calls for everything that comes in: it is stored, and only then acknowledged.

Bolt acknowledges an event before its listener ran, unless ``process_before_response`` is set: then it waits for the
listener, and one that fails is not acknowledged, so that Slack sends the event again.

A ``trigger_id``, with which a modal is opened, lives for three seconds. So a modal is opened at once, before anything
is stored, with a word that there is more to come; what it shows is then delivered like any message.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import aiohttp
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncAssistant
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import payloads
from adapters.slack.block_kit import Json
from adapters.slack.conversations import Conversations
from adapters.slack.directory import Directory
from adapters.slack.incoming import Incoming
from adapters.slack.places import CHANNEL
from adapters.slack.renderer import act_of
from adapters.slack.screens import form_view, message_view
from adapters.slack.web_api import WebApi, sdk_logger
from adapters.slack.workspace import Workspace
from bot.action import Act
from bot.address import Person
from bot.door import Door
from bot.errors import StorageUnavailableError
from bot.message import Message, Paragraph
from bot.presenter.forms import present_form, present_waiting, working
from bot.presenter.refusals import error_sentence
from bot.wording import wording_in
from knowledge.protocol import Language

_ANY = re.compile(".*", re.DOTALL)
_OPEN_WITHIN = 2.0
_ON_A_SCREEN = frozenset({Act.ASK_HR})
"""What is shown on a screen of its own, wherever it is pressed."""

_log = logging.getLogger(__name__)


class Listeners:
    """Everything that can come in from one workspace.

    Args:
        api: The web API.
        workspace: Where.
        door: Where it is stored.
        directory: Remembers in which language people use Slack.
        conversations: Learns the ids of direct conversations.
        usual_language: In which to speak to who is not known yet.
    """

    def __init__(  # noqa: PLR0913 -- each is a part of its own
        self,
        api: WebApi,
        workspace: Workspace,
        door: Door,
        *,
        directory: Directory,
        conversations: Conversations,
        usual_language: Callable[[], Language],
    ) -> None:
        self._client = api.client
        self._workspace = workspace
        self._desks = frozenset(workspace.desks.values())
        self._door = door
        self._directory = directory
        self._conversations = conversations
        self._usual_language = usual_language
        self._on_the_side: set[asyncio.Task[None]] = set()

    def app(self) -> AsyncApp:
        """The Bolt app; signatures are checked before it."""
        app = AsyncApp(
            name=CHANNEL,
            logger=sdk_logger(),
            authorize=_authorization(self._workspace),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
        )
        assistant = AsyncAssistant(app_name=CHANNEL, logger=sdk_logger())
        assistant.thread_started(self._pane_opened)
        assistant.thread_context_changed(_nothing)
        assistant.user_message(self._said_in_pane)
        app.assistant(assistant)
        for kind in ("message", "app_mention"):
            app.event(kind)(self._said)
        app.event("app_home_opened")(self._home_opened)
        app.event(_ANY)(_nothing)
        app.command(_ANY)(self._command)
        app.shortcut(_ANY)(self._shortcut)
        app.action(_ANY)(self._pressed)
        app.view(_ANY)(self._form_sent)
        app.error(_failed)
        return app

    async def _said(self, body: Json) -> None:
        said = payloads.of_message(body, self._workspace.bot_user, self._desks)
        if said is not None:
            await self._store(said)

    async def _said_in_pane(self, body: Json) -> None:
        """A status is taken away by the answer, so it must not come after that: it is asked for before all else."""
        said = payloads.of_message(body, self._workspace.bot_user, self._desks)
        if said is not None:
            status = working(self._language(said))
            self._aside(
                self._client.assistant_threads_setStatus(
                    channel_id=said.direct_id, thread_ts=said.thread, status=status
                )
            )
            await self._store(said)

    async def _pane_opened(self, body: Json) -> None:
        await self._store(payloads.of_assistant(body))

    async def _home_opened(self, body: Json) -> None:
        opened = payloads.of_home(body)
        if opened is not None:
            await self._store(opened)

    async def _command(self, body: Json, ack: AsyncAck) -> None:
        command = payloads.of_command(body)
        try:
            await self._store(command)
        except StorageUnavailableError as error:
            await ack(text=self._sentence(error, command))
            return
        await ack()

    async def _shortcut(self, body: Json, ack: AsyncAck) -> None:
        if body["type"] == "message_action":
            asked = payloads.of_shortcut(body)
            await self._store_with_screen(asked, body["trigger_id"])
        await ack()

    async def _pressed(self, body: Json, ack: AsyncAck) -> None:
        pressed, known = payloads.of_press(body, self._desks), act_of(body["actions"][0].get("action_id", ""))
        if pressed is None or known is None:
            await ack()
            return
        act, is_typed = known
        if is_typed:
            await self._open_form(body, pressed, act)
        elif pressed.view or not (pressed.home or act in _ON_A_SCREEN):
            await self._store(pressed)
        else:
            await self._store_with_screen(pressed, body["trigger_id"])
        await ack()

    async def _form_sent(self, body: Json, ack: AsyncAck) -> None:
        if body["view"].get("callback_id") != payloads.FORM:
            await ack()
            return
        sent = payloads.of_form(body)
        try:
            await self._store(sent)
        except StorageUnavailableError as error:
            await ack(response_action="errors", errors={payloads.TEXT_BLOCK: self._sentence(error, sent)})
            return
        await ack()

    async def _store(self, incoming: Incoming) -> None:
        """Store it, or let it not be acknowledged."""
        if incoming.direct_id:
            self._conversations.know_direct(incoming.user, incoming.direct_id)
        sender = Person(CHANNEL, incoming.team, incoming.user)
        await self._door.take(CHANNEL, incoming.id, incoming.stored(), sender.key)

    async def _store_with_screen(self, incoming: Incoming, trigger_id: str) -> None:
        """Open a modal, and store what it is to show; without a modal the answer comes as a message."""
        language = self._language(incoming)
        view_id = await self._open(trigger_id, message_view(present_waiting(language), incoming.behind.written()))
        try:
            await self._store(replace(incoming, view=view_id))
        except StorageUnavailableError as error:
            if view_id:
                sentence = self._sentence(error, incoming)
                sorry = message_view(Message(sentence, (Paragraph(sentence),), language), incoming.behind.written())
                self._aside(self._client.views_update(view_id=view_id, view=sorry))
            raise

    async def _open_form(self, body: Json, pressed: Incoming, act: Act) -> None:
        """Open a form, in the language of the button; nothing is stored until it is sent."""
        form = present_form(body["actions"][0]["text"]["text"], pressed.language or self._language(pressed))
        view = form_view(form, act, payloads.form_memory(act, pressed.subject, pressed.behind, pressed.view))
        await self._open(body["trigger_id"], view, on_top=bool(pressed.view))

    async def _open(self, trigger_id: str, view: Json, *, on_top: bool = False) -> str:
        """The id of the modal; empty when Slack did not open it."""
        call = self._client.views_push if on_top else self._client.views_open
        try:
            async with asyncio.timeout(_OPEN_WITHIN):
                return str((await call(trigger_id=trigger_id, view=view))["view"]["id"])
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            _log.warning("a modal was not opened: %s", type(error).__name__)
            return ""

    def _aside(self, call: Awaitable[AsyncSlackResponse]) -> None:
        """Do what is nice to have, beside the acknowledgement."""
        task = asyncio.ensure_future(_tried(call))
        self._on_the_side.add(task)
        task.add_done_callback(self._on_the_side.discard)

    def _language(self, incoming: Incoming) -> Language:
        return self._directory.known_language(incoming.user) or incoming.language or self._usual_language()

    def _sentence(self, error: StorageUnavailableError, incoming: Incoming) -> str:
        return error_sentence(error, wording_in(self._language(incoming)))


async def _tried(call: Awaitable[AsyncSlackResponse]) -> None:
    try:
        await call
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        _log.info("left out: %s", type(error).__name__)


async def _nothing() -> None:
    """It asks nothing of Magdat."""


async def _failed(error: Exception) -> BoltResponse:
    """Not acknowledged: where storage is away Slack sends it again, what cannot be read is refused."""
    if isinstance(error, StorageUnavailableError):
        return BoltResponse(status=503, body="")
    _log.warning("something that came in cannot be read: %s", type(error).__name__)
    return BoltResponse(status=400, body="")


def _authorization(workspace: Workspace) -> Callable[[], Awaitable[AuthorizeResult]]:
    """Everything comes from the one workspace; nothing is asked of Slack while an event waits."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=workspace.enterprise,
            team_id=workspace.team,
            bot_user_id=workspace.bot_user,
            bot_id=workspace.bot_id,
        )

    return authorize
