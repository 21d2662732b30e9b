"""What tests of every kind may ask for."""

import typing
from collections.abc import Iterator

import pytest

if typing.TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test keeps anything among the data of whoever runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL, started once a run."""
    from tests.databases import postgres_server  # noqa: PLC0415 -- imports SQLAlchemy, which most tests need not

    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_engine(postgres: str) -> "Iterator[Engine]":
    """A database with its tables on that PostgreSQL, shared by the tests: each empties it first."""
    from tests.databases import migrated, postgres_database  # noqa: PLC0415 -- as above

    with postgres_database(postgres, "magdat_contracts") as url, migrated(url) as engine:
        yield engine
