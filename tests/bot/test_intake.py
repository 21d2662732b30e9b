import asyncio
import contextlib
import itertools
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.action import Action
from bot.address import Person
from bot.errors import StorageUnavailableError, UnreadableEventError
from bot.events import Happening, IncomingEvent, lane_of
from bot.handlers.reception import Command, Hear, PressButton
from bot.intake import Intake, Patience
from tests.fake_storage import FakeStorage, FakeUnitOfWork
from tests.office import PIET, QUESTION, SANNE, Office, chat_with

LEASE = Patience().lease


class ProcessEnded(BaseException):
    """Stands for the end of the process: nothing in it gets to do anything about it."""


@dataclass
class Reader:
    """Reads what ``stored`` writes; fails on the texts that it is told to, so many times."""

    office: Office
    failing: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    read_events: list[IncomingEvent] = field(default_factory=list)

    def read(self, event: IncomingEvent) -> Command | None:
        self.read_events.append(event)
        try:
            text = json.loads(event.payload)["text"]
        except ValueError as error:
            raise UnreadableEventError from error
        origin = self.office.origin(self.people.get(text, SANNE), event_id=event.id)
        if self.failing.get(text, 0) > 0:
            self.failing[text] -= 1
            raise RuntimeError(text)
        if text == "end the process":
            raise ProcessEnded
        if text == "break a handler":
            return PressButton(replace(origin, where=chat_with(SANNE)), Action("no such act"))  # type: ignore[arg-type]
        return Hear(origin, text) if text else None


