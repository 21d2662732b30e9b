"""What holds when several do the same at the same time; a fake need not be tried on it."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from adapters.storage.unit_of_work import SqlStorage
from bot.case import CaseState
from bot.errors import CaseChangedError, PublishRefusal, PublishRefusedError
from bot.handlers import drafts, versions
from bot.handlers.turn import Turn
from bot.ports import Storage
from bot.publication import Edition, Publication, Stage
from bot.reminder import Reminder, ReminderKind
from tests.bakery import BAKERY
from tests.contracts.made import CHANNELS, DESK, NOON, OMAR, SANNE, case, delivery, event, minutes
from tests.databases import emptied, migrated, sqlite_database
from tests.fakes import FakeIds
from tests.office import Office

THREADS = 8

T = TypeVar("T")


@pytest.fixture(params=["sqlite", "postgresql"])
def replicas(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sequence[Storage]]:
    """Two storages on one database, as two processes have."""
    if request.param == "sqlite":
        with sqlite_database(tmp_path) as one, sqlite_database(tmp_path) as other:
            yield SqlStorage(one), SqlStorage(other)
    else:
        engine = emptied(request.getfixturevalue("postgres_engine"))
        with migrated(engine.url.render_as_string(hide_password=False)) as other:
            yield SqlStorage(engine), SqlStorage(other)


def _at_once(replicas: Sequence[Storage], act: Callable[[Storage, int], T]) -> list[T]:
    """What ``act`` gives to threads that start together, half of them on each replica."""
    barrier = threading.Barrier(THREADS)

    def run(number: int) -> T:
        barrier.wait()
        return act(replicas[number % len(replicas)], number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_of_all_who_claim_a_case_at_once_one_has_it(replicas: Sequence[Storage]) -> None:
    with replicas[0].begin() as work:
        work.cases.add(case())
        work.commit()

    def claim(storage: Storage, number: int) -> str:
        try:
            with storage.begin() as work:
                found = work.cases.get(case().id)
                if found.owner is not None:
                    return "held"
                owner = replace(SANNE, id=f"{number}")
                work.cases.save(replace(found, owner=owner, state=CaseState.CLAIMED))
                work.commit()
                return "claimed"
        except CaseChangedError:
            return "changed"

    assert _at_once(replicas, claim).count("claimed") == 1


def test_an_event_that_comes_in_many_times_at_once_is_handled_once(replicas: Sequence[Storage]) -> None:
    def handle(storage: Storage, number: int) -> bool:
        del number
        with storage.begin() as work:
            work.inbox.store(event())
            work.commit()
        with storage.begin() as work:
            first = work.inbox.handle_once(event().id, NOON)
            work.commit()
        return first

    assert _at_once(replicas, handle).count(True) == 1


def test_who_handles_an_event_second_waits_for_the_first_to_be_undone(replicas: Sequence[Storage]) -> None:
    begun, second = threading.Event(), []

    def follow() -> None:
        begun.wait()
        with replicas[1].begin() as work:
            second.append(work.inbox.handle_once("event", NOON))
            work.commit()

    thread = threading.Thread(target=follow)
    thread.start()
    with replicas[0].begin() as work:
        assert work.inbox.handle_once("event", NOON)
        begun.set()
        thread.join(0.2)
        assert not second
    thread.join()

    assert second == [True]


def test_every_delivery_is_leased_by_one(replicas: Sequence[Storage]) -> None:
    with replicas[0].begin() as work:
        for number in range(60):
            work.outbox.put(delivery(f"{number}", DESK.in_thread(f"{number % 30}")), NOON)
        work.commit()

    def deliver(storage: Storage, number: int) -> list[str]:
        del number
        mine: list[str] = []
        for _ in range(20):
            with storage.begin() as work:
                leased = work.outbox.lease(NOON, minutes(1), 3, CHANNELS)
                work.commit()
            with storage.begin() as work:
                for one in leased:
                    work.outbox.delivered(one.delivery.id, NOON)
                work.commit()
            mine += [one.delivery.id for one in leased]
        return mine

    delivered = Counter(each for mine in _at_once(replicas, deliver) for each in mine)
    assert delivered == Counter(f"{number}" for number in range(60))


def test_in_a_lane_no_replica_overtakes_another(replicas: Sequence[Storage]) -> None:
    lanes, ended = 5, list[str]()
    with replicas[0].begin() as work:
        for number in range(40):
            lane = number % lanes
            work.inbox.store(event(f"{lane}-{number:02}", number, lane=f"{lane}"))
        work.commit()

    def handle(storage: Storage, number: int) -> None:
        del number
        deadline = time.monotonic() + 30
        while len(ended) < 40 and time.monotonic() < deadline:
            with storage.begin() as work:
                leased = work.inbox.lease(minutes(60), minutes(61), 3)
                work.commit()
            for one in leased:
                with storage.begin() as work:
                    assert work.inbox.handle_once(one.id, minutes(60))
                    ended.append(one.id)
                    work.commit()

    _at_once(replicas, handle)

    assert len(ended) == 40
    for lane in range(lanes):
        of_lane = [each for each in ended if each.startswith(f"{lane}-")]
        assert of_lane == sorted(of_lane)


def test_what_came_of_many_is_kept_while_others_are_held(replicas: Sequence[Storage]) -> None:
    ids = [f"{number}" for number in range(80)]
    with replicas[0].begin() as work:
        for each in ids:
            work.outbox.put(delivery(each, DESK.in_thread(each)), NOON)
        assert len(work.outbox.lease(NOON, minutes(1), 80, CHANNELS)) == 80
        work.commit()

    def keep_or_hold(storage: Storage, number: int) -> None:
        for _ in range(10):
            with storage.begin() as work:
                if number % 2:
                    for each in reversed(ids[number * 10 :][:10]):
                        work.outbox.delay(each, minutes(2), uncertain=False)
                        work.outbox.delivered(each, NOON)
                else:
                    work.outbox.renew(ids, minutes(2))
                work.commit()

    _at_once(replicas, keep_or_hold)  # no two of them wait for each other

    with replicas[0].begin() as work:
        held: set[str] = set()
        while leased := work.outbox.lease(minutes(3), minutes(4), 80, CHANNELS):
            held.update(each.delivery.id for each in leased)
    assert held == {each for at in (0, 2, 4, 6) for each in ids[at * 10 :][:10]}


def test_every_reminder_is_taken_by_one(replicas: Sequence[Storage]) -> None:
    with replicas[0].begin() as work:
        for number in range(40):
            work.cases.add(case(f"case-{number}"))
            work.reminders.put(Reminder(f"case-{number}", ReminderKind.DESK, NOON))
        work.commit()

    def take(storage: Storage, number: int) -> list[str]:
        del number
        mine: list[str] = []
        for _ in range(10):
            with storage.begin() as work:
                mine += [one.case_id for one in work.reminders.take_due(NOON, 5)]
                work.commit()
        return mine

    taken = Counter(each for mine in _at_once(replicas, take) for each in mine)
    assert taken == Counter(f"case-{number}" for number in range(40))


def test_of_all_who_publish_at_once_one_version_goes_live_and_no_draft_is_lost(replicas: Sequence[Storage]) -> None:
    ports = Office().ports
    first = Edition("first", "bakery", "1", None, "1.yaml", "0" * 64, SANNE, NOON, stage=Stage.PUBLISHED)
    drafts = [
        replace(
            first,
            id=f"draft-{number}",
            version=f"2.{number}",
            sha256=f"{number + 1:064x}",
            based_on=1,
            stage=Stage.DRAFT,
        )
        for number in range(THREADS)
    ]
    with replicas[0].begin() as work:
        for each in (first, *drafts):
            work.editions.add(each, b"")
        work.publications.append(
            Publication(1, "first", "bakery", "1", "0" * 64, None, minutes(-1), minutes(-1), SANNE)
        )
        work.commit()

    def publish(storage: Storage, number: int) -> PublishRefusal | None:
        try:
            with storage.begin() as work:
                versions.publish(f"draft-{number}", SANNE, Turn(work, ports, ports.publications.live()))
                work.commit()
        except PublishRefusedError as error:
            return error.reason
        return None

    outcomes = _at_once(replicas, publish)

    assert outcomes.count(None) == 1
    assert set(outcomes) <= {None, PublishRefusal.MEANWHILE, PublishRefusal.BASE_MOVED}
    with replicas[1].begin() as work:
        _, second = work.publications.every()
        assert second.edition_id == f"draft-{outcomes.index(None)}"
        assert len(work.editions.listed(Stage.DRAFT, 99)) == THREADS - 1


def test_of_all_who_give_the_same_file_at_once_one_makes_the_draft(replicas: Sequence[Storage]) -> None:
    ports = Office().ports
    content = BAKERY.read_bytes().replace(b'"2026.3"', b'"2026.4"')
    examined = ports.publications.examine(content, "next.yaml")
    version = examined.version
    assert version is not None

    def give(storage: Storage, number: int) -> str:
        mine = replace(ports, storage=storage, ids=FakeIds(100 * (number + 1)))
        author = SANNE if number % 2 else OMAR
        with storage.begin() as work:
            prepared = drafts.Prepared(content, "next.yaml", examined, None)
            turn = Turn(work, mine, ports.publications.live())
            draft = drafts.load_draft(prepared, version, author, "", turn)
            work.commit()
        return draft.edition.id

    given = _at_once(replicas, give)

    with replicas[1].begin() as work:
        assert [each.id for each in work.editions.listed(Stage.DRAFT, THREADS)] == given[:1]
    assert set(given) == set(given[:1])
