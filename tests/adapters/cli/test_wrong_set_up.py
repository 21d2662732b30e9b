"""The operator's walk: each thing that can be set wrong, given to each command that meets it.

Whatever is wrong, the command ends with a status of its own, one sentence that says what to do, and no secret.
"""

import base64
import json
import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from adapters.cli.exits import Exit
from adapters.settings import WrongSettingError
from adapters.storage.engine import open_engine
from tests.adapters.cli.conftest import Ended, Magdat
from tests.bakery import BAKERY
from tests.databases import postgres_database

SECRET = "geheim22"  # noqa: S105 -- nobody's
KEY = base64.b64encode(bytes(range(32))).decode()
ASK = ("ask", "Mag ik klanten toevoegen op LinkedIn?")
ENDS = {Exit.WRONG_INPUT, Exit.WRONG_USE, Exit.UNAVAILABLE}

KEEPING = (
    ("cases",),
    ("chat",),
    ("serve",),
    ("parked",),
    ("restore",),
    ("privacy", "export", "jan"),
    ("privacy", "forget", "jan"),
    ("protocol", "history"),
    ("protocol", "publish", str(BAKERY)),
)
"""What opens the database to keep something."""


@pytest.fixture
def walked(magdat: Magdat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Ended]]:
    """Gives the command, and makes sure that it ended as every command that cannot be done has to."""

    def given(*arguments: str, **environment: str) -> Ended:
        usual = {
            "MAGDAT_ENCODER": "none",
            "MAGDAT_CACHE_DIR": str(tmp_path / "cache"),
            "MAGDAT_DATABASE_URL": f"sqlite:///{tmp_path / 'magdat.sqlite3'}",
            "MAGDAT_HTTP": "127.0.0.1:0",
        }
        ended = magdat(*arguments, **usual | environment)
        said = ended.out + ended.err
        assert ended.exit_status in ENDS, said
        assert "Traceback" not in said
        assert SECRET not in said
        assert "a mistake in Magdat" not in said
        return ended

    with Path(os.devnull).open(encoding="utf-8") as nothing:  # pytest's own input cannot be read
        monkeypatch.setattr("sys.stdin", nothing)
        yield given


Walked = Callable[..., Ended]


def sentence(ended: Ended) -> str:
    """The one line that was said."""
    [line] = ended.err.splitlines()
    return line


WRONG_SETTINGS = (
    pytest.param({"MAGDAT_PROTOCOL": "~nobody-here/p.yaml"}, "home of nobody", id="the home of nobody"),
    pytest.param({"MAGDAT_DATABASE_URL": "sqlite:///~nobody-here/m.sqlite3"}, "home of nobody", id="a database there"),
    pytest.param({"MAGDAT_CACHE_DIR": "~nobody-here"}, "home of nobody", id="a cache there"),
    pytest.param({"MAGDAT_VAULT_KEY_FILE": "~nobody-here/key"}, "home of nobody", id="a secret there"),
    pytest.param({"MAGDAT_VAULT_KEY_FILE": "/no/such/key"}, "No such file or directory. Name a file", id="no secret"),
    pytest.param({"MAGDAT_VAULT_KEY_FILE": "/"}, "Is a directory. Name a file", id="a folder for a secret"),
    pytest.param({"MAGDAT_VAULT_KEY_FILE": "/dev/zero"}, "longer than 4096", id="a secret without end"),
    pytest.param({"MAGDAT_VAULT_KEY": SECRET}, "32 bytes in base64: openssl rand", id="no key"),
    pytest.param({"MAGDAT_DATABASE_URL": f"mysql://a:{SECRET}@h/n"}, "must be sqlite:///FILE", id="another database"),
    pytest.param({"MAGDAT_DATABASE_URL": f"postgresql://a:{SECRET}@h:x/n"}, "postgresql://USER@HOST:PORT", id="port x"),
    pytest.param({"MAGDAT_DATABASE_URL": f"postgresql://a:{SECRET}@h:0/n"}, "from 1 to 65535", id="port 0"),
    pytest.param({"MAGDAT_DATABASE_URL": f"postgresql://a:{SECRET}@h:99999/n"}, "from 1 to 65535", id="port 99999"),
    pytest.param({"MAGDAT_DATABASE_URL": "sqlite:////dev/null/m.sqlite3"}, "Let this user write there", id="no folder"),
    pytest.param({"MAGDAT_DATABASE_URL": "sqlite:////proc/m.sqlite3"}, "Let this user write there", id="no place"),
    pytest.param({"MAGDAT_WEB_URL": "https://"}, "must be an address such as", id="pages nowhere"),
    pytest.param({"MAGDAT_WEB_URL": "https://[::"}, "must be an address such as", id="half an address"),
    pytest.param({"MAGDAT_WEB_URL": "https://a b.example"}, "must be an address such as", id="a blank in it"),
    pytest.param({"MAGDAT_WEB_URL": "http://127.0.0.1:x"}, "must be an address such as", id="no number for a port"),
    pytest.param({"MAGDAT_WEB_URL": f"https://a:{SECRET}@b.example"}, "without a password", id="a password in it"),
    pytest.param({"MAGDAT_SLACK_API_URL": "https://"}, "must be an address such as", id="Slack nowhere"),
    pytest.param({"MAGDAT_HTTP": "8080"}, "It must be such as 127.0.0.1:8080", id="a port alone"),
    pytest.param({"MAGDAT_ENCODER": "onnx:~nobody-here"}, "home of nobody", id="a model there"),
)


