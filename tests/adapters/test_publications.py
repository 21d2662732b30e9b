"""The live protocol on a database: swapped in every process, one version an answer, never a bad one."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from adapters.publications import StoredPublications, Versions
from adapters.storage.live_reader import LiveReader, read_live
from adapters.storage.plain_reader import NotReadPlainlyError, read_live_plainly
from adapters.storage.stored_file import StoredFile
from adapters.storage.unit_of_work import SqlStorage
from bot.handlers.first_version import ProtocolFile, publish_first
from bot.handlers.questions import Asked, AskQuestion, Refused, ask_question
from bot.message import Fields, Quote
from bot.ports import Examined, LiveProtocol
from bot.publication import Edition, Publication, Stage, checksum
from bot.review import Review
from knowledge.loader import load_protocol
from knowledge.matching.matcher import Matcher
from knowledge.matching.topics import ArrayStore
from knowledge.protocol import Language, SocialMediaProtocol
from tests.bakery import BAKERY, bakery
from tests.databases import sqlite_database
from tests.fakes import FakeIds, FakeMatcher, MovingClock
from tests.office import SANNE

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LIVE = BAKERY.read_bytes()
NEXT = LIVE.replace(b'"2026.3"', b'"2026.4"')


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


def versions() -> Versions:
    def examine(content: bytes, file: str) -> Examined:
        return Examined((), LiveProtocol(load_protocol(content, file).protocol, FakeMatcher()))

    return Versions(lambda _: FakeMatcher(), examine)


@pytest.fixture
def process(engine: Engine, clock: MovingClock) -> StoredPublications:
    publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), SqlStorage(engine), clock, FakeIds())
    return StoredPublications(LiveReader(engine), versions(), clock, AMSTERDAM)


def publish(engine: Engine, clock: MovingClock, content: bytes = NEXT, after: timedelta = timedelta()) -> None:
    """What another process does when an admin publishes."""
    sha256, now = checksum(content), clock.now()
    edition = Edition(sha256[:20], "bakery", "2026.4", None, "next.yaml", sha256, SANNE, now, stage=Stage.PUBLISHED)
    with SqlStorage(engine).begin() as uow:
        number = len(uow.publications.every()) + 1
        uow.editions.add(edition, content)
        uow.publications.append(
            Publication(number, edition.id, "bakery", "2026.4", sha256, None, now + after, now, SANNE)
        )
        uow.commit()


def test_the_first_start_publishes_the_file_and_a_second_one_does_not(engine: Engine, clock: MovingClock) -> None:
    given = ProtocolFile(bakery(), LIVE, "bakery.yaml")

    assert publish_first(given, SqlStorage(engine), clock, FakeIds())
    assert not publish_first(given, SqlStorage(engine), clock, FakeIds(100))


def test_what_another_process_publishes_is_taken_in_within_two_seconds(
    process: StoredPublications, engine: Engine, clock: MovingClock
) -> None:
    with process.followed():
        publish(engine, clock)
        began = time.monotonic()
        while process.live().protocol.version != "2026.4" and time.monotonic() - began < 5:
            threading.Event().wait(0.01)

    assert process.live().protocol.version == "2026.4"
    assert time.monotonic() - began < 2


def marked(number: int) -> bytes:
    """The bakery's protocol as another version, which the rule that answers the question names."""
    begin = bakery().clause("clients-on-linkedin").rule.get(Language.NL)[:20]
    text = LIVE.decode()
    assert text.count(begin) == 1
    return text.replace(begin, f"(2027.{number}) {begin}").replace('"2026.3"', f'"2027.{number}"').encode()


def is_whole(reply: Asked | Refused) -> bool:
    """Whether what is quoted, what is cited and what it was made from are of one version."""
    assert isinstance(reply, Asked)
    cited = [field.value for block in reply.message.blocks if isinstance(block, Fields) for field in block.fields]
    (quote,) = [block.text for block in reply.message.blocks if isinstance(block, Quote)]
    version = reply.protocol.version
    return version in cited and (version == "2026.3" or f"({version})" in quote)


def test_no_question_fails_and_no_answer_mixes_versions_while_they_are_swapped(
    engine: Engine, clock: MovingClock, learned_store: ArrayStore
) -> None:
    publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), SqlStorage(engine), clock, FakeIds())
    real = Versions(lambda protocol: Matcher(protocol, store=learned_store), lambda _content, _file: Examined((), None))
    process = StoredPublications(LiveReader(engine), real, clock, AMSTERDAM)
    over, met, whole = threading.Event(), set[str](), list[bool]()

    def answer() -> None:
        while not over.is_set():
            reply = ask_question(AskQuestion("Mag ik klanten toevoegen op LinkedIn?"), process, clock)
            whole.append(is_whole(reply))
            met.add(process.live().protocol.version)

    with process.followed(), ThreadPoolExecutor(2) as pool:
        answering = [pool.submit(answer) for _ in range(2)]
        try:
            for number in range(3):
                publish(engine, clock, marked(number))
                began = time.monotonic()
                while process.live().protocol.version != f"2027.{number}" and time.monotonic() - began < 30:
                    threading.Event().wait(0.01)
        finally:
            over.set()
        for each in answering:
            each.result()

    assert process.live().protocol.version == "2027.2"
    assert len(met) > 1
    assert all(whole)


