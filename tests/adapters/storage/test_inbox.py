"""How the database goes about finding what can be handled next."""

from pathlib import Path

from sqlalchemy import event as listening

from adapters.storage.unit_of_work import SqlStorage
from tests.contracts.made import event, minutes
from tests.databases import sqlite_database


def test_what_stands_before_an_event_in_its_lane_is_looked_up_and_not_searched_for(tmp_path: Path) -> None:
    """However much someone sent while the first of it is tried again: 5,000 took ten seconds without the index."""
    with sqlite_database(tmp_path) as engine:
        with SqlStorage(engine).begin() as work:
            work.inbox.store(event(lane="sanne"))
            work.commit()
        ran: list[tuple[str, tuple[object, ...]]] = []
        listening.listen(engine, "before_cursor_execute", lambda _, __, text, values, *___: ran.append((text, values)))

        with SqlStorage(engine).begin() as work:
            work.inbox.lease(minutes(1), minutes(2), 5)

        lease, values = next(each for each in ran if each[0].startswith("WITH found"))
        with engine.connect() as connection:
            plan = [str(row.detail) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {lease}", values)]
    looked_up = [step for step in plan if step.startswith(("SEARCH ahead", "SCAN ahead"))]
    assert len(looked_up) == 2
    assert all("ix_inbox_organisation_lane_received_at" in step for step in looked_up), plan