@pytest.mark.parametrize(("wrong", "advice"), WRONG_SETTINGS)
def test_a_wrong_setting_is_one_sentence_that_says_what_to_do(
    walked: Walked, wrong: dict[str, str], advice: str
) -> None:
    ended = walked("cases", **wrong)

    assert advice in sentence(ended)
    assert ended.exit_status is Exit.WRONG_USE


@pytest.mark.parametrize(("wrong", "advice"), WRONG_SETTINGS)
def test_a_wrong_setting_is_the_same_sentence_for_the_doctor(
    walked: Walked, wrong: dict[str, str], advice: str
) -> None:
    said = json.loads(walked("doctor", "--json", **wrong).out)

    told = [each["wrong"] or "" for each in said.get("findings", ())] or [said["error"]["message"]]
    assert any(advice in each for each in told)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        pytest.param(b"MAGDAT_DESK =", 'Write each setting as NAME = "value"', id="half a line"),
        pytest.param(b"SLACK_BOT_TOKEN = xoxb-geheim22", 'Write each setting as NAME = "value"', id="no quotes"),
        pytest.param(b"MAGDAT_DSEK = 'console'", "Did you mean MAGDAT_DESK?", id="a slip"),
        pytest.param(b"MAGDAT_HTTP = 8080", "must be a text in quotes", id="a number"),
        pytest.param(b"\xff\xfe", "no text in UTF-8", id="no text"),
        pytest.param(b"a = " + b"[" * 5_000, "nested too deeply", id="deep"),
        pytest.param(b"#" * 1_000_000, "larger than 256 KiB", id="large"),
    ],
)
def test_a_settings_file_that_is_wrong_is_one_sentence(
    walked: Walked, tmp_path: Path, written: bytes, advice: str
) -> None:
    (tmp_path / "magdat.toml").write_bytes(written)

    assert advice in sentence(walked("cases"))


def test_a_folder_in_the_place_of_the_settings_file_is_one_sentence(walked: Walked, tmp_path: Path) -> None:
    (tmp_path / "magdat.toml").mkdir()

    assert "Is a directory. Let this user read it, or take it away." in sentence(walked("cases"))


