"""What is wrong with a protocol file, said so that its author can mend it."""

import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.sentence import Sentence


class Severity(StrEnum):
    """Whether a problem keeps a protocol from going live."""

    ERROR = "error"
    WARNING = "warning"


Path = tuple[str | int, ...]
"""Where in the file's structure: keys and zero-based places, outermost first; empty means the whole file."""


class Place(typing.NamedTuple):
    """Where in the file's text; both count from 1, columns in characters."""

    line: int
    column: int


def place_at(text: str, index: int) -> Place:
    """The place in ``text`` of the character at ``index``."""
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a protocol file.

    Attributes:
        code: A stable name for this kind of problem, such as ``unknown-key``.
        file: As the author named it.
        message: One sentence: what is wrong.
        hint: One sentence: how to mend it.
    """

    code: str
    file: str
    place: Place
    path: Path
    message: Sentence
    hint: Sentence
    severity: Severity = Severity.ERROR

    @property
    def written_path(self) -> str:
        """The path as people write it: ``clauses[3].verdict``."""
        written = ""
        for step in self.path:
            written += f"[{step}]" if isinstance(step, int) else f".{step}" if written else step
        return written

    def __str__(self) -> str:
        """The problem on two lines: where and what, then the remedy."""
        where = f"{self.file}:{self.place.line}:{self.place.column}: "
        label = "warning: " if self.severity is Severity.WARNING else ""
        path = f"{self.written_path}: " if self.path else ""
        return f"{where}{label}{path}{self.message}\n    {self.hint}"


class ProtocolRejectedError(Exception):
    """A protocol file cannot be used.

    Attributes:
        problems: All that is wrong with it, in the order of the file; never empty.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
        super().__init__("\n".join(str(problem) for problem in self.problems))


MOST_PROBLEMS = 500
"""A file with more mistakes than this is not the file that its author meant to load."""


class TooManyProblemsError(Exception):
    """Looking further makes no sense: the collection is full."""


class ProblemCollection:
    """The problems of one file, as they are found."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []

    def __iter__(self) -> Iterator[Problem]:
        """The problems in the order they were found."""
        return iter(self._problems)

    def __len__(self) -> int:
        """How many were found."""
        return len(self._problems)

    @property
    def has_errors(self) -> bool:
        """Whether anything keeps the file from being used."""
        return any(problem.severity is Severity.ERROR for problem in self._problems)

    def add(self, code: str, place: Place, path: Path, message: Sentence, hint: Sentence) -> None:
        """Keep one problem.

        Raises:
            TooManyProblemsError: this was one too many; a last problem says so.
        """
        self._keep(Problem(code, self._file, place, path, message, hint))

    def warn(self, code: str, place: Place, path: Path, message: Sentence, hint: Sentence) -> None:
        """Keep one problem that does not keep the protocol from going live.

        Raises:
            TooManyProblemsError: this was one too many; a last problem says so.
        """
        self._keep(Problem(code, self._file, place, path, message, hint, Severity.WARNING))

    def _keep(self, problem: Problem) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(problem)
            return
        message = Sentence(
            "There is more wrong with this file; these are the first {most} problems found.", most=MOST_PROBLEMS
        )
        hint = Sentence("Check that this is the right file, mend these, and check again.")
        self._problems.append(Problem("too-many-problems", self._file, problem.place, (), message, hint))
        raise TooManyProblemsError


def twice(first: Place, second: Place) -> Sentence:
    """Where something stands that should stand once, to follow "stands"."""
    if first.line == second.line:
        return Sentence("twice on line {line}", line=first.line)
    return Sentence("on line {first} and again on line {second}", first=first.line, second=second.line)


def shorten(text: str, length: int = 60) -> str:
    """``text`` on one line of at most ``length`` characters, safe to show: for messages, never for quotes."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: length + 1])
    return shown if len(shown) <= length else f"{shown[: length - 1]}…"
