"""What is typed for one of two organisations on one database does nothing to the other."""

from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from tests.adapters.cli.test_protocol import STRICTER, VERSION, Command, live

TWO = '[organisations.kruim]\nMAGDAT_DESK = "console"\n[organisations.deeg]\nMAGDAT_REPLY_HOURS = "4"\n'


@pytest.fixture
def magdat(tmp_path: Path, learned: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    (tmp_path / "magdat.toml").write_text(TWO)
    return Command(tmp_path, learned, capsys)


def of(command: Command, organisation: str, *arguments: str, expect: Exit = Exit.FINE) -> str:
    return command(*arguments, "--organisation", organisation, expect=expect)


def test_each_publishes_its_own_protocol(magdat: Command) -> None:
    of(magdat, "kruim", "protocol", "publish", magdat.file(VERSION, STRICTER), "--anyway", "try")

    histories = {name: of(magdat, name, "protocol", "history") for name in ("kruim", "deeg")}
    asked = {name: of(magdat, name, "ask", "mag ik klanten toevoegen?", "--json") for name in ("kruim", "deeg")}

    assert "2026.4" in histories["kruim"]
    assert "2026.4" not in histories["deeg"]
    assert '"2026.4"' in asked["kruim"]
    assert '"2026.3"' in asked["deeg"]


def test_a_draft_of_one_is_nothing_to_the_other(magdat: Command) -> None:
    (magdat.folder / "magdat.toml").write_text(f'MAGDAT_SECOND_ADMIN = "yes"\n{TWO}')
    of(magdat, "kruim", "protocol", "publish", magdat.file(VERSION, STRICTER), "--anyway", "try")
    draft = of(magdat, "kruim", "protocol", "drafts").split()[0]

    told = of(magdat, "deeg", "protocol", "approve", draft, expect=Exit.WRONG_INPUT)

    assert draft not in of(magdat, "deeg", "protocol", "drafts")
    assert draft in of(magdat, "kruim", "protocol", "drafts")
    assert "2026.4" not in told


def test_it_must_be_said_which_is_meant(magdat: Command) -> None:
    told = magdat("cases", expect=Exit.WRONG_USE)
    wrong = magdat("cases", "--organisation", "krium", expect=Exit.WRONG_USE)

    assert "say which one is meant: kruim, deeg" in told
    assert "there is no krium" in wrong


def test_what_is_done_to_a_file_needs_no_organisation(magdat: Command) -> None:
    magdat("protocol", "check", magdat.file())


def test_the_only_organisation_may_be_named(magdat: Command) -> None:
    (magdat.folder / "magdat.toml").unlink()

    of(magdat, "default", "protocol", "publish", magdat.file(VERSION), "--anyway", "try")

    assert live(magdat) == "2026.4"


def test_what_was_kept_before_there_were_more_is_that_of_default(magdat: Command) -> None:
    (magdat.folder / "magdat.toml").unlink()
    magdat("protocol", "publish", magdat.file(VERSION), "--anyway", "try")
    (magdat.folder / "magdat.toml").write_text("[organisations.default]\n[organisations.deeg]\n")

    assert "2026.4" in of(magdat, "default", "protocol", "history")
    assert "2026.4" not in of(magdat, "deeg", "protocol", "history")


@pytest.mark.parametrize("option", [("--watch", "next.yaml"), ("--protocol", "next.yaml"), ("--insecure-local",)])
def test_what_is_meant_for_one_organisation_is_refused_where_there_are_more(
    magdat: Command, option: tuple[str, ...]
) -> None:
    magdat.file()

    told = magdat("serve", *option, expect=Exit.WRONG_USE)

    assert f"{option[0]}: it is for one organisation" in told