@pytest.mark.parametrize("token", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
@pytest.mark.parametrize("value", ["xoxb-geheim22…", "xoxb-geheim22 geheim22", "xoxb-gehéim"])
def test_a_token_that_was_copied_badly_is_told_before_slack_is_asked(walked: Walked, token: str, value: str) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-0", "SLACK_APP_TOKEN": "xapp-0", token: value}

    ended = walked("serve", "--protocol", str(BAKERY), **tokens)

    assert f"{token}: it has signs that no token has. Copy it again" in ended.err


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


@pytest.fixture
def used(magdat: Magdat, tmp_path: Path) -> Path:
    """A database that Magdat used."""
    file = tmp_path / "magdat.sqlite3"
    url, cache = f"sqlite:///{file}", str(tmp_path / "cache")
    assert magdat("cases", MAGDAT_DATABASE_URL=url, MAGDAT_CACHE_DIR=cache).exit_status is Exit.FINE
    return file


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


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        pytest.param(("backup", "/no/such/folder/copy"), "cannot be copied to /no/such/folder/copy", id="no folder"),
        pytest.param(("backup", "/"), "is there already. Choose another name", id="a folder for the copy"),
        pytest.param(("backup", "/dev/null"), "is there already. Choose another name", id="a file that is there"),
        pytest.param(("restore", "/no/such/copy"), "there is no file /no/such/copy", id="no copy"),
        pytest.param(("restore", "/"), "there is no file /", id="a folder for a copy"),
        pytest.param(("restore", str(BAKERY)), "cannot be read as a database", id="another file"),
        pytest.param(("parked", "--again", "nothing"), "See: magdat parked", id="no delivery"),
        pytest.param(("privacy", "export", "a/b"), "Give CHANNEL/TENANT/ID, or a login", id="no person"),
        pytest.param(("privacy", "forget", " "), "Give CHANNEL/TENANT/ID, or a login", id="a blank person"),
        pytest.param(("serve", "--watch", "/no/such.yaml"), "Check the name and the folder", id="nothing to watch"),
        pytest.param(("serve", "--watch", "/"), "Check the name and the folder", id="a folder to watch"),
        pytest.param(("doctor", "signal"), "invalid choice", id="no platform"),
    ],
)
def test_what_is_given_to_a_command_and_cannot_be_used_is_told(
    walked: Walked, used: Path, arguments: tuple[str, ...], advice: str
) -> None:
    assert used.exists()

    assert advice in walked(*arguments).err


@pytest.mark.parametrize("given", ["/no/such.yaml", "/", "/dev/null"])
@pytest.mark.parametrize("command", [ASK, ("chat",), ("serve",), ("doctor",)], ids=" ".join)
def test_a_protocol_that_is_none_is_told_with_its_name(walked: Walked, command: tuple[str, ...], given: str) -> None:
    ended = walked(*command, MAGDAT_PROTOCOL=given)

    assert ended.exit_status is Exit.WRONG_INPUT
    assert given in ended.out + ended.err


@pytest.mark.parametrize("where", ["taken", "192.0.2.1:8080", "no-such-host.invalid:8080"])
def test_an_address_at_which_nobody_can_listen_is_told(walked: Walked, where: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        at = f"127.0.0.1:{taken.getsockname()[1]}" if where == "taken" else where

        ended = walked("serve", "--protocol", str(BAKERY), MAGDAT_HTTP=at)

    assert f"nobody can listen at {at}: it is taken, or not allowed. Choose another." in ended.err
    assert ended.exit_status is Exit.WRONG_INPUT


def test_a_setting_that_turns_out_wrong_among_what_runs_together_is_one_sentence(
    walked: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> None:
        wrong = WrongSettingError("MAGDAT_HTTP", "it is taken. Choose another.")
        raise ExceptionGroup("tasks", [ExceptionGroup("inner tasks", [wrong])])

    monkeypatch.setattr("adapters.cli.serving.serve_until_stopped", fails)

    assert sentence(walked("serve")) == "magdat: MAGDAT_HTTP: it is taken. Choose another."


def test_a_cache_that_cannot_be_written_is_told_by_the_doctor(walked: Walked, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    said = walked("doctor", MAGDAT_PROTOCOL=str(BAKERY), MAGDAT_CACHE_DIR=str(tmp_path / "file")).out

    assert "WRONG  cache:" in said
    assert "choose another folder with MAGDAT_CACHE_DIR" in said


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
