from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from adapters.storage.engine import open_engine, sqlite_url
from adapters.storage.failures import DatabaseUnusableError
from adapters.storage.migrate import HEAD, migrate
from adapters.storage.tables import METADATA
from adapters.storage.unit_of_work import SqlStorage
from tests.contracts.made import event, minutes
from tests.databases import postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "magdat.sqlite3")
        return
    with postgres_database(request.getfixturevalue("postgres"), "magdat_migrations") as empty:
        yield empty


def test_an_empty_database_gets_exactly_the_tables_of_the_code(url: str) -> None:
    engine = open_engine(url)

    migrate(engine)

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_migrating_again_changes_nothing(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO installation (name, value) VALUES ('a', 'b')"))

    migrate(engine)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM installation")).scalar() == "b"
    engine.dispose()


def test_processes_that_start_at_once_migrate_once(url: str) -> None:
    engines = [open_engine(url) for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(migrate, engines))

    assert inspect(engines[0]).has_table("cases")
    for engine in engines:
        engine.dispose()


def test_a_database_of_a_later_version_is_left_alone(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseUnusableError, match="later version of Magdat"):
        migrate(engine)
    engine.dispose()


def test_the_code_knows_which_step_is_the_last() -> None:
    config = Config()
    config.set_main_option("script_location", "adapters.storage:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_what_was_there_belongs_to_the_one_organisation(url: str) -> None:
    engine = open_engine(url)
    _upgraded(engine, "0005")
    now = "2026-11-23 12:00:00"
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO inbox (id, channel, received_at) VALUES ('e1', 'slack', :now)",
            "INSERT INTO publications (number, live_from, publication) VALUES (1, :now, '{}')",
            "INSERT INTO tallies (month, topic, gap, tag) VALUES ('2026-11', 'clients', 'unanswered', 1)",
            "INSERT INTO whereabouts (mark, how, kept_at) VALUES ('m', 'there', :now)",
            "INSERT INTO editions (id, stage, made_at, edition, content) VALUES ('d', 'draft', :now, '{}', '')",
        ):
            connection.execute(text(statement), {"now": now} if ":now" in statement else {})

    migrate(engine)

    with engine.connect() as connection:
        for table in ("inbox", "publications", "tallies", "whereabouts", "editions"):
            rows = connection.execute(text(f"SELECT organisation FROM {table}")).scalars().all()  # noqa: S608 -- ours
            assert rows == ["default"]
    engine.dispose()


def test_what_waited_before_there_were_lanes_is_still_handled(url: str) -> None:
    engine = open_engine(url)
    _upgraded(engine, "0010")
    with engine.begin() as connection:
        put = "INSERT INTO inbox (organisation, id, channel, payload, received_at) VALUES (:of, :id, 'slack', :p, :at)"
        waiting = [
            {"of": "default", "id": f"e{each}", "p": b"{}", "at": f"2026-11-23 12:00:0{each}"} for each in range(3)
        ]
        connection.execute(text(put), waiting)

    migrate(engine)

    with SqlStorage(engine).begin() as work:
        work.inbox.store(event("e3", lane="sanne"))
        leased = work.inbox.lease(minutes(1), minutes(2), 9)
    assert [(each.id, each.lane) for each in leased] == [("e0", ""), ("e3", "sanne"), ("e1", ""), ("e2", "")]
    engine.dispose()


@pytest.mark.parametrize("table", ["inbox", "publications", "followers", "review_reminders", "tallies", "whereabouts"])
def test_what_two_organisations_may_have_alike_is_known_by_both(url: str, table: str) -> None:
    engine = open_engine(url)

    migrate(engine)

    key = inspect(engine).get_pk_constraint(table)["constrained_columns"]
    assert key == [column.name for column in METADATA.tables[table].primary_key]
    assert key[0] == "organisation"
    engine.dispose()


def _upgraded(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "adapters.storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
