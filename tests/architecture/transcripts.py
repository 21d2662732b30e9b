"""The transcripts in the README, and what Magdat says now: ``python -m tests.architecture.transcripts`` writes it down.

A transcript is a fenced block that begins with ``$`` and a command. It is told anew on the starter protocol with the
sentence encoder, in a terminal of 80 columns, on a day that stands still.
"""

import io
import re
import shlex
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from adapters.bootstrap import OneVersion, open_publications
from adapters.console.chat import run_chat
from adapters.console.conversation import Conversation
from adapters.console.problem_report import draw_problems, draw_summary
from adapters.console.renderer import draw
from adapters.settings import Settings
from bot.handlers.questions import AskQuestion, ask_question
from knowledge.loader import load_protocol
from knowledge.problems import ProtocolRejectedError
from tests.fakes import FakeClock

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


class Teller:
    """Tells what a command says, without a process of its own."""

    def __init__(self, cache: Path) -> None:
        self._starter: OneVersion = open_publications(Settings(cache_dir=cache))

    def tell(self, command: str) -> str:
        """What ``command`` says.

        Raises:
            ValueError: it is no command that can be told.
        """
        match shlex.split(command):
            case [".venv/bin/magdat", "ask", question]:
                return _drawn(lambda console: self._ask(question, console))
            case ["printf", "%s\\n", *lines, "|", ".venv/bin/magdat", "chat"]:
                return _drawn(lambda console: self._chat(lines, console))
            case [".venv/bin/magdat", "check", file]:
                return _drawn(lambda console: _check(file, console))
            case _:
                raise ValueError(command)

    def _ask(self, question: str, console: Console) -> None:
        draw(ask_question(AskQuestion(question), self._starter, FakeClock()).message, console, numbered=False)

    def _chat(self, lines: Sequence[str], console: Console) -> None:
        run_chat(Conversation(self._starter, FakeClock(), None), lines, console, echo=True)


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
    with tempfile.TemporaryDirectory() as cache:
        teller = Teller(Path(cache))
        told = _TRANSCRIPT.sub(lambda found: f"$ {found['command']}\n{teller.tell(found['command'])}", text)
    README.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
