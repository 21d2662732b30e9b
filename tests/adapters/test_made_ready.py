"""What goes live is made ready in every process before it does, and who publishes it can wait for that."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from adapters.publications import StoredPublications, Versions
from adapters.storage.live_reader import LiveReader
from adapters.storage.unit_of_work import SqlStorage
from bot.handlers.first_version import ProtocolFile, publish_first
from bot.ports import Examined
from bot.publication import Edition, Stage, checksum
from knowledge.protocol import SocialMediaProtocol
from tests.bakery import BAKERY, bakery
from tests.fakes import FakeIds, FakeMatcher, MovingClock
from tests.office import SANNE

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LIVE = BAKERY.read_bytes()
NEXT = LIVE.replace(b'"2026.3"', b'"2026.4"')
LONGEST_SECONDS = 20.0


@dataclass
class Process:
    """Another process, which takes as long to make a version ready as it is held up.

    Attributes:
        made: The versions that it made ready, the first first.
    """

    engine: Engine
    made: list[str] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    free: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self, clock: MovingClock) -> Iterator[StoredPublications]:
        publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), SqlStorage(self.engine), clock, FakeIds())
        versions = Versions(self.make, lambda *_: Examined((), None))
        publications = StoredPublications(LiveReader(self.engine), versions, clock, AMSTERDAM)
        with publications.followed():
            yield publications

    def make(self, protocol: SocialMediaProtocol) -> FakeMatcher:
        if protocol.version != "2026.3":
            self.begun.set()
            assert self.free.wait(LONGEST_SECONDS)
        self.made.append(protocol.version)
        return FakeMatcher()


def keep_draft(engine: Engine, clock: MovingClock) -> None:
    sha256 = checksum(NEXT)
    edition = Edition(sha256[:20], "bakery", "2026.4", None, "next.yaml", sha256, SANNE, clock.now(), stage=Stage.DRAFT)
    with SqlStorage(engine).begin() as uow:
        uow.editions.add(edition, NEXT)
        uow.commit()


def seconds_until(done: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not done() and time.monotonic() - began < LONGEST_SECONDS:
        threading.Event().wait(0.01)
    return time.monotonic() - began


def test_a_draft_is_made_ready_by_another_process_as_soon_as_it_is_kept(engine: Engine) -> None:
    process, clock = Process(engine), MovingClock()
    process.free.set()

    with process.at_work(clock):
        keep_draft(engine, clock)
        seconds_until(lambda: len(process.made) > 1)

    assert process.made == ["2026.3", "2026.4"]


def test_who_publishes_waits_until_another_process_is_ready_or_on_sqlite_a_moment(engine: Engine) -> None:
    process, clock, back = Process(engine), MovingClock(), threading.Event()
    publisher = LiveReader(engine)

    def wait() -> None:
        publisher.wait_for_others()
        back.set()

    with process.at_work(clock):
        keep_draft(engine, clock)
        assert process.begun.wait(LONGEST_SECONDS)
        waiting = threading.Thread(target=wait)
        waiting.start()
        came_back = back.wait(3)
        process.free.set()
        waiting.join(LONGEST_SECONDS)

    assert came_back == (engine.dialect.name == "sqlite")
    assert back.is_set()
    assert process.made == ["2026.3", "2026.4"]


def test_where_nobody_else_is_the_wait_is_short(engine: Engine) -> None:
    publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), SqlStorage(engine), MovingClock(), FakeIds())
    reader = LiveReader(engine)

    began = time.monotonic()
    reader.wait_for_others()

    assert time.monotonic() - began < 5


def test_what_is_known_is_not_read_again(engine: Engine) -> None:
    clock = MovingClock()
    publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), SqlStorage(engine), clock, FakeIds())
    keep_draft(engine, clock)
    reader = LiveReader(engine)

    assert reader.next_content(clock.now()) == (NEXT, "next.yaml")
    assert reader.next_content(clock.now(), checksum(NEXT)) is None
