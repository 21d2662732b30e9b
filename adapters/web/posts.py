"""The web as a channel: messages are kept where whichever process is asked for a page finds them."""

import asyncio
import typing
from datetime import datetime

from bot.address import Address
from bot.errors import NoFilesHereError
from bot.message import Message
from bot.outbox import Delivery, Receipt
from bot.ports import Clock


class Post(typing.Protocol):
    """A message as it is shown on a page."""

    @property
    def id(self) -> str:
        """The handle by which it can be replaced."""

    @property
    def place(self) -> int:
        """In its conversation; rises."""

    @property
    def revision(self) -> int:
        """Rises with every change in the conversation; as ``place`` for one that was never changed."""

    @property
    def message(self) -> Message:
        """What it says."""

    @property
    def own(self) -> bool:
        """Whether the person wrote it."""


class WebPosts(typing.Protocol):
    """Keeps what pages show.

    Every method raises:
        StorageUnavailableError: it cannot be reached at this moment.
    """

    def put(self, post_id: str, conversation: str, message: Message, now: datetime, *, own: bool = False) -> None:
        """Show the message at the end of the conversation; a second time changes nothing."""

    def replace(self, post_id: str, conversation: str, message: Message) -> bool:
        """Put the message in the place of that one; whether it was there."""

    def has(self, post_id: str) -> bool:
        """Whether it was put, and is shown still."""

    def since(self, conversation: str, revision: int) -> tuple[Post, ...]:
        """What came or changed after that revision, in the order of the conversation; the last 200 at most."""

    def take(self, conversation: str) -> tuple[Message, ...]:
        """What is in the conversation, which is removed by this."""

    def revision(self, conversation: str) -> int:
        """The last revision of the conversation; 0 when nothing is in it."""

    def desk_pulse(self) -> str:
        """Another text whenever a case came or changed."""

    def remove_posted_before(self, moment: datetime) -> int:
        """Delete what was posted before then; how many there were."""


class WebMessenger:
    """The port ``Messenger`` for pages."""

    def __init__(self, posts: WebPosts, clock: Clock) -> None:
        self._posts = posts
        self._clock = clock

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Show the message, in the place of another where that is asked and possible."""
        await asyncio.to_thread(self._show, to.conversation, delivery)
        return Receipt(to)

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        """Deliver nothing: the file is a link on the pages.

        Raises:
            NoFilesHereError: always.
        """
        del to, delivery, content
        raise NoFilesHereError

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """Where it is shown, if it is; one that took the place of another is shown again, which does no harm."""
        return Receipt(to) if await asyncio.to_thread(self._posts.has, delivery_id) else None

    def _show(self, conversation: str, delivery: Delivery) -> None:
        if delivery.replaces and self._posts.replace(delivery.replaces, conversation, delivery.message):
            return
        self._posts.put(delivery.id, conversation, delivery.message, self._clock.now())
