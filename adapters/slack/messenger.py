"""Delivers messages in Slack: posts, replaces, shows to one person, fills a person's screen.

What is posted carries the id of its delivery as metadata, so that a message that may have arrived can be looked up.
"""

import contextlib

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.block_kit import Json
from adapters.slack.conversations import Conversations, metadata_of
from adapters.slack.files import send_file
from adapters.slack.pace import Pace
from adapters.slack.places import home_owner, is_direct, thread_ts, view_of
from adapters.slack.renderer import draw, in_messages, summary_of
from adapters.slack.screens import home_view, message_view
from adapters.slack.web_api import Call, WebApi, delivering
from bot.address import Address
from bot.errors import CannotTellError, DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError
from bot.message import Message, Suggestions
from bot.outbox import Delivery, Receipt, ToCard

_NOT_THERE = frozenset({"channel_not_found", "is_archived", "not_in_channel", "user_not_in_channel"})
"""Why a person cannot be shown something in a channel, while they can be written to directly."""
_QUIET = {"parse": "none", "link_names": False}
_QUIETER = {**_QUIET, "unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
"""So that Slack makes nothing of a text: no mentions, no links, no pictures, no marks of bold."""


class SlackMessenger:
    """The port ``Messenger`` for Slack."""

    def __init__(self, api: WebApi, conversations: Conversations, pace: Pace | None = None) -> None:
        self._api = api
        self._client = api.client
        self._conversations = conversations
        self._pace = pace or Pace()

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Deliver the message at ``to``, once.

        Raises:
            DeliveryDelayedError: not now; it was certainly not delivered.
            DeliveryRefusedError: trying again will not help; it was certainly not delivered.
            DeliveryUncertainError: it may have been delivered.
        """
        if (owner := home_owner(to)) is not None:
            view = home_view(delivery.message)
            await delivering(self._client.views_publish, user_id=owner, view=view)
            return Receipt(to)
        if (view_id := view_of(to)) is not None:
            return await self._show(to, view_id, delivery)
        if isinstance(delivery.to, ToCard) and to.thread:
            return await self._replace_card(to, delivery)
        if delivery.replaces and await self._replaced(to, delivery):
            return Receipt(to)
        return await self._say(to, delivery)

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        """Upload the file into the direct conversation, with the message above it.

        Raises:
            DeliveryDelayedError: not now; nobody saw the file.
            DeliveryRefusedError: trying again will not help; nobody saw the file.
            DeliveryUncertainError: it may be there. It is sent again: a file carries no mark by which to look it up.
        """
        if delivery.enclosed is None or not is_direct(to.conversation):
            raise DeliveryRefusedError("no-file-for-one")
        self._pace.take(to.conversation, delivery.id)
        channel, blocks = await self._conversations.id_of(to.conversation), draw(delivery.message, to.thread)
        shared = {"channel_id": channel, "thread_ts": thread_ts(to.thread), "blocks": blocks}
        await send_file(self._api, delivery.enclosed.name, content, **shared)
        return Receipt(to)

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """Where it stands, when it was delivered; what fills a screen may be put there a second time.

        Raises:
            CannotTellError: it was shown to one person in a channel, which leaves no trace.
            DeliveryDelayedError: not now.
        """
        if home_owner(to) is not None or view_of(to) is not None:
            return None
        if to.only_for and not is_direct(to.conversation):
            raise CannotTellError
        there = await self._conversations.parts_at(to, delivery_id)
        return self._receipt(to, there[0].ts) if any(part.last for part in there) else None

    async def _show(self, to: Address, view_id: str, delivery: Delivery) -> Receipt:
        """Fill a modal; where it was closed meanwhile, nobody waits for it any more."""
        view = message_view(delivery.message, to.thread)
        try:
            await delivering(self._client.views_update, view_id=view_id, view=view)
        except DeliveryRefusedError as error:
            if error.code != "not_found":
                raise
        return Receipt(to)

    async def _replace_card(self, to: Address, delivery: Delivery) -> Receipt:
        """Put the card in the place of the message with which the thread began, as long as that is there."""
        try:
            await self._update(to.conversation, thread_ts(to.thread) or "", delivery)
        except DeliveryRefusedError as error:
            if error.code != "message_not_found":
                raise
        return Receipt(to)

    async def _replaced(self, to: Address, delivery: Delivery) -> bool:
        """Whether the message took the place of the one it replaces."""
        try:
            if delivery.replaces.startswith("http"):
                await self._api.respond(delivery.replaces, self._content(to, delivery) | {"replace_original": True})
            else:
                channel, _, ts = delivery.replaces.partition("/")
                await self._update(channel, ts, delivery)
        except DeliveryRefusedError:
            return False
        return True

    async def _update(self, channel: str, ts: str, delivery: Delivery) -> None:
        messages = in_messages(draw(delivery.message))
        if len(messages) > 1:
            raise DeliveryRefusedError("too-long")
        metadata, text = metadata_of(delivery, 0, last=True), summary_of(delivery.message)
        await delivering(
            self._client.chat_update, channel=channel, ts=ts, text=text, blocks=messages[0], metadata=metadata, **_QUIET
        )

    def _content(self, to: Address, delivery: Delivery) -> dict[str, Json]:
        return {"text": summary_of(delivery.message), "blocks": draw(delivery.message, to.thread)}

    async def _say(self, to: Address, delivery: Delivery) -> Receipt:
        """Post the message; for one person among others so that only they see it, or else directly."""
        if not to.only_for or is_direct(to.conversation):
            return await self._post(to, delivery)
        try:
            await self._post_ephemeral(to, delivery)
        except DeliveryRefusedError as error:
            if error.code not in _NOT_THERE:
                raise
            return await self._post(Address(to.channel, to.tenant, to.only_for), delivery)
        return Receipt(to)

    async def _post_ephemeral(self, to: Address, delivery: Delivery) -> None:
        self._pace.take(to.conversation, delivery.id)
        thread = thread_ts(to.thread, for_one=True)
        for blocks in in_messages(draw(delivery.message, to.thread)):
            said = {"text": summary_of(delivery.message), "blocks": blocks, "thread_ts": thread, **_QUIET}
            await self._paced(self._client.chat_postEphemeral, to.conversation, user=to.only_for, **said)

    async def _post(self, to: Address, delivery: Delivery) -> Receipt:
        in_pane = is_direct(to.conversation) and bool(to.thread)
        messages = in_messages(draw(delivery.message, to.thread, suggestions=not in_pane))
        self._pace.take(to.conversation, delivery.id)
        there = await self._conversations.parts_at(to, delivery.id) if len(messages) > 1 else ()
        posted, first = {part.number for part in there}, there[0].ts if there else ""
        for number, blocks in enumerate(messages):
            if number in posted:
                continue
            metadata = metadata_of(delivery, number, last=number == len(messages) - 1)
            said = {"text": summary_of(delivery.message), "blocks": blocks, "thread_ts": thread_ts(to.thread)}
            answer = await self._paced(
                self._client.chat_postMessage, to.conversation, metadata=metadata, **said, **_QUIETER
            )
            first = first or str(answer["ts"])
            if is_direct(to.conversation):
                self._conversations.know_direct(to.conversation, str(answer["channel"]))
        if in_pane:
            await self._suggest(to, delivery.message)
        return self._receipt(to, first)

    async def _paced(self, call: Call, channel: str, **arguments: Json) -> AsyncSlackResponse:
        """Post; a wait that Slack asks for is kept to by all that goes to the channel."""
        try:
            return await delivering(call, channel=channel, **arguments)
        except DeliveryDelayedError as error:
            if error.retry_after_seconds is not None:
                self._pace.hold(channel, error.retry_after_seconds)
            raise

    async def _suggest(self, to: Address, message: Message) -> None:
        """Offer suggested questions in the assistant pane; without them the message is whole as well."""
        for block in message.blocks:
            if isinstance(block, Suggestions):
                prompts = [{"title": question, "message": question} for question in block.questions]
                pane = {"channel_id": await self._conversations.id_of(to.conversation), "thread_ts": to.thread}
                with contextlib.suppress(DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError):
                    await delivering(
                        self._client.assistant_threads_setSuggestedPrompts, title=block.title, prompts=prompts, **pane
                    )

    def _receipt(self, to: Address, ts: str) -> Receipt:
        """A message outside any thread begins one."""
        return Receipt(to.in_thread(thread_ts(to.thread) or ts))
