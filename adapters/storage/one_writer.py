"""SQLite has one writer: the threads of a process take turns at it, and share the wait for the disk.

A unit of work is a savepoint in a transaction. Who ends one with a commit while another thread waits for its turn hands
the transaction on and waits; who finds nobody behind commits for all. So what many threads do at the same time is kept
by one write to the disk, however slow that is, and to each it looks like a transaction of its own: nobody is told that
something is kept before it is, and where the one commit fails, all are told so.

Threads take turns in the order in which they came, those first that somebody outside waits for. Each takes part once in
a transaction, and none begins its part late in one, so it ends soon. The file's own lock, which is asked for again and
again, is left to settle between processes.
"""

import collections
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from adapters.storage.engine import BUSY_MILLISECONDS
from adapters.storage.failures import DatabaseTroubleError, Trouble, database_troubles

_PATIENCE = BUSY_MILLISECONDS / 1000
_LONGEST_SHARED = 3 * _PATIENCE
"""So long one waits for the others in a transaction to end; beyond that nobody knows what becomes of it."""
_MOST_SHARING = 50
_LONGEST_OPEN = 0.04
"""After so many seconds, or units of work, no further one joins a transaction, so that it ends however many come: who
comes while one is being written waits for that write, for this, and for one write more. Where the disk is slow to write
the rest waits longer for it, and most who come are acknowledged sooner (``python -m tests.slack_server.load
acknowledgements``)."""


class Turns:
    """A lock that threads get in the order in which they came, and that is not waited for forever."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._own = threading.Lock()
        self._taken = False
        self._ahead: collections.deque[threading.Event] = collections.deque()
        self._behind: collections.deque[threading.Event] = collections.deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._ahead) + len(self._behind)

    def take(self, *, ahead: bool = False) -> None:
        """Wait for a turn, ``ahead`` of all who are not.

        Raises:
            DatabaseTroubleError: it did not come.
        """
        queue = self._ahead if ahead else self._behind
        with self._own:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Event()
            queue.append(mine)
        if mine.wait(self._patience):
            return
        with self._own:
            if not mine.is_set():  # else it came at the last moment
                queue.remove(mine)
                raise DatabaseTroubleError(Trouble.BUSY)

    def hand_on(self) -> bool:
        """Give the turn to who is next; ``False``, and it is kept, where nobody waits."""
        with self._own:
            return self._hand_on()

    def let_go(self) -> None:
        """Give the turn to who is next, or to nobody."""
        with self._own:
            self._taken = self._hand_on()

    def _hand_on(self) -> bool:
        queue = self._ahead or self._behind
        if queue:
            queue.popleft().set()
            return True
        return False


class Shared:
    """One transaction of several units of work.

    Attributes:
        sharing: How many units of work were begun in it.
        holds_any: One of them was kept.
        ended: It is committed, or ``trouble`` says why not.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sharing = 0
        self.holds_any = False
        self.ended = threading.Event()
        self.trouble: DatabaseTroubleError | None = None
        self._until = time.monotonic() + _LONGEST_OPEN

    @property
    def is_full(self) -> bool:
        """No further unit of work is begun in it."""
        return self.trouble is not None or self.sharing >= _MOST_SHARING or time.monotonic() >= self._until


class OneWriter:
    """The only writer of one SQLite file in this process; for all its threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turns = Turns()
        self._open: Shared | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The turn, with no transaction of others open: for what cannot share one.

        Raises:
            StorageUnavailableError: it did not come in time.
        """
        self._turns.take()
        try:
            self._end_open()
            yield
        finally:
            self._turns.let_go()

    @contextmanager
    def unit(self, *, ahead: bool = False) -> Iterator["Unit"]:
        """A unit of work, undone unless it was kept.

        Args:
            ahead: Before all who wait and are not.

        Raises:
            StorageUnavailableError: the database cannot be reached.
        """
        self._turns.take(ahead=ahead)
        unit: Unit | None = None
        try:
            unit = Unit(self, self._joined())
            yield unit
        finally:
            if unit is None:
                self._leave()
            else:
                unit.undo_unless_kept()

    def leave(self, shared: Shared) -> None:
        """Hand the transaction on to who waits, or end it."""
        if shared.is_full or not self._turns.hand_on():
            self._leave()

    def _leave(self) -> None:
        try:
            self._end_open()
        finally:
            self._turns.let_go()

    def _joined(self) -> Shared:
        """The open transaction, with a savepoint in it."""
        with database_troubles():
            if self._open is None:
                connection = self._engine.connect()
                try:
                    connection.begin()
                except BaseException:
                    let_go(connection)
                    raise
                self._open = Shared(connection)
            self._open.connection.exec_driver_sql("SAVEPOINT unit")
            self._open.sharing += 1
        return self._open

    def _end_open(self) -> None:
        """Commit the open transaction for all who are in it, or undo it where nobody kept anything."""
        shared, self._open = self._open, None
        if shared is None:
            return
        try:
            if shared.trouble is None and shared.holds_any:
                with database_troubles():
                    shared.connection.commit()
        except DatabaseTroubleError as error:
            shared.trouble = error
        except BaseException:
            shared.trouble = DatabaseTroubleError(Trouble.BUSY)
            raise
        finally:
            shared.ended.set()
            let_go(shared.connection)


class Unit:
    """One thread's part in a shared transaction."""

    def __init__(self, writer: OneWriter, shared: Shared) -> None:
        self._writer = writer
        self._shared = shared
        self._left = False

    @property
    def connection(self) -> Connection:
        """In the transaction."""
        return self._shared.connection

    def keep(self) -> None:
        """Keep what was done; returns once it is on the disk. Nothing can be done in this unit after that.

        Raises:
            StorageUnavailableError: it was not kept.
        """
        shared = self._shared
        if self._left:
            raise RuntimeError("a unit of work is committed once")
        with database_troubles():
            shared.connection.exec_driver_sql("RELEASE unit")
        shared.holds_any = True
        self._leave()
        if not shared.ended.wait(_LONGEST_SHARED):
            raise DatabaseTroubleError(Trouble.BUSY)
        if shared.trouble is not None:
            raise DatabaseTroubleError(shared.trouble.trouble) from shared.trouble

    def undo_unless_kept(self) -> None:
        """Undo it; where that fails, the database has undone all that is in the transaction, and all are told so."""
        if self._left:
            return
        try:
            with database_troubles():
                self._shared.connection.exec_driver_sql("ROLLBACK TO unit")
                self._shared.connection.exec_driver_sql("RELEASE unit")
        except Exception:  # noqa: BLE001 -- what brought us here matters more, and is on its way already
            self._shared.trouble = DatabaseTroubleError(Trouble.BUSY)
        self._leave()

    def _leave(self) -> None:
        self._left = True
        self._writer.leave(self._shared)


def let_go(connection: Connection) -> None:
    """Undo what was not committed; a connection on which that fails is thrown away."""
    try:
        with database_troubles():
            connection.rollback()
            connection.close()
    except DatabaseTroubleError:
        connection.invalidate()
        connection.close()
