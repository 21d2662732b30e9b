"""A chat platform that outlives everyone who talks to it: three files that only grow.

It sends an event again until it is acknowledged, sometimes even after, and can tell whether it was given a message.
Each line is one write to a file opened for appending. A process that is killed may leave the beginning of one, where a
page of the file ends: every write begins with a line feed, so that such a beginning stands by itself, and is no line.
"""

import json
import os
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.address import Address
from bot.outbox import Delivery, Receipt, ToCard

CHANNEL = "fake"
DESK = Address(CHANNEL, "", "desk")
POISON = "poison"
"""A text that ends the process that reads it."""

Line = Mapping[str, typing.Any]


class Journal:
    """A file of JSON lines that any process may add to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_to = 0

    def add(self, line: Line) -> None:
        """Write the line in one go."""
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, b"\n" + json.dumps(line).encode() + b"\n")
        finally:
            os.close(handle)

    def fresh(self) -> Iterator[Line]:
        """The lines that were added since the last time."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._read_to += len(line)
                if line.endswith(b"}\n"):
                    yield json.loads(line)


class Platform:
    """The platform, as one process sees it."""

    def __init__(self, folder: Path) -> None:
        self.events = Journal(folder / "events")
        self.acks = Journal(folder / "acks")
        self.posts = Journal(folder / "posts")


class PlatformMessenger:
    """The port ``Messenger`` on the platform."""

    def __init__(self, folder: Path, reach: typing.Callable[[str], None]) -> None:
        self._platform = Platform(folder)
        self._reach = reach
        self._posted: dict[str, Address] = {}

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Post the message; it does not look whether it was posted before, and changes nothing that was."""
        if isinstance(delivery.to, ToCard) and to.thread:
            return Receipt(to)
        at = to if to.thread or not to.shares_conversation(DESK) else to.in_thread(f"thread-{delivery.id}")
        self._reach("send:before")
        self._platform.posts.add(
            {
                "delivery": delivery.id,
                "conversation": at.conversation,
                "thread": at.thread,
                "summary": delivery.message.summary,
                "actions": [[button.action.act, button.action.subject] for button in delivery.message.buttons()]
                + [[field.action.act, field.action.subject] for field in delivery.message.inputs()],
            }
        )
        self._reach("send:after")
        return Receipt(at)

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        """Nobody asks for a file here."""
        raise AssertionError(delivery.id, to, len(content))

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """Whether it was posted, by whichever process."""
        for post in self._platform.posts.fresh():
            self._posted[post["delivery"]] = Address(CHANNEL, "", post["conversation"], post["thread"])
        del to
        return Receipt(self._posted[delivery_id]) if delivery_id in self._posted else None
