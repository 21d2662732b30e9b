"""What operators type: doctor, backup and restore, as one sees them."""

import json
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from adapters.cli.run import run
from tests.bakery import BAKERY


@pytest.fixture
def environment(tmp_path: Path, learned: Path) -> dict[str, str]:
    return {
        "MAGDAT_PROTOCOL": str(BAKERY),
        "MAGDAT_ENCODER": "none",
        "MAGDAT_CACHE_DIR": str(learned),
        "MAGDAT_DATABASE_URL": f"sqlite:///{tmp_path / 'magdat.sqlite3'}",
    }


def test_the_doctor_says_line_by_line_that_all_is_well(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor"], environment, tmp_path) is Exit.FINE

    *lines, last = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok     ") for line in lines)
    assert last == "All is well."


def test_the_doctor_ends_with_1_and_says_how_to_mend(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor"], environment | {"MAGDAT_VAULT_KEY": "short"}, tmp_path) is Exit.WRONG_INPUT

    out = capsys.readouterr().out
    assert "WRONG  database and vault key: MAGDAT_VAULT_KEY: it must be 32 bytes" in out
    assert "       Mend: " in out
    assert out.splitlines()[-1] == "1 of 7 need mending."


def test_the_doctor_says_it_as_one_document(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["doctor", "--json"], environment | {"MAGDAT_VAULT_KEY": "short"}, tmp_path)

    said = json.loads(capsys.readouterr().out)
    assert said["well"] is False
    assert {finding["name"]: finding["ok"] for finding in said["findings"]}["database and vault key"] is False


def test_a_copy_is_made_and_put_back(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["cases"], environment, tmp_path)
    assert run(["backup", str(tmp_path / "copy")], environment, tmp_path) is Exit.FINE
    assert run(["restore", str(tmp_path / "copy"), "--replace"], environment, tmp_path) is Exit.FINE

    assert "Restored (time 1)." in capsys.readouterr().out


def test_a_database_that_was_put_back_by_other_means_is_looked_after(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["restore"], environment, tmp_path) is Exit.FINE

    assert "Restored (time 1)." in capsys.readouterr().out


@pytest.mark.parametrize("command", [["backup", "copy"], ["restore", "copy"]], ids=["backup", "restore"])
def test_postgresql_has_its_own_tools_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    environment = {"MAGDAT_DATABASE_URL": "postgresql://magdat@127.0.0.1:1/magdat"}

    assert run(command, environment, tmp_path) is Exit.WRONG_INPUT

    assert "pg_dump" in capsys.readouterr().err


def test_where_nothing_is_kept_there_is_nothing_to_copy(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there").mkdir()
    nowhere = environment | {"MAGDAT_DATABASE_URL": f"sqlite:///{tmp_path / 'there' / 'no.sqlite3'}"}

    assert run(["backup", str(tmp_path / "copy")], nowhere, tmp_path) is Exit.WRONG_INPUT

    assert "no.sqlite3" in capsys.readouterr().err
