"""R13: a copy of a large database while someone writes in it, put back on an empty place."""

import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

from adapters.storage.backup import SetAside, copy_database, put_back
from adapters.storage.tables import INBOX, INSTALLATION, METADATA, OUTBOX
from adapters.storage.unit_of_work import SqlStorage
from bot.address import Address
from bot.events import IncomingEvent
from tests.contracts.made import case, delivery, question
from tests.databases import sqlite_database
from tests.load.serving import serving
from tests.load.slack import TEAM, slack_stand_in

_AT_ONCE = 1_000
_DELIVERIES = 100
_SENT_WITHIN_SECONDS = 5
_DATABASE = "magdat.sqlite3"
_MAY_DIFFER = {INBOX.name, OUTBOX.name, INSTALLATION.name}
"""What waits is set aside, and how often the database was put back is counted."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it.

    Attributes:
        copied: Seconds that it took to copy.
        put_back: Seconds that it took to put the copy back.
        ready: Seconds until it was served again.
        mib: How large the copy is.
        meanwhile: How many events were written while it was copied.
        missing: How many of those that were committed before the copy was begun are not in it.
        differ: The names of the tables that are not as they were in the copy.
        aside: What was set aside.
        resent: How many of the deliveries that waited in the copy were sent.
    """

    copied: float
    put_back: float
    ready: float
    mib: float
    meanwhile: int
    missing: int
    differ: tuple[str, ...]
    aside: SetAside
    resent: int


async def restored(count: int) -> str:
    """So many questions, each at HR, are kept; a copy of them is made and put back; how soon, and what is in it."""
    told = await copy_and_put_back(count)
    return (
        f"{count} questions and cases, {told.mib:.0f} MiB, {told.meanwhile} events written meanwhile: copied in "
        f"{told.copied:.1f} s, put back in {told.put_back:.1f} s, served {told.ready:.1f} s later; {told.missing} of "
        f"what was committed before is missing; other tables that differ: {', '.join(told.differ) or 'none'}; "
        f"{told.aside.deliveries} deliveries and {told.aside.events} events set aside, {told.resent} sent again"
    )


async def copy_and_put_back(count: int) -> Restored:
    """Fill a database, copy it under writes, put the copy back elsewhere and serve that."""
    with tempfile.TemporaryDirectory() as name:
        live, copy, host = Path(name) / "live", Path(name) / "copy", Path(name) / "host"
        live.mkdir()
        async with slack_stand_in() as slack:
            async with serving(live, slack.url, {"MAGDAT_ENCODER": "none"}) as first:
                await first.stop()
            committed, meanwhile, copied = await asyncio.to_thread(_copy, live, copy, count)
            begun = time.perf_counter()
            aside = put_back(copy, host / _DATABASE, None, datetime.now(UTC))
            seconds = time.perf_counter() - begun
            missing = len(committed - _events(host / _DATABASE))
            old, new = _digests(copy), _digests(host / _DATABASE)
            async with serving(host, slack.url, {"MAGDAT_ENCODER": "none"}) as again:
                await asyncio.sleep(_SENT_WITHIN_SECONDS)
                await again.stop()
            return Restored(
                copied=copied,
                put_back=seconds,
                ready=again.ready_seconds,
                mib=copy.stat().st_size / 2**20,
                meanwhile=meanwhile,
                missing=missing,
                differ=tuple(sorted(table for table in old if old[table] != new[table])),
                aside=aside,
                resent=sum(slack.posts.values()),
            )


def _copy(live: Path, copy: Path, count: int) -> tuple[frozenset[str], int, float]:
    """What was committed before the copy was begun, how much was while it was made, and the seconds it took."""
    with sqlite_database(live) as engine:
        storage = SqlStorage(engine)
        _fill(storage, count)
        written, enough = list[str](), Event()
        writer = Thread(target=_write, args=(storage, written, enough))
        writer.start()
        try:
            while not written:
                time.sleep(0.01)
            committed, begun = frozenset(written), time.perf_counter()
            copy_database(live / _DATABASE, copy)
            return committed, len(written) - len(committed), time.perf_counter() - begun
        finally:
            enough.set()
            writer.join()


def _fill(storage: SqlStorage, count: int) -> None:
    """So many questions with a case each, over a year, and some deliveries that wait."""
    now = datetime.now(UTC)
    for start in range(0, count, _AT_ONCE):
        with storage.begin() as uow:
            for number in range(start, min(start + _AT_ONCE, count)):
                at = now - timedelta(minutes=number % 500_000)
                uow.questions.add(replace(question(f"question-{number}"), asked_at=at))
                uow.cases.add(case(f"case-{number}", question_id=f"question-{number}", opened_at=at, changed_at=at))
            uow.commit()
    with storage.begin() as uow:
        for number in range(_DELIVERIES):
            uow.outbox.put(delivery(f"waits-{number}", Address("slack", TEAM, f"D{number}")), now)
        uow.commit()


def _write(storage: SqlStorage, written: list[str], enough: Event) -> None:
    while not enough.is_set():
        event_id = f"slack/{TEAM}/Ev{len(written)}"
        with storage.begin() as uow:
            uow.inbox.store(IncomingEvent(event_id, "slack", b"{}", datetime.now(UTC)))
            uow.commit()
        written.append(event_id)


def _events(file: Path) -> frozenset[str]:
    with closing(sqlite3.connect(file)) as database:
        return frozenset(event_id for (event_id,) in database.execute("SELECT id FROM inbox"))


def _digests(file: Path) -> dict[str, str]:
    """A hash over all rows of each table that must be as it was, the bytes of the protocol's versions among them."""
    with closing(sqlite3.connect(file)) as database:
        return {
            table.name: _digest(database, table.name)
            for table in METADATA.sorted_tables
            if table.name not in _MAY_DIFFER
        }


def _digest(database: sqlite3.Connection, table: str) -> str:
    digest = sha256()
    for row in database.execute(f"SELECT * FROM {table} ORDER BY rowid"):  # noqa: S608 -- our own names
        digest.update(repr(row).encode())
    return digest.hexdigest()
