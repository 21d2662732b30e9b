"""Magdat on a disk that is full, or cannot be written for a while: ``python -m tests.chaos.small_disk FOLDER``.

The folder is the root of a small file system of its own that this process may mount anew, such as

    unshare --user --map-root-user --mount sh -c
        'mount -t tmpfs -o size=16m disk FOLDER && python -m tests.chaos.small_disk FOLDER'

What came of it is printed as one line of JSON; ``test_small_disk.py`` looks at it.
"""

import asyncio
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from adapters.cli.run import run
from adapters.storage.engine import sqlite_url
from adapters.storage.opening import open_kept
from bot.address import Address, Person
from bot.errors import StorageUnavailableError
from bot.events import IncomingEvent
from bot.handlers.reception import Hear, receive
from bot.intake import Door, Intake
from tests.office import QUESTION, Office

BEFORE = 20
"""So many are answered before the trouble begins, and wait to be delivered."""
_MOST = 5_000


@dataclass
class Story:
    """What happened.

    Attributes:
        taken: The events that a platform was told are taken.
        refusals: What was raised for those that were not, by kind.
        longest_seconds: How long anyone waited to hear that it does not work.
        answered: How many questions were kept.
        delivered: How many answers were given, and to how many different conversations.
        whole: Whether SQLite finds its file in order.
        told: What an operator reads who runs a command meanwhile, and the exit status.
    """

    taken: int = 0
    refusals: list[str] = field(default_factory=list)
    longest_seconds: float = 0.0
    answered: int = 0
    delivered: tuple[int, int] = (0, 0)
    whole: bool = False
    told: int = 0


class Reader:
    """Every event is a question by someone else."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def read(self, event: IncomingEvent) -> Hear:
        """The question."""
        who = Person("chat", "kruim", event.id)
        return Hear(self._office.origin(who, Address("chat", "kruim", event.id), event.id), QUESTION)


class Life:
    """Magdat on that disk, in one process from beginning to end."""

    def __init__(self, file: Path) -> None:
        self.story = Story()
        self.kept = open_kept(sqlite_url(file), None)
        self._file = file
        self._office = Office(kept=self.kept.storage)
        self._reader = Reader(self._office)
        self._intake = Intake(self._office.ports, {"chat": self._reader})
        self._door = Door(self._office.ports.storage, self._office.ports.clock, self._intake.announce)

    def begin(self) -> None:
        """Answer a few questions, and deliver nothing yet."""
        for number in range(BEFORE):
            self._take(f"early-{number}")
        self._handle_all()

    def suffer(self) -> None:
        """Take in what can be, and try all that keeps something; an operator looks as well."""
        typed = self._reader.read(IncomingEvent("typed", "chat", b"", self._office.clock.now()))
        for number in range(_MOST):
            if not self._take(f"meanwhile-{number}"):
                break
        for _ in range(3):
            self._attempt(self._office.deliver)
            self._attempt(self._intake.handle_waiting)
            self._attempt(lambda: receive(typed, self._office.ports))
            self._office.clock.move(timedelta(seconds=1))
        settings = {"MAGDAT_DATABASE_URL": sqlite_url(self._file)}
        self.story.told = run(["cases"], settings, self._file.parent)

    def end(self) -> Story:
        """Do all that is left, and count."""
        for _ in range(20):
            self._office.clock.move(timedelta(minutes=1))
            self._handle_all()
            self._office.deliver()
        self.kept.close()
        got = self._office.chat.got
        self.story.delivered = (len(got), len({to.conversation for to, _ in got}))
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            (self.story.answered,) = connection.execute("SELECT count(*) FROM questions").fetchone()
            self.story.whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return self.story

    def _take(self, event_id: str) -> bool:
        taken = self._attempt(lambda: asyncio.run(self._door.take("chat", event_id, b"")))
        self.story.taken += taken
        return taken

    def _handle_all(self) -> None:
        while self._intake.handle_waiting():
            pass

    def _attempt(self, work: Callable[[], object]) -> bool:
        began = time.monotonic()
        try:
            work()
        except StorageUnavailableError as error:
            self.story.refusals.append(str(error))
            return False
        finally:
            self.story.longest_seconds = max(self.story.longest_seconds, time.monotonic() - began)
        return True


def full(folder: Path, room: int = 0) -> Story:
    """The disk is full but for ``room`` bytes."""
    ballast = folder / "ballast"

    def fill() -> None:
        handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while True:
                os.write(handle, b"x" * 512)
        os.ftruncate(handle, os.fstat(handle).st_size - room)
        os.close(handle)

    life = Life(folder / "magdat.sqlite3")
    life.begin()
    fill()
    life.suffer()
    ballast.unlink()
    return life.end()


def nearly_full(folder: Path) -> Story:
    """There is room for some of what comes in, and then none to handle it."""
    return full(folder, room=500_000)


def read_only(folder: Path) -> Story:
    """The disk cannot be written; every connection is let go of before, else no disk can be made so."""

    def mount(how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)  # noqa: S603, S607 -- a test's own

    life = Life(folder / "magdat.sqlite3")
    life.begin()
    life.kept.close()
    mount("ro")
    life.suffer()
    mount("rw")
    return life.end()


STORIES: dict[str, Callable[[Path], Story]] = {"full": full, "nearly-full": nearly_full, "read-only": read_only}


def main(arguments: list[str]) -> None:
    """Tell the story named first, in the folder named second."""
    kind, folder = arguments
    print(json.dumps(vars(STORIES[kind](Path(folder)))))  # noqa: T201 -- its output


if __name__ == "__main__":
    main(sys.argv[1:])
