"""Which version is live, read without any lock, so that every process can look as often as it likes."""

import contextlib
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection, Engine, select, text

from adapters.setting_values import ONLY_ORGANISATION
from adapters.storage.codec import from_json
from adapters.storage.editions import NEWS, publication_in
from adapters.storage.engine import READ_ONLY, is_sqlite, open_engine
from adapters.storage.failures import database_troubles
from adapters.storage.migrate import expect_layout
from adapters.storage.statements import Statements
from adapters.storage.stored_file import StoredFile
from adapters.storage.tables import EDITIONS, PUBLICATIONS, REVIEWS
from bot.errors import StorageUnavailableError
from bot.publication import Edition, Publication, Stage, held_on
from bot.review import Review

_LOOK_EVERY_SECONDS = 0.2
"""How long a process on SQLite waits between two looks, of half a millisecond; half of it is the delay to expect."""
_LISTEN_SECONDS = 1.0
"""On PostgreSQL a publication is announced; a version that goes live on its day is seen at the next look."""
_SETTING_OUT_SECONDS = 1.0
"""Until a process that was told of a draft, or looks for one, is at work on it."""
_MOST_HEAD_START_SECONDS, _ASK_EVERY_SECONDS = 15.0, 0.1
"""How long others are waited for on PostgreSQL: one that has to learn a large protocol takes several seconds."""
_AT_WORK = 0x6D6167646174_02
"""The advisory lock that each process shares on PostgreSQL while it makes something ready ("magdat" and 2)."""


class LiveReader:
    """Reads which version is live for one organisation, and waits for another to be."""

    def __init__(self, engine: Engine, organisation: str = ONLY_ORGANISATION) -> None:
        self._engine = engine
        self._organisation = organisation

    def live_number(self, now: datetime) -> int | None:
        """The number of the publication that is live; ``None`` when none is.

        Raises:
            StorageUnavailableError: the database cannot be used at this moment.
        """
        begun = (PUBLICATIONS.c.live_from <= now) & PUBLICATIONS.c.withdrawn_at.is_(None)
        last_first = (PUBLICATIONS.c.live_from.desc(), PUBLICATIONS.c.number.desc())
        newest = select(PUBLICATIONS.c.number).where(begun).order_by(*last_first).limit(1)
        with self._reading() as statements:
            row = statements.row(newest)
        return None if row is None else int(row.number)

    def reviews(self) -> tuple[Review, ...]:
        """What was looked at without a change, the first first.

        Raises:
            StorageUnavailableError: as above.
        """
        with self._reading() as statements:
            rows = statements.rows(select(REVIEWS).order_by(REVIEWS.c.place))
        return tuple(from_json(Review, row.review) for row in rows)

    def content(self, number: int) -> tuple[bytes, str]:
        """The bytes of what was published under this number, and the name of the file.

        Raises:
            StorageUnavailableError: as above.
        """
        with self._reading() as statements:
            [published] = statements.rows(select(PUBLICATIONS).where(PUBLICATIONS.c.number == number))
            edition_id = publication_in(published).edition_id
            [row] = statements.rows(select(EDITIONS).where(EDITIONS.c.id == edition_id))
        return row.content, from_json(Edition, row.edition).file

    def next_content(self, now: datetime, known: str = "") -> tuple[bytes, str] | None:
        """The bytes of what will be live next, as far as can be foreseen, and the name of the file.

        That is a version that was published for a later day, else the draft that was loaded last.

        Args:
            now: The moment.
            known: The checksum of what is known already, and therefore not read again.

        Raises:
            StorageUnavailableError: as above.
        """
        waits = (PUBLICATIONS.c.live_from > now) & PUBLICATIONS.c.withdrawn_at.is_(None)
        staged = select(PUBLICATIONS).where(waits).order_by(PUBLICATIONS.c.live_from).limit(1)
        last_first = (EDITIONS.c.made_at.desc(), EDITIONS.c.id)
        coming = select(EDITIONS.c.id, EDITIONS.c.edition)
        draft = coming.where(EDITIONS.c.stage == Stage.DRAFT.value).order_by(*last_first).limit(1)
        with self._reading() as statements:
            row = statements.row(staged)
            if row is not None:
                draft = coming.where(EDITIONS.c.id == publication_in(row).edition_id)
            found = statements.row(draft)
            edition = None if found is None else from_json(Edition, found.edition)
            if edition is None or edition.sha256 == known:
                return None
            kept = statements.row(select(EDITIONS.c.content).where(EDITIONS.c.id == edition.id))
        return None if kept is None else (kept.content, edition.file)

    def every(self) -> tuple[Publication, ...]:
        """All publications, the first first.

        Raises:
            StorageUnavailableError: as above.
        """
        with self._reading() as statements:
            rows = statements.rows(select(PUBLICATIONS).order_by(PUBLICATIONS.c.number))
        return tuple(map(publication_in, rows))

    def changes(self, stop: threading.Event) -> Iterator[None]:
        """Comes back each time that it is worth a look, until ``stop`` is set."""
        if is_sqlite(self._engine):
            while not stop.wait(_LOOK_EVERY_SECONDS):
                yield
        while not stop.is_set():
            try:
                yield from self._announcements(stop)
            except StorageUnavailableError:
                yield
                stop.wait(_LISTEN_SECONDS)

    def wait_for_others(self) -> None:
        """Come back when the other processes have made ready what was just kept, or after some seconds.

        On PostgreSQL they tell by a lock that they are still at it. On SQLite they are on the same machine and find in
        its cache what was made of the file when it was checked.

        Raises:
            StorageUnavailableError: as above.
        """
        time.sleep(_SETTING_OUT_SECONDS)
        if is_sqlite(self._engine):
            return
        end = time.monotonic() + _MOST_HEAD_START_SECONDS
        with database_troubles(), self._alone() as connection:
            while not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _AT_WORK}):
                if time.monotonic() > end:
                    return
                time.sleep(_ASK_EVERY_SECONDS)
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _AT_WORK})

    def _announcements(self, stop: threading.Event) -> Iterator[None]:
        """Comes back at each announcement of PostgreSQL, and once a second."""
        with database_troubles(), self._alone() as connection:
            connection.exec_driver_sql(f"LISTEN {NEWS}")
            driver = connection.connection.driver_connection
            while driver is not None and not stop.is_set():
                for _ in driver.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                    pass
                connection.execute(text("SELECT pg_advisory_lock_shared(:lock)"), {"lock": _AT_WORK})
                try:
                    yield
                finally:
                    connection.execute(text("SELECT pg_advisory_unlock_shared(:lock)"), {"lock": _AT_WORK})

    def _alone(self) -> Connection:
        """A connection of its own, each statement of which is a transaction."""
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Statements]:
        with database_troubles(), self._engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            yield Statements(connection, self._organisation)


