"""What all tests share: a data folder of its own, matchers of each kind on the starter protocol, a real PostgreSQL."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: two threads on busy cores take turns

import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.storage.array_store import FolderArrayStore
from knowledge.loader import read_protocol
from knowledge.matching.encoders import load_encoder
from knowledge.matching.matcher import Matcher
from knowledge.matching.semantic import Encoder
from knowledge.protocol import SocialMediaProtocol
from knowledge.starter import STARTER_PROTOCOL
from tests.remembering import RememberingEncoder

if typing.TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test keeps anything among the data of whoever runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for the whole run and all its processes, for tests of something else than how a protocol is learned.

    What is kept there gives the same as what is learned anew, as tests of the index and of the store prove.
    """
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "learned"


@pytest.fixture(scope="session")
def learned_store(learned: Path) -> FolderArrayStore:
    """What is kept in that cache, for who makes a matcher or an index."""
    return FolderArrayStore(learned)


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


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Engine]":
    """An empty database with its tables, of each kind."""
    from tests.databases import emptied, sqlite_database  # noqa: PLC0415 -- as above

    if request.param == "sqlite":
        with sqlite_database(tmp_path) as opened:
            yield opened
    else:
        yield emptied(request.getfixturevalue("postgres_engine"))


@pytest.fixture(scope="session")
def starter() -> SocialMediaProtocol:
    """The starter protocol."""
    return read_protocol(STARTER_PROTOCOL).protocol


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The sentence encoder that is taken by itself; a text that several tests encode is encoded once."""
    best = load_encoder()
    assert best is not None, "make test installs it"
    return RememberingEncoder(best)


@pytest.fixture(scope="session")
def starter_matcher(starter: SocialMediaProtocol, encoder: Encoder, learned_store: FolderArrayStore) -> Matcher:
    """Matches the starter protocol as it does by itself, with the best encoder."""
    return Matcher(starter, encoder, learned_store)


@pytest.fixture(scope="session")
def smaller_matcher(starter: SocialMediaProtocol, learned_store: FolderArrayStore) -> Matcher:
    """Matches the starter protocol with the smaller encoder, as where the best is not installed."""
    return Matcher(starter, load_encoder("use"), learned_store)


@pytest.fixture(scope="session")
def words_matcher(starter: SocialMediaProtocol, learned_store: FolderArrayStore) -> Matcher:
    """Matches the starter protocol by words alone."""
    return Matcher(starter, store=learned_store)
