"""What a contract is tried on: the fake in memory, a SQLite file and a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.storage.unit_of_work import SqlStorage
from bot.ports import Storage
from tests.databases import emptied, sqlite_database
from tests.fake_storage import FakeStorage


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Storage of each kind, empty."""
    if request.param == "fake":
        yield FakeStorage()
    elif request.param == "sqlite":
        with sqlite_database(tmp_path) as engine:
            yield SqlStorage(engine)
    else:
        yield SqlStorage(emptied(request.getfixturevalue("postgres_engine")))
