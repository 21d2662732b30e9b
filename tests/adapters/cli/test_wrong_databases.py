"""The operator's walk, through databases: each that cannot be used, given to each command that opens one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from adapters.cli.exits import Exit
from adapters.storage.engine import open_engine
from tests.adapters.cli.conftest import Magdat, Walked, sentence
from tests.adapters.cli.walking import ASK, KEEPING, KEY, SECRET
from tests.bakery import BAKERY
from tests.databases import postgres_database


@pytest.mark.parametrize("command", [ASK, *KEEPING, ("doctor",), ("backup", "copy")], ids=" ".join)
def test_a_folder_in_the_place_of_the_database_is_told(
    walked: Walked, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "magdat.sqlite3").mkdir()

    ended = walked(*command)

    assert any(words in ended.out + ended.err for words in ("cannot be opened", "there is no database at"))


@pytest.mark.parametrize("command", [ASK, *KEEPING, ("doctor",), ("backup", "copy")], ids=" ".join)
def test_a_file_in_the_place_of_the_folder_of_the_database_is_told(
    walked: Walked, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").touch()

    ended = walked(*command, MAGDAT_DATABASE_URL=f"sqlite:///{tmp_path / 'file' / 'magdat.sqlite3'}")

    assert "cannot be made or written" in ended.out + ended.err


def changed(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize("command", [*KEEPING, ("doctor",)], ids=" ".join)
def test_a_database_of_a_later_version_is_told(walked: Walked, used: Path, command: tuple[str, ...]) -> None:
    changed(used, "UPDATE alembic_version SET version_num = '9999'")

    ended = walked(*command)

    assert "used by a later version of Magdat (layout 9999)" in ended.out + ended.err
    assert "Use that version, or put back a copy that is older." in ended.out + ended.err


@pytest.mark.parametrize("command", [*KEEPING, ("doctor",)], ids=" ".join)
def test_a_database_of_another_program_is_left_alone(walked: Walked, tmp_path: Path, command: tuple[str, ...]) -> None:
    changed(tmp_path / "magdat.sqlite3", "CREATE TABLE cases (a int)")

    ended = walked(*command)

    assert "it has tables of another program, such as cases. Choose a database" in ended.out + ended.err
    with closing(sqlite3.connect(tmp_path / "magdat.sqlite3")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("cases",)]


def test_a_question_to_a_database_of_another_program_is_told(walked: Walked, tmp_path: Path) -> None:
    changed(tmp_path / "magdat.sqlite3", "CREATE TABLE alembic_version (version_num text)")
    changed(tmp_path / "magdat.sqlite3", "INSERT INTO alembic_version VALUES ('f00d')")
    changed(tmp_path / "magdat.sqlite3", "CREATE TABLE publications (a int)")

    assert "later version of Magdat (layout f00d)" in sentence(walked(*ASK))


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        (("cases",), "Put that one back."),
        (("serve",), "Put that one back."),
        (("restore",), "Put that one back."),
        (("doctor",), "Put that one back."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_another_key_is_told(walked: Walked, used: Path, command: tuple[str, ...], advice: str) -> None:
    assert used.exists()

    ended = walked(*command, MAGDAT_VAULT_KEY=KEY)

    assert advice in ended.out + ended.err


@pytest.mark.parametrize(
    ("make", "advice"),
    [
        pytest.param(lambda key: key.mkdir(), "Is a directory. Let this user read it", id="a folder"),
        pytest.param(lambda key: key.write_bytes(b"\xff"), "is something else: it must be 32 bytes", id="no text"),
        pytest.param(lambda key: key.write_bytes(b""), "it must be 32 bytes in base64", id="empty"),
    ],
)
def test_a_key_file_that_cannot_be_used_is_told(
    walked: Walked, used: Path, make: Callable[[Path], object], advice: str
) -> None:
    key = used.with_suffix(".key")
    key.unlink()
    make(key)

    assert advice in sentence(walked("cases"))


@pytest.mark.parametrize("command", [ASK, *KEEPING, ("doctor",)], ids=" ".join)
def test_a_server_that_is_not_there_is_told(walked: Walked, command: tuple[str, ...]) -> None:
    away = f"postgresql://magdat:{SECRET}@127.0.0.1:1/magdat"

    ended = walked(*command, MAGDAT_DATABASE_URL=away, MAGDAT_VAULT_KEY=KEY)

    assert "it cannot be reached. Is it running" in ended.out + ended.err


@pytest.fixture
def server(postgres: str) -> Iterator[str]:
    with postgres_database(postgres, "magdat_walk") as url:
        yield url


@pytest.mark.parametrize("command", [ASK, (*ASK, "--on", "2026-03-03")], ids=["today", "an earlier day"])
def test_a_question_to_an_empty_postgresql_is_answered(
    magdat: Magdat, tmp_path: Path, server: str, command: tuple[str, ...]
) -> None:
    settings = {"MAGDAT_PROTOCOL": str(BAKERY), "MAGDAT_CACHE_DIR": str(tmp_path), "MAGDAT_DATABASE_URL": server}

    assert magdat(*command, **settings).exit_status is Exit.FINE


@pytest.mark.parametrize("command", [ASK, (*ASK, "--on", "2026-03-03")], ids=["today", "an earlier day"])
@pytest.mark.parametrize(
    ("revision", "advice"),
    [("0005", "magdat doctor brings it up to date"), ("9999", "used by a later version of Magdat")],
)
def test_a_question_to_a_postgresql_that_was_not_migrated_is_told(
    walked: Walked, server: str, command: tuple[str, ...], revision: str, advice: str
) -> None:
    engine = open_engine(server)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE publications (number int, live_from timestamptz)"))
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        connection.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')"))  # noqa: S608 -- ours
    engine.dispose()

    ended = walked(*command, MAGDAT_DATABASE_URL=server, MAGDAT_VAULT_KEY=KEY)

    assert advice in sentence(ended)
    assert ended.exit_status is Exit.WRONG_USE


@pytest.mark.parametrize("command", [ASK, *KEEPING, ("doctor",)], ids=" ".join)
def test_a_database_that_the_server_does_not_have_is_told(
    walked: Walked, postgres: str, command: tuple[str, ...]
) -> None:
    url = make_url(postgres).set(database="no_such_database").render_as_string(hide_password=False)

    ended = walked(*command, MAGDAT_DATABASE_URL=url, MAGDAT_VAULT_KEY=KEY)

    assert "the server has no database of this name. Make it" in ended.out + ended.err


@pytest.mark.parametrize("command", [ASK, *KEEPING, ("doctor",)], ids=" ".join)
def test_a_user_that_the_server_does_not_know_is_told(walked: Walked, server: str, command: tuple[str, ...]) -> None:
    url = make_url(server).set(username="nobody_here", password=SECRET).render_as_string(hide_password=False)

    ended = walked(*command, MAGDAT_DATABASE_URL=url, MAGDAT_VAULT_KEY=KEY)

    assert "the server does not let this user in. Mend user and password" in ended.out + ended.err


@pytest.fixture
def weak(server: str) -> Iterator[str]:
    """The database as it is to a user who may do nothing in it."""
    engine = open_engine(server)
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS magdat_weak"))
        connection.execute(text(f"CREATE ROLE magdat_weak LOGIN PASSWORD '{SECRET}'"))
    yield make_url(server).set(username="magdat_weak", password=SECRET).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE magdat_weak"))
    engine.dispose()


@pytest.mark.parametrize("command", [*KEEPING, ("doctor",)], ids=" ".join)
def test_a_user_who_may_make_nothing_in_the_database_is_told(
    walked: Walked, weak: str, command: tuple[str, ...]
) -> None:
    ended = walked(*command, MAGDAT_DATABASE_URL=weak, MAGDAT_VAULT_KEY=KEY)

    assert "Let it own the database; no restart is needed." in ended.out + ended.err


@pytest.mark.parametrize("command", [ASK, ("cases",), ("doctor",)], ids=" ".join)
def test_a_user_who_may_read_nothing_in_the_database_is_told(
    walked: Walked, magdat: Magdat, server: str, weak: str, command: tuple[str, ...]
) -> None:
    assert magdat("cases", MAGDAT_DATABASE_URL=server, MAGDAT_VAULT_KEY=KEY).exit_status is Exit.FINE

    ended = walked(*command, MAGDAT_DATABASE_URL=weak, MAGDAT_VAULT_KEY=KEY)

    assert "this user may not read and write all of it." in ended.out + ended.err
