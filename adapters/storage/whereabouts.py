"""How places on a channel are reached. A place is known by a keyed mark alone, and by nothing that leads to a case."""

from datetime import timedelta

from sqlalchemy import delete, select

from adapters.storage.tables import WHEREABOUTS
from adapters.storage.unit_of_work import SqlStorage
from bot.address import Address
from bot.ports import Clock, Vault

_KEPT = timedelta(days=400)
"""What was not heard from for so long is forgotten; the channel begins anew with it."""


class SqlWhereabouts:
    """The protocol ``Whereabouts``, in the database."""

    def __init__(self, storage: SqlStorage, vault: Vault, clock: Clock) -> None:
        self._storage = storage
        self._vault = vault
        self._clock = clock

    def remember(self, place: Address, how: str) -> None:
        """Keep how this place is reached, in place of what was known."""
        now = self._clock.now()
        with self._storage.statements() as statements:
            statements.change(delete(WHEREABOUTS).where(WHEREABOUTS.c.kept_at < now - _KEPT))
            kept = statements.upsert(WHEREABOUTS).values(mark=self._mark(place), how=how, kept_at=now)
            same = [WHEREABOUTS.c.organisation, WHEREABOUTS.c.mark]
            statements.change(kept.on_conflict_do_update(index_elements=same, set_={"how": how, "kept_at": now}))
            statements.commit()

    def recall(self, place: Address) -> str | None:
        """How it is reached; ``None`` when nothing is known."""
        with self._storage.statements() as statements:
            found = select(WHEREABOUTS.c.how).where(WHEREABOUTS.c.mark == self._mark(place))
            row = statements.row(found)
        return None if row is None else str(row.how)

    def _mark(self, place: Address) -> str:
        return self._vault.mark(f"whereabouts/{place.key}")