class MeetingStorage(FakeStorage):
    """Storage in which the second and the third unit of work are begun before either of them goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.meets = False
        self._begun = itertools.count(1)
        self._met = threading.Barrier(2)

    @contextlib.contextmanager
    def begin(self) -> Iterator[FakeUnitOfWork]:
        if self.meets and next(self._begun) in {2, 3}:
            self._met.wait(10)
        with super().begin() as uow:
            yield uow


def store(
    office: Office, *texts: str, payload: bytes | None = None, channel: str = "chat", sender: Person | None = None
) -> None:
    lane = "" if sender is None else lane_of(sender.key)
    with office.storage.begin() as uow:
        for text in texts:
            written = json.dumps({"text": text}).encode() if payload is None else payload
            uow.inbox.store(IncomingEvent(f"chat/{text}", channel, written, office.clock.now(), lane))
            office.clock.move(timedelta(milliseconds=1))
        uow.commit()


def handle(office: Office, intake: Intake, rounds: int = 1) -> None:
    for _ in range(rounds):
        intake.handle_waiting()
        office.clock.move(LEASE)
    office.deliver()


def given_up(office: Office) -> list[str]:
    return [entry.subject for entry in office.storage.tables.audit if entry.happening is Happening.EVENT_GIVEN_UP]


def test_a_stored_event_is_answered_once_and_its_payload_erased() -> None:
    office = Office()
    store(office, QUESTION)

    handle(office, Intake(office.ports, {"chat": Reader(office)}), rounds=3)

    assert len(office.messages(SANNE)) == 1
    assert [received.event for received in office.storage.tables.inbox.values()] == [None]


def test_events_are_handled_in_the_order_in_which_they_came() -> None:
    office = Office()
    store(office, "Mag dit?", QUESTION, "Mag dat?")

    handle(office, Intake(office.ports, {"chat": Reader(office)}))

    texts = [record.text for record in office.storage.tables.questions.values()]
    assert texts == ["Mag dit?", QUESTION, "Mag dat?"]


def test_what_several_people_ask_is_kept_at_the_same_time_and_what_one_asks_in_order() -> None:
    meeting = MeetingStorage()
    office = Office(kept=meeting)
    asked = [(SANNE, QUESTION), (PIET, "Mag dit?"), (SANNE, "Mag dat?")]
    reader = Reader(office, people={text: person for person, text in asked})
    with meeting.begin() as uow:
        for number, (_, text) in enumerate(asked):
            written = json.dumps({"text": text}).encode()
            uow.inbox.store(IncomingEvent(f"{number}", "chat", written, office.clock.now()))
            office.clock.move(timedelta(milliseconds=1))
        uow.commit()

    meeting.meets = True
    Intake(office.ports, {"chat": reader}).handle_waiting()

    texts = [record.text for record in meeting.tables.questions.values()]
    assert sorted(texts[:2]) == ["Mag dit?", QUESTION]
    assert texts[2] == "Mag dat?"


def test_an_event_that_asks_nothing_is_handled_by_being_read() -> None:
    office = Office()
    store(office, "")

    handle(office, Intake(office.ports, {"chat": Reader(office)}))

    assert office.chat.got == []
    assert all(received.handled_at is not None for received in office.storage.tables.inbox.values())


def test_an_event_that_fails_is_tried_again_while_the_others_go_on() -> None:
    office = Office()
    store(office, "Mag dit?", QUESTION)
    intake = Intake(office.ports, {"chat": Reader(office, {"Mag dit?": 2})})

    handle(office, intake)
    assert len(office.messages(SANNE)) == 1
    handle(office, intake, rounds=3)
    assert len(office.messages(SANNE)) == 2
    assert given_up(office) == []


@pytest.mark.parametrize("broken", ["Mag dit?", "break a handler"], ids=["a reader", "a handler"])
def test_behind_an_event_that_fails_the_same_person_waits_and_others_do_not(broken: str) -> None:
    office = Office()
    reader = Reader(office, {"Mag dit?": 1}, {"Mag dat?": PIET})
    store(office, broken, QUESTION, sender=SANNE)
    store(office, "Mag dat?", sender=PIET)
    intake = Intake(office.ports, {"chat": reader})

    handle(office, intake)
    first = [record.text for record in office.storage.tables.questions.values()]
    handle(office, intake, rounds=9)

    assert first == ["Mag dat?"]
    then = [record.text for record in office.storage.tables.questions.values()][1:]
    assert then == (["Mag dit?", QUESTION] if broken == "Mag dit?" else [QUESTION])
    assert [event.tries for event in reader.read_events if event.id == f"chat/{QUESTION}"][-1] == 1


def test_what_fails_each_time_keeps_its_sender_waiting_for_a_while_only() -> None:
    office = Office()
    store(office, "break a handler", QUESTION, sender=SANNE)
    intake = Intake(office.ports, {"chat": Reader(office)})
    began = office.clock.now()

    while not office.storage.tables.questions:
        intake.handle_waiting()
        office.clock.move(timedelta(seconds=1))

    assert timedelta(seconds=12) < office.clock.now() - began < timedelta(seconds=20)
    assert given_up(office) == []


def test_what_one_person_did_before_there_were_lanes_is_done_in_order_too() -> None:
    office = Office()
    store(office, "Mag dit?")
    store(office, QUESTION, "Mag dat?", sender=SANNE)

    handle(office, Intake(office.ports, {"chat": Reader(office)}))

    assert [record.text for record in office.storage.tables.questions.values()] == ["Mag dit?", QUESTION, "Mag dat?"]


def test_an_event_that_always_fails_is_given_up_and_the_person_hears_it(caplog: pytest.LogCaptureFixture) -> None:
    office = Office()
    store(office, "break a handler")
    intake = Intake(office.ports, {"chat": Reader(office)})

    with caplog.at_level(logging.DEBUG):
        handle(office, intake, rounds=9)

    assert given_up(office) == ["chat/break a handler"]
    assert [told.startswith("Er ging bij mij iets mis") for told in office.told(SANNE)] == [True]


def test_an_event_of_a_channel_that_another_process_serves_is_left_to_it() -> None:
    office = Office()
    store(office, "first", channel="pigeon")

    handle(office, Intake(office.ports, {"chat": Reader(office)}), rounds=9)
    assert not office.messages(SANNE)
    assert not given_up(office)
    handle(office, Intake(office.ports, {"pigeon": Reader(office)}))
    assert len(office.messages(SANNE)) == 1


def test_an_event_that_nobody_can_read_is_given_up_at_once() -> None:
    office = Office()
    store(office, "first", payload=b"{")

    handle(office, Intake(office.ports, {"chat": Reader(office)}))

    assert given_up(office) == ["chat/first"]


def test_an_event_that_ends_its_process_each_time_is_given_up_and_takes_no_other_along() -> None:
    office = Office()
    store(office, "Mag dit?", "end the process", QUESTION)

    ended = 0
    for _ in range(50):
        try:
            handle(office, Intake(office.ports, {"chat": Reader(office)}))
        except ProcessEnded:
            ended += 1
        office.clock.move(LEASE)
    office.deliver()

    assert ended == Patience().most_unfinished + 3
    assert given_up(office) == ["chat/end the process"]
    assert [record.text for record in office.storage.tables.questions.values()] == ["Mag dit?", QUESTION]
    assert len(office.messages(SANNE)) == 2


def test_who_asked_what_was_never_finished_hears_that_it_went_wrong() -> None:
    office = Office()
    store(office, QUESTION)
    for _ in range(Patience().most_unfinished):
        with office.storage.begin() as uow:  # a process that is killed once it has leased the event
            assert uow.inbox.lease(office.clock.now(), office.clock.now(), 1)
            uow.commit()

    handle(office, Intake(office.ports, {"chat": Reader(office)}))

    assert given_up(office) == [f"chat/{QUESTION}"]
    assert [told.startswith("Er ging bij mij iets mis") for told in office.told(SANNE)] == [True]


def test_failures_are_counted_also_where_each_try_is_by_another_process() -> None:
    office = Office()
    store(office, "break a handler")

    for _ in range(9):
        handle(office, Intake(office.ports, {"chat": Reader(office)}))

    assert given_up(office) == ["chat/break a handler"]
    assert [told.startswith("Er ging bij mij iets mis") for told in office.told(SANNE)] == [True]


def test_that_storage_is_away_counts_against_no_event() -> None:
    office = Office()
    store(office, QUESTION, "Mag dit?")
    intake = Intake(office.ports, {"chat": Reader(office)})

    for _ in range(9):
        office.storage.commits_left = 1  # the lease is kept, and nothing after it
        with pytest.raises(StorageUnavailableError):
            intake.handle_waiting()
        office.storage.commits_left = None
        office.clock.move(LEASE)
    handle(office, intake, rounds=2)

    assert given_up(office) == []
    assert len(office.messages(SANNE)) == 2


def test_what_an_error_says_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    office = Office()
    store(office, "Mag dit?", payload=b'{"text": "Mag ik mijn baas beledigen?"}')

    with caplog.at_level(logging.DEBUG):
        handle(office, Intake(office.ports, {"chat": Reader(office, {"Mag ik mijn baas beledigen?": 9})}), rounds=6)

    assert "RuntimeError" in caplog.text
    assert "beledigen" not in caplog.text


def test_nothing_is_lost_while_storage_is_away() -> None:
    office = Office()
    store(office, QUESTION)
    intake = Intake(office.ports, {"chat": Reader(office)})
    office.storage.away = True
    with pytest.raises(StorageUnavailableError):
        intake.handle_waiting()
    office.storage.away = False

    handle(office, intake)

    assert len(office.messages(SANNE)) == 1


def test_an_announcement_wakes_the_intake() -> None:
    office = Office()
    intake = Intake(office.ports, {"chat": Reader(office)}, Patience(idle=timedelta(minutes=1)))

    async def story() -> None:
        running = asyncio.create_task(intake.run())
        await asyncio.to_thread(lambda: None)
        store(office, QUESTION)
        while not office.storage.tables.questions:
            intake.announce()
            await asyncio.to_thread(lambda: None)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(asyncio.wait_for(story(), 5))

    assert [record.text for record in office.storage.tables.questions.values()] == [QUESTION]
