"""The terminal as a channel: messages are posted where a terminal, now or later, reads them."""

import asyncio
import typing
from datetime import datetime

from bot.address import Address
from bot.errors import NoFilesHereError
from bot.message import Message
from bot.outbox import Delivery, Receipt, ToCard
from bot.ports import Clock

CHANNEL = "console"


class Posts(typing.Protocol):
    """Keeps what was posted until it is read."""

    def put(self, delivery_id: str, at: Address, message: Message, now: datetime) -> None:
        """Keep the message until it is read; a second time changes nothing."""

    def thread_of(self, delivery_id: str) -> str | None:
        """The thread in which it was posted, read or not; ``None`` when it never was."""

    def take(self, conversation: str, person_id: str) -> tuple[Message, ...]:
        """What the person has not read in the conversation, in the order in which it came; it is read by this."""


class ConsoleMessenger:
    """The port ``Messenger`` for terminals. A message outside any thread begins one."""

    def __init__(self, posts: Posts, clock: Clock) -> None:
        self._posts = posts
        self._clock = clock

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Post the message; a terminal cannot change what it showed, so a card that changed is left out."""
        if isinstance(delivery.to, ToCard) and to.thread:
            return Receipt(to)
        at = to if to.thread else to.in_thread(delivery.id)
        await asyncio.to_thread(self._posts.put, delivery.id, at, delivery.message, self._clock.now())
        return Receipt(at)

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        """Deliver nothing: the file is written there by a command.

        Raises:
            NoFilesHereError: always.
        """
        del to, delivery, content
        raise NoFilesHereError

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """Where it was posted, if it was."""
        thread = await asyncio.to_thread(self._posts.thread_of, delivery_id)
        return None if thread is None else Receipt(to.in_thread(thread))
