"""Two hundred questions, each with a word of its own that must be nowhere any more once its time is up."""

import contextlib
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.bootstrap import open_publications
from adapters.chance import RandomIds, SystemChance
from adapters.cli.run import run
from adapters.console.posts import CHANNEL, ConsoleMessenger
from adapters.console.roster import chat_of, employee, officer
from adapters.housekeeping import Housekeeping
from adapters.office import Office, open_office
from adapters.settings import EncoderName, Settings
from adapters.storage.engine import sqlite_url
from bot.action import Act, Action
from bot.address import Person
from bot.events import IncomingEvent, Origin
from bot.handlers.reception import Command, Hear, PressButton, receive
from bot.intake import Intake
from bot.outbox import ParkReason
from bot.relay import Relay
from tests import one_loop
from tests.fakes import MovingClock

INA = officer("Ina")
PEOPLE = 200


def canary(number: int) -> str:
    """The word that is in the question of this person alone."""
    return f"kanarie{number:03d}q"


class Failing:
    """Reads no event to its end."""

    def read(self, event: IncomingEvent) -> Command | None:
        raise RuntimeError(event.payload.decode())


class Story:
    """Magdat in a folder, with a clock that can be moved."""

    def __init__(self, office: Office) -> None:
        self.clock = MovingClock()
        self.ports = replace(office.ports, clock=self.clock)
        self.storage = office.kept.storage
        messengers = {CHANNEL: ConsoleMessenger(office.posts, self.clock)}
        self.relay = Relay(
            self.storage, messengers, office.kept.vault, clock=self.clock, ids=RandomIds(), chance=SystemChance()
        )
        self.posts = office.posts
        self.keeping = Housekeeping(self.ports, self.storage.scrub, office.posts.remove_posted_before)

    def live(self) -> None:
        """Everyone asks; of every four one goes to HR and is answered, and one takes the question back."""
        for number in range(PEOPLE):
            who = employee(f"login-{number}")
            self.do(Hear(self.origin(who), f"Mag ik {canary(number)} op LinkedIn zetten?"))
            self.deliver()
            if number % 4 < 2:
                self.to_hr(number, who)
            if number % 3:
                self.posts.take(chat_of(who).conversation, who.id)
        self.deliver()
        self.leave_something_parked(canary(7))
        self.give_something_up(canary(11))

    def to_hr(self, number: int, who: Person) -> None:
        """Open a case, and end it."""
        question_id = self.last_question()
        anonymous = number % 8 < 4
        self.press(who, Act.OPEN_ANONYMOUS if anonymous else Act.OPEN_NAMED, question_id)
        if number % 4:
            self.press(who, Act.WITHDRAW, question_id)
            return
        self.press(INA, Act.CLAIM, question_id)
        self.press(INA, Act.REPLY, question_id, f"Over {canary(number)}: ja, dat mag.")
        self.press(INA, Act.CLOSE_ONE_OFF, question_id)

    def last_question(self) -> str:
        """The id of the question that was asked last."""
        with self.storage.transaction() as connection:
            return str(connection.exec_driver_sql("SELECT id FROM questions ORDER BY rowid DESC LIMIT 1").scalar())

    def leave_something_parked(self, word: str) -> None:
        """An answer that a platform did not want."""
        self.do(Hear(self.origin(employee("parked")), f"Mag ik {word} zeggen?"))
        with self.storage.begin() as uow:
            now = self.clock.now()
            for leased in uow.outbox.lease(now, now, 9, [CHANNEL]):
                uow.outbox.park(leased.delivery.id, ParkReason.REFUSED, "gone", now)
            uow.commit()

    def give_something_up(self, word: str) -> None:
        """An event that fails each time."""
        with self.storage.begin() as uow:
            uow.inbox.store(IncomingEvent("odd", CHANNEL, word.encode(), self.clock.now()))
            uow.commit()
        intake = Intake(self.ports, {CHANNEL: Failing()})
        for _ in range(6):
            intake.handle_waiting()
            self.clock.move(timedelta(minutes=1))

    def press(self, who: Person, act: Act, subject: str, text: str | None = None) -> None:
        self.do(PressButton(self.origin(who), Action(act, subject), text))

    def do(self, command: Command) -> None:
        receive(command, self.ports)

    def origin(self, who: Person) -> Origin:
        where = self.ports.desk.address if who == INA else chat_of(who)
        return Origin(f"{CHANNEL}/{self.ports.ids.new_id()}", who, where)

    def deliver(self) -> None:
        async def until_nothing_is_left() -> None:
            while await self.relay.deliver_due():
                pass

        one_loop.run(until_nothing_is_left())

    def wait(self, days: int) -> None:
        """Let the days pass, and do what is due."""
        self.clock.move(timedelta(days=days))
        self.keeping.tidy()
        self.deliver()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Everything that anything logs, at its most talkative."""
    file, root = tmp_path / "magdat.log", logging.getLogger()
    handler = logging.FileHandler(file)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield file
    root.setLevel(before)
    root.removeHandler(handler)
    handler.close()


def hits(folder: Path) -> set[int]:
    """The people whose word is anywhere in the folder."""
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return {number for number in range(PEOPLE) if canary(number).encode() in everything}


def export(folder: Path, url: str) -> None:
    """Write to the folder whatever can be got out of Magdat."""
    people = [["privacy", "export", f"login-{number}"] for number in (0, 4, 8, 12)]
    for number, command in enumerate([["cases", "--all"], ["cases", "--all", "--json"], *people]):
        with (folder / f"export-{number}").open("w") as file, contextlib.redirect_stdout(file):
            run(command, {"MAGDAT_DATABASE_URL": url, "COLUMNS": "200"}, folder)


def test_of_two_hundred_questions_nothing_is_left_once_their_time_is_up(tmp_path: Path, log: Path) -> None:
    exported, at_hr = tmp_path / "exported", {number for number in range(PEOPLE) if number % 4 < 2}
    url = sqlite_url(tmp_path / "magdat.sqlite3")
    settings = Settings(database_url=url, encoder=EncoderName.NONE, cache_dir=tmp_path / "cache")
    with open_office(settings, open_publications(settings)) as office:
        story = Story(office)
        story.live()
        exported.mkdir()
        export(exported, url)
        assert hits(tmp_path) == set(range(PEOPLE))
        assert hits(exported) == at_hr
        shutil.rmtree(exported)

        story.wait(days=31)
        assert hits(tmp_path) == at_hr
        story.wait(days=61)
        export(tmp_path, url)
        assert hits(tmp_path) == set()

    assert log.stat().st_size > 0
