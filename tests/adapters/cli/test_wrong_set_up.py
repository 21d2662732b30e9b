"""The operator's walk: each thing that can be set wrong, given to each command that meets it.

Whatever is wrong, the command ends with a status of its own, one sentence that says what to do, and no secret.
"""

import json
import socket
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from adapters.settings import WrongSettingError
from tests.adapters.cli.conftest import Walked, sentence
from tests.adapters.cli.walking import ASK, SECRET
from tests.bakery import BAKERY

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


def test_a_group_of_teams_is_not_passed_over_where_teams_is_not_set_up(walked: Walked) -> None:
    ended = walked("serve", MAGDAT_TEAMS_HR_GROUP="11111111-1111-1111-1111-111111111111")

    assert ended.exit_status is Exit.WRONG_INPUT
    assert "MicrosoftAppId" in sentence(ended)


@pytest.mark.parametrize("where", ["taken", "192.0.2.1:8080", "no-such-host.invalid:8080"])
def test_an_address_at_which_nobody_can_listen_is_told(walked: Walked, where: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        at = f"127.0.0.1:{taken.getsockname()[1]}" if where == "taken" else where

        ended = walked("serve", "--protocol", str(BAKERY), MAGDAT_HTTP=at)

    wrong = f"magdat: MAGDAT_HTTP: nobody can listen at {at}: it is taken, or not allowed. Choose another."
    assert sentence(ended) == wrong
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
