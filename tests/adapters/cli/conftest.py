import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters import bootstrap
from adapters.cli import protocol_reading
from adapters.cli.exits import Exit
from adapters.cli.run import run
from adapters.clock import SystemClock
from adapters.doctor import protocol as protocol_examined
from adapters.settings import Settings
from bot.ports import Examined
from knowledge.checks import Remembering, check_protocol, foresee
from knowledge.loader import load_protocol
from knowledge.matching.decision import Doubt
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language
from tests.adapters.cli.walking import ENDS, SECRET
from tests.fakes import FakeMatcher, abstained, answered, clarified
from tests.knowledge.checks.drafts import FakeMatcher as CheckedMatcher


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    exit_status: Exit
    out: str
    err: str


Magdat = Callable[..., Ended]
Walked = Callable[..., Ended]


def sentence(ended: Ended) -> str:
    """The one line that was said."""
    [line] = ended.err.splitlines()
    return line


FINDINGS = (
    answered("Mag ik klanten toevoegen op LinkedIn?", "clients-on-linkedin"),
    answered("May I add clients on LinkedIn?", "clients-on-linkedin", Language.EN),
    clarified("Wat moet ik met de pers?", "answering-the-press", "passing-on-the-press"),
    abstained("¿Puedo añadir clientes?", Doubt.OTHER_LANGUAGE),
)
_MAKE_MATCHERS = (bootstrap, protocol_reading, protocol_examined)
"""All who have the function by name: one that is first imported while it is replaced would keep the replacement."""


@pytest.fixture
def magdat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Magdat:
    """The command, with a matcher that knows the bakery's questions beforehand."""
    matcher = FakeMatcher({finding.question: finding for finding in FINDINGS})
    for module in _MAKE_MATCHERS:
        monkeypatch.setattr(module, "make_matcher", lambda *_: matcher)
    monkeypatch.setattr("adapters.cli.checking.find_problems", _found_by_a_fake)

    def given(*arguments: str, **environment: str) -> Ended:
        exit_status = run(arguments, environment, tmp_path)
        told = capsys.readouterr()
        return Ended(exit_status, told.out, told.err)

    return given


@pytest.fixture
def walked(magdat: Magdat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walked]:
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


@pytest.fixture
def used(magdat: Magdat, tmp_path: Path) -> Path:
    """A database that Magdat used."""
    file = tmp_path / "magdat.sqlite3"
    url, cache = f"sqlite:///{file}", str(tmp_path / "cache")
    assert magdat("cases", MAGDAT_DATABASE_URL=url, MAGDAT_CACHE_DIR=cache).exit_status is Exit.FINE
    return file


def _found_by_a_fake(content: bytes, file: str, _: Settings) -> Examined:
    try:
        loaded = load_protocol(content, file)
    except ProtocolRejectedError as error:
        return Examined(error.problems, None)
    matcher = Remembering(CheckedMatcher({}))
    found = check_protocol(loaded, matcher, SystemClock().today())
    return Examined((*loaded.warnings, *found), None, foresee(loaded, matcher))