def test_a_version_for_a_later_day_is_taken_in_when_its_time_comes(
    process: StoredPublications, engine: Engine, clock: MovingClock
) -> None:
    publish(engine, clock, after=timedelta(days=3))
    process.refresh()
    assert process.live().protocol.version == "2026.3"

    clock.move(timedelta(days=3))
    process.refresh()

    assert process.live().protocol.version == "2026.4"


def test_what_cannot_be_read_leaves_the_live_version_in_its_place(
    process: StoredPublications, engine: Engine, clock: MovingClock, caplog: pytest.LogCaptureFixture
) -> None:
    publish(engine, clock, b"magdat: 99")

    process.refresh()

    assert process.live().protocol.version == "2026.3"
    assert "cannot be used by this release" in caplog.text


def test_what_was_just_checked_goes_live_without_being_made_anew(
    process: StoredPublications, engine: Engine, clock: MovingClock
) -> None:
    checked = process.examine(NEXT, "next.yaml").version
    publish(engine, clock)

    process.refresh()

    assert process.live() is checked


def test_the_version_of_a_day_is_the_one_that_held_then(
    process: StoredPublications, engine: Engine, clock: MovingClock
) -> None:
    clock.move(timedelta(days=3))
    publish(engine, clock)
    process.refresh()

    held = [process.held_on(day) for day in (date(2026, 1, 1), date(2026, 11, 24), date(2026, 11, 26))]

    assert [each and each.protocol.version for each in held] == [None, "2026.3", "2026.4"]


def test_a_database_that_is_not_there_has_nothing_live(engine: Engine, clock: MovingClock, tmp_path: Path) -> None:
    from adapters.storage.engine import sqlite_url  # noqa: PLC0415 -- only here

    assert read_live(sqlite_url(tmp_path / "empty.sqlite3"), clock.now()) is None
    assert LiveReader(engine).live_number(clock.now()) is None


def test_what_will_be_live_next_is_made_ready_before_it_is(engine: Engine, clock: MovingClock) -> None:
    made: list[str] = []

    def make(protocol: SocialMediaProtocol) -> FakeMatcher:
        made.append(protocol.version)
        return FakeMatcher()

    publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), SqlStorage(engine), clock, FakeIds())
    process = StoredPublications(LiveReader(engine), Versions(make, lambda *_: Examined((), None)), clock, AMSTERDAM)
    publish(engine, clock, after=timedelta(days=3))

    process._make_ready()
    process._make_ready()
    clock.move(timedelta(days=3))
    process.refresh()

    assert process.live().protocol.version == "2026.4"
    assert made == ["2026.3", "2026.4"]


def file_of(engine: Engine) -> Path:
    return Path(engine.url.database or "")


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Engine]:
    with sqlite_database(tmp_path) as opened:
        yield opened


def test_a_command_that_reads_plainly_reads_the_same_at_every_moment(on_disk: Engine, clock: MovingClock) -> None:
    publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), SqlStorage(on_disk), clock, FakeIds())
    publish(on_disk, clock, after=timedelta(days=3))
    review = Review("bakery", "recipes", date(2026, 11, 23), date(2027, 11, 23), SANNE)
    with SqlStorage(on_disk).begin() as uow:
        uow.reviews.add(review)
        uow.commit()
    moments = [clock.now() + timedelta(days=day, microseconds=step) for day in (-1, 0, 2, 3, 4) for step in (-1, 0, 1)]

    plainly = [read_live_plainly(file_of(on_disk), moment) for moment in moments]

    assert plainly == [read_live(on_disk.url.render_as_string(), moment) for moment in moments]
    assert plainly[0] is None
    assert plainly[-1] == StoredFile(NEXT, "next.yaml", (review,))
    assert read_live_plainly(file_of(on_disk), clock.now(), "another") is None


def test_a_database_of_an_earlier_version_can_be_read(on_disk: Engine, clock: MovingClock, tmp_path: Path) -> None:
    publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), SqlStorage(on_disk), clock, FakeIds())
    with sqlite3.connect(tmp_path / "earlier.sqlite3") as earlier:
        earlier.execute("ATTACH ? AS kept", (str(file_of(on_disk)),))
        earlier.execute(
            "CREATE TABLE publications AS SELECT number, live_from, withdrawn_at, publication FROM kept.publications"
        )
        earlier.execute("CREATE TABLE editions AS SELECT id, edition, content FROM kept.editions")

    assert read_live_plainly(tmp_path / "earlier.sqlite3", clock.now()) == StoredFile(LIVE, "bakery.yaml")


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\0"])
def test_what_cannot_be_read_plainly_is_left_to_the_other_way(
    tmp_path: Path, clock: MovingClock, content: bytes | None
) -> None:
    file = tmp_path / "odd #1?.sqlite3"
    if content is not None:
        file.write_bytes(content)

    if content == b"":
        assert read_live_plainly(file, clock.now()) is None
    else:
        with pytest.raises(NotReadPlainlyError):
            read_live_plainly(file, clock.now())
