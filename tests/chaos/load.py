"""Many at once, and how fast: ``python -m tests.chaos.load --help``."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command itself does, before numpy is loaded

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import repeat
from pathlib import Path

from sqlalchemy import text

from adapters.bootstrap import open_publications
from adapters.settings import Settings
from adapters.storage.codec import from_json
from adapters.storage.engine import sqlite_url
from adapters.storage.opening import Kept, open_kept
from bot.action import Act, Action
from bot.address import Address, Person
from bot.door import Door
from bot.events import Happening, IncomingEvent, Origin
from bot.handlers.reception import Hear, PressButton, receive
from bot.intake import Intake
from bot.outbox import Delivery
from bot.ports import Ports, Publications
from bot.relay import Relay
from tests.bakery import published
from tests.chaos.platform import CHANNEL, DESK
from tests.chaos.process import Running, ask, opened, question_of, running
from tests.chaos.worker import VAULT_KEY
from tests.databases import postgres_database, postgres_server

OFFICERS = 50


def races(url: str, count: int) -> str:
    """Every officer claims a case at once, case after case."""
    one_owner = told = 0
    with opened(url, published()) as (magdat, _), ThreadPoolExecutor(OFFICERS) as pool:
        for number in range(count):
            case_id = _open_case(number, magdat)
            barrier = threading.Barrier(OFFICERS)
            list(pool.map(_claim, range(OFFICERS), repeat(case_id), repeat(barrier), repeat(magdat.ports)))
            with magdat.kept.storage.begin() as uow:
                owner = uow.cases.get(case_id).owner
                claims = sum(entry.happening is Happening.CASE_CLAIMED for entry in uow.audit.about(case_id))
            one_owner += owner is not None and claims == 1
            told += owner is not None and _told_of(owner, magdat.kept) == OFFICERS - 1
    return f"{count} races of {OFFICERS}: {one_owner} with one owner; in {told} every loser was told who holds it"


def _open_case(number: int, magdat: Running) -> str:
    """A case that anyone can claim; what was said about it so far is out of the way."""
    ask(number, magdat.ports)
    with magdat.kept.engine.begin() as connection:
        question_id = str(connection.execute(text("SELECT id FROM questions ORDER BY asked_at DESC LIMIT 1")).scalar())
    who = Person(CHANNEL, "", f"person-{number}")
    origin = Origin(f"open/{number}", who, Address(CHANNEL, "", f"chat-{number}"))
    receive(PressButton(origin, Action(Act.OPEN_ANONYMOUS, question_id)), magdat.ports)
    with magdat.kept.engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
    return question_id


def _claim(officer: int, case_id: str, barrier: threading.Barrier, ports: Ports) -> None:
    who = Person(CHANNEL, "", f"officer-{officer}", f"Officer {officer}.")
    barrier.wait()
    receive(PressButton(Origin(f"claim/{case_id}/{officer}", who, DESK), Action(Act.CLAIM, case_id)), ports)


def _told_of(owner: Person, kept: Kept) -> int:
    """How many others were told that this officer holds the case."""
    with kept.engine.begin() as connection:
        waiting = connection.execute(text("SELECT delivery FROM outbox WHERE lane LIKE 'at/%'")).scalars().all()
    said = [from_json(Delivery, each) for each in waiting]
    heard = {one.to.only_for for one in said if isinstance(one.to, Address) and owner.name in one.message.summary}
    return len(heard - {owner.id, ""})


def events(url: str, count: int, processes: int = 2) -> str:
    """Every event comes one to four times, shuffled, to any of the processes."""
    chance = random.Random(1)  # noqa: S311 -- a test that can be run again
    piles: list[list[int]] = [[] for _ in range(processes)]
    for number in range(count):
        for _ in range(chance.randint(1, 4)):
            chance.choice(piles).append(number)
    for pile in piles:
        chance.shuffle(pile)
    open_kept(url, VAULT_KEY).close()
    _in_processes([partial(_take_all, url, pile) for pile in piles])
    kept = open_kept(url, VAULT_KEY)
    with kept.engine.connect() as connection:
        questions, answers, lanes = (
            connection.execute(text(f"SELECT count({what}) FROM {table}")).scalar()  # noqa: S608 -- ours
            for what, table in (("*", "questions"), ("*", "outbox"), ("DISTINCT lane", "outbox"))
        )
    kept.close()
    came = sum(map(len, piles))
    said = f"{questions} questions, {answers} answers in {lanes} chats"
    return f"{count} events came {came} times to {processes} processes: {said}"


def _take_all(url: str, pile: Sequence[int]) -> None:
    with opened(url, published()) as (magdat, _), ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, pile, repeat(magdat.ports)))


def _in_processes(works: Sequence[Callable[[], None]]) -> None:
    """Do each in a process of its own, and wait for all."""
    children: list[int] = []
    for work in works:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                work()
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    ends = [os.waitpid(child, 0)[1] for child in children]
    if any(ends):
        raise RuntimeError("a process failed")


def latency(url: str, count: int) -> str:
    """One asks after the other; how long until the answer is at the platform."""
    with running(url, open_publications(Settings())) as magdat:
        ask(-1, magdat.ports)
        waits: list[float] = []
        for number in range(count):
            began = time.perf_counter()
            ask(number, magdat.ports)
            while f"chat-{number}" not in magdat.mailbox.came:
                time.sleep(0.0005)
            waits.append(1_000 * (magdat.mailbox.came[f"chat-{number}"] - began))
    waits.sort()
    median, slow = statistics.median(waits), waits[int(count * 0.95)]
    return f"ask to delivered, {count} times: median {median:.1f} ms, p95 {slow:.1f} ms"


def throughput(url: str, count: int, processes: int = 2) -> str:
    """As many as possible at once, as a process that serves takes them in; until every answer is delivered."""
    open_kept(url, VAULT_KEY).close()
    publications = open_publications(Settings())
    publications.live().matcher.find("Mag dat?")
    began = time.perf_counter()
    shares = [range(number, count, processes) for number in range(processes)]
    _in_processes([partial(_serve_all, url, share, publications) for share in shares])
    seconds = time.perf_counter() - began
    return f"{count} questions asked, answered and delivered by {processes} processes: {count / seconds:.0f} a second"


def _serve_all(url: str, share: Sequence[int], publications: Publications) -> None:
    with opened(url, publications) as (magdat, relay):
        asyncio.run(_serve(magdat, relay, share))


async def _serve(magdat: Running, relay: Relay, share: Sequence[int]) -> None:
    ports = magdat.ports
    tests = ports.publications.live().protocol.tests
    intake = Intake(ports, {CHANNEL: NumberReader([each.ask for each in tests])})
    door = Door(ports.storage, ports.clock, intake.announce)
    running = [asyncio.create_task(each) for each in (relay.run(), intake.run())]
    for at_once in batched(share, 50):
        await asyncio.gather(*(door.take(CHANNEL, f"ask/{number}", str(number).encode()) for number in at_once))
    while not await asyncio.to_thread(_all_done, ports):  # noqa: ASYNC110 -- nobody tells when it is
        await asyncio.sleep(0.02)
    for task in running:
        task.cancel()
    await asyncio.wait(running)


def batched(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """So many at a time."""
    for first in range(0, len(numbers), size):
        yield numbers[first : first + size]


def _all_done(ports: Ports) -> bool:
    now = ports.clock.now()
    with ports.storage.begin() as uow:
        return uow.inbox.next_at(now) is None and uow.outbox.next_at(now, [CHANNEL]) is None


class NumberReader:
    """Every event is the number of someone who asks, each another of these questions than the one before."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._questions = questions

    def read(self, event: IncomingEvent) -> Hear:
        """Their question."""
        number = int(event.payload)
        return question_of(number, event.id, self._questions[number % len(self._questions)])


KINDS = {
    "races": (races, 1_000),
    "events": (events, 10_000),
    "latency": (latency, 300),
    "throughput": (throughput, 3_000),
}


def main(arguments: list[str]) -> int:
    """Measure what the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(description="Many at once, and how fast.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--count", type=int)
    options = parser.parse_args(arguments)
    measure, usual = KINDS[options.kind]
    with ExitStack() as entered:
        folder = Path(entered.enter_context(tempfile.TemporaryDirectory(prefix="magdat-load-")))
        url = sqlite_url(folder / "magdat.sqlite3")
        if options.on == "postgresql":
            url = entered.enter_context(postgres_database(entered.enter_context(postgres_server()), "magdat_load"))
        said = measure(url, options.count or usual)
    print(f"{options.on}: {said}")  # noqa: T201 -- this is the output
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
