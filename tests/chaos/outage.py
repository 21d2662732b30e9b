"""A time in which the database cannot be used, lived through by one process that need not be restarted."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from adapters.cli.run import run
from adapters.storage.opening import open_kept
from adapters.storage.tables import QUESTIONS
from bot.address import Address, Person
from bot.door import Door
from bot.errors import StorageUnavailableError
from bot.events import IncomingEvent
from bot.handlers.reception import Hear, receive
from bot.intake import Intake
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
        told: What an operator reads who runs a command meanwhile, and the exit status.
    """

    taken: int = 0
    refusals: list[str] = field(default_factory=list)
    longest_seconds: float = 0.0
    answered: int = 0
    delivered: tuple[int, int] = (0, 0)
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
    """Magdat in one process from beginning to end, over a time in which its database cannot be used.

    Args:
        url: Of the database.
        vault_key: As in the settings; ``None`` leaves it to a file beside an SQLite file.
    """

    def __init__(self, url: str, vault_key: str | None = None) -> None:
        self.story = Story()
        self.kept = open_kept(url, vault_key)
        self._settings = {"MAGDAT_DATABASE_URL": url} | ({} if vault_key is None else {"MAGDAT_VAULT_KEY": vault_key})
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
        self.story.told = run(["cases"], self._settings, Path.cwd())

    def end(self) -> Story:
        """Do all that is left, and count."""
        for _ in range(20):
            self._office.clock.move(timedelta(minutes=1))
            self._handle_all()
            self._office.deliver()
        got = self._office.chat.got
        self.story.delivered = (len(got), len({to.conversation for to, _ in got}))
        with self.kept.storage.transaction() as connection:
            self.story.answered = connection.execute(select(func.count()).select_from(QUESTIONS)).scalar_one()
        self.kept.close()
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
