"""How places are reached is kept, and nothing of whose places they are."""

from pathlib import Path

from sqlalchemy import select

from adapters.storage.opening import open_kept
from adapters.storage.tables import WHEREABOUTS
from adapters.storage.whereabouts import SqlWhereabouts
from bot.address import Address
from tests.fakes import MovingClock

PLACE = Address("teams", "kruim", "person:aad-sanne")


def test_the_last_that_was_kept_is_recalled_and_only_for_that_place(tmp_path: Path) -> None:
    kept = open_kept(f"sqlite:///{tmp_path}/magdat.sqlite3", None)
    whereabouts = SqlWhereabouts(kept.storage, kept.vault, MovingClock())

    whereabouts.remember(PLACE, "there")
    whereabouts.remember(PLACE, "here")

    assert whereabouts.recall(PLACE) == "here"
    assert whereabouts.recall(Address("teams", "another", PLACE.conversation)) is None
    with kept.storage.statements() as statements:
        (row,) = statements.rows(select(WHEREABOUTS))
    assert "sanne" not in str(row)
    kept.close()