def read_live(url: str, now: datetime, organisation: str = ONLY_ORGANISATION) -> StoredFile | None:
    """What is live in the database at ``url``; ``None`` when there is no such thing there.

    Raises:
        DatabaseUnusableError: the URL is of no database that can be used, or has the layout of another version.
        StorageUnavailableError: the database cannot be used at this moment.
    """
    with _reader(url, organisation) as reader:
        number = None if reader is None else reader.live_number(now)
        return None if reader is None or number is None else StoredFile(*reader.content(number), reader.reviews())


def read_held_and_live(
    url: str, day: date, now: datetime, zone: tzinfo, organisation: str = ONLY_ORGANISATION
) -> tuple[StoredFile | None, StoredFile] | None:
    """What held on that day, ``None`` where nothing did, and what is live; ``None`` when there is no such thing there.

    Raises:
        DatabaseUnusableError: the URL is of no database that can be used, or has the layout of another version.
        StorageUnavailableError: the database cannot be used at this moment.
    """
    with _reader(url, organisation) as reader:
        number = None if reader is None else reader.live_number(now)
        if reader is None or number is None:
            return None
        held = held_on(reader.every(), day, zone)
        live = StoredFile(*reader.content(number), reader.reviews())
        if held is None or held.number == number:
            return None if held is None else live, live
        return StoredFile(*reader.content(held.number)), live


@contextlib.contextmanager
def _reader(url: str, organisation: str) -> Iterator[LiveReader | None]:
    """Reads what is in the database; ``None`` where it was never used by Magdat."""
    engine = open_engine(url)
    try:
        yield LiveReader(engine, organisation) if expect_layout(engine) else None
    finally:
        engine.dispose()
