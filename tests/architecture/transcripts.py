"""The transcripts in the README, and what Magdat says now: ``python -m tests.architecture.transcripts`` writes it down.

A transcript is a fenced block that begins with ``$`` and a command. All are told anew in their order, on the starter
protocol with the sentence encoder and one database, in terminals of 80 columns, on a day that stands still.
"""

import hashlib
import io
import re
import shlex
import tempfile
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from adapters.bootstrap import open_publications
from adapters.console.case_table import draw_cases
from adapters.console.chat import run_chat
from adapters.console.conversation import Conversation
from adapters.console.posts import CHANNEL, ConsoleMessenger
from adapters.console.problem_report import draw_problems, draw_summary
from adapters.console.renderer import draw
from adapters.console.roster import chat_of, employee, officer
from adapters.console.talk import KeptTalk
from adapters.office import Office, open_office
from adapters.one_version import OneVersion
from adapters.setting_values import CONSOLE_DESK
from adapters.settings import Settings
from adapters.storage.engine import sqlite_url
from bot.address import Address, Person
from bot.case import OVER, CaseState
from bot.handlers.questions import AskQuestion, ask_question
from bot.relay import Relay
from bot.view import view
from knowledge.loader import load_protocol
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language
from tests.fakes import FakeChance, FakeClock

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MISTAKE = ("verdict: forbidden", "verdict: verboden")
"""What is changed in the README's protocol before it is checked."""

_TRANSCRIPT = re.compile(r"(?<=^```console\n)\$ (?P<command>.+)\n(?P<said>(?:(?!```).*\n)*)(?=```$)", re.MULTILINE)
_WIDTH = 80


def transcripts(text: str) -> dict[str, str]:
    """What ``text`` says that each command says."""
    return {found["command"]: found["said"] for found in _TRANSCRIPT.finditer(text)}


def readme_protocol() -> str:
    """The protocol that the README shows."""
    [shown] = re.findall(
        r"^```yaml\n(magdat: 1\n.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(shown)


class SteadyIds:
    """Ids that look like real ones and are the same each time."""

    def __init__(self) -> None:
        self._given = 0

    def new_id(self) -> str:
        """26 characters of a-z and 2-7."""
        self._given += 1
        return b32encode(hashlib.sha256(str(self._given).encode()).digest()).decode("ascii")[:26].lower()


class Teller:
    """Tells what commands say, one after the other and without processes of their own.

    Sanne is the employee; the officer is whoever the command names.
    """

    def __init__(self, starter: OneVersion, office: Office) -> None:
        clock, ids = FakeClock(), SteadyIds()
        messenger = ConsoleMessenger(office.posts, clock)
        storage, vault = office.kept.storage, office.kept.vault
        self._starter = starter
        self._posts = office.posts
        self._relay = Relay(storage, {CHANNEL: messenger}, vault, clock=clock, ids=ids, chance=FakeChance())
        self._ports = replace(office.ports, clock=clock, ids=ids, announcer=self._relay)

    def tell(self, command: str) -> str:
        """What ``command`` says.

        Raises:
            ValueError: it is no command that can be told.
        """
        match shlex.split(command):
            case [".venv/bin/magdat", "ask", question]:
                return _drawn(lambda console: self._ask(question, console))
            case ["printf", "%s\\n", *lines, "|", ".venv/bin/magdat", "chat"]:
                sanne = employee("sanne")
                return _drawn(lambda console: self._chat(sanne, chat_of(sanne), lines, console))
            case ["printf", "%s\\n", *lines, "|", ".venv/bin/magdat", "desk", "--name", name]:
                return _drawn(lambda console: self._chat(officer(name), CONSOLE_DESK, lines, console))
            case [".venv/bin/magdat", "cases"]:
                return _drawn(self._cases)
            case [".venv/bin/magdat", "check", file]:
                return _drawn(lambda console: _check(file, console))
            case _:
                raise ValueError(command)

    def _ask(self, question: str, console: Console) -> None:
        draw(ask_question(AskQuestion(question), self._starter, FakeClock()).message, console, numbered=False)

    def _chat(self, person: Person, where: Address, lines: Sequence[str], console: Console) -> None:
        talk = KeptTalk(self._ports, self._relay, self._posts, person, where, tidy=lambda: None)
        at_desk = where == CONSOLE_DESK
        run_chat(Conversation(self._starter, FakeClock(), None, talk, at_desk=at_desk), lines, console, echo=True)

    def _cases(self, console: Console) -> None:
        with self._ports.storage.begin() as uow:
            cases = [view(case) for case in uow.cases.listed([state for state in CaseState if state not in OVER], 100)]
        draw_cases(cases, self._ports.desk.hours.zone, Language.NL, console)


@contextmanager
def telling(learned: Path | None = None) -> Iterator[Teller]:
    """A teller with a database of its own, and a cache of its own where none is given."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(cache_dir=learned or Path(folder), database_url=sqlite_url(Path(folder) / "magdat.sqlite3"))
        starter = open_publications(settings)
        with open_office(settings, starter) as office:
            yield Teller(starter, office)


def _check(file: str, console: Console) -> None:
    wrong = readme_protocol().replace(*MISTAKE)
    try:
        load_protocol(wrong.encode(), file)
    except ProtocolRejectedError as error:
        draw_problems(error.problems, wrong.split("\n"), console)
        draw_summary(file, error.problems, console)


def _drawn(draw_on: Callable[[Console], None]) -> str:
    stream = io.StringIO()
    draw_on(Console(file=stream, width=_WIDTH, highlight=False, markup=False, emoji=False))
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().rstrip().splitlines())


def main() -> None:
    """Write into the README what Magdat says now."""
    text = README.read_text(encoding="utf-8")
    with telling() as teller:
        told = _TRANSCRIPT.sub(lambda found: f"$ {found['command']}\n{teller.tell(found['command'])}", text)
    README.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
