"""Where an asker is (sealed), and where at the desk a case is handled, in the database."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from adapters.storage.statements import Statements
from adapters.storage.tables import DESK_THREADS, SEALED_ADDRESSES
from bot.address import Address
from bot.ports import SealedAddress


class SqlSealedAddresses:
    """The port ``SealedAddresses`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def put(self, sealed: SealedAddress) -> None:
        """Keep it, in the place of an earlier one of the same case."""
        kept = self._statements.upsert(SEALED_ADDRESSES).values(case_id=sealed.case_id, key=sealed.key, box=sealed.box)
        again = kept.on_conflict_do_update(
            index_elements=[SEALED_ADDRESSES.c.case_id],
            set_={"key": sealed.key, "box": sealed.box},
            where=SEALED_ADDRESSES.c.organisation == kept.excluded.organisation,
        )
        self._statements.change(again)

    def get(self, case_id: str) -> SealedAddress | None:
        """The sealed address; ``None`` when it was deleted."""
        row = self._statements.row(select(SEALED_ADDRESSES).where(SEALED_ADDRESSES.c.case_id == case_id))
        return None if row is None else SealedAddress(row.case_id, row.key, row.box)

    def remove(self, case_id: str) -> None:
        """Delete it, where there is one."""
        self._statements.change(delete(SEALED_ADDRESSES).where(SEALED_ADDRESSES.c.case_id == case_id))


class SqlDeskThreads:
    """The port ``DeskThreads`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def put(self, case_id: str, at: Address) -> None:
        """From here on the case is handled there."""
        kept = self._statements.upsert(DESK_THREADS).values(case_id=case_id, **_columns(at))
        again = kept.on_conflict_do_update(
            index_elements=[DESK_THREADS.c.case_id],
            set_=_columns(at),
            where=DESK_THREADS.c.organisation == kept.excluded.organisation,
        )
        self._statements.change(again)

    def get(self, case_id: str) -> Address | None:
        """Where the case is handled; ``None`` when nothing was ever said about it."""
        row = self._statements.row(select(DESK_THREADS).where(DESK_THREADS.c.case_id == case_id))
        return None if row is None else Address(row.channel, row.tenant, row.conversation, row.thread)

    def case_at(self, at: Address) -> str | None:
        """The id of the case that is handled in this thread; ``None`` when none is, or when it is no thread."""
        if not at.thread:
            return None
        same = [DESK_THREADS.c[name] == value for name, value in _columns(at).items()]
        row = self._statements.row(select(DESK_THREADS.c.case_id).where(*same))
        return None if row is None else str(row.case_id)


def _columns(at: Address) -> Mapping[str, str]:
    return {"channel": at.channel, "tenant": at.tenant, "conversation": at.conversation, "thread": at.thread}
