"""A protocol file as its author sees it: the lines with a problem, numbered, with what is wrong and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.web.room import weight
from bot.problem_wording import tell
from knowledge.problems import Problem, Severity
from knowledge.protocol import Language
from knowledge.protocol_file.file_text import NO_TEXT, WORD_DOCUMENT

_AROUND = 2
"""Lines that are shown before and after one with a problem."""
_FRAME = 120
"""In bytes, of the page around a line or a problem."""
_LONGEST_LINE = 300
"""In characters."""


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One problem of a line.

    Attributes:
        column: Where in the line, from 1.
    """

    column: int
    message: str
    hint: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the file, with what is wrong in it.

    Attributes:
        follows: Whether the line shown before it is the line before it.
    """

    number: int
    text: str
    problems: tuple[ShownProblem, ...]
    follows: bool


@dataclass(frozen=True, slots=True)
class ShownFile:
    """The lines that matter.

    Attributes:
        left_out: How many problems the page has no room for.
    """

    lines: tuple[ShownLine, ...]
    left_out: int


def shown_file(content: bytes, problems: Sequence[Problem], language: Language, room: int) -> ShownFile:
    """The lines with a problem and a few around each; errors come before warnings where there are too many.

    Args:
        content: The file.
        problems: All that is wrong with it.
        language: In which it is told.
        room: In bytes, on the page.
    """
    readable = not any(problem.code in {NO_TEXT, WORD_DOCUMENT} for problem in problems)
    text = content.decode("utf-8", "replace").splitlines() if readable else []
    last = max(1, len(text))
    told: list[Problem] = []
    near: set[int] = set()
    for problem in sorted(problems, key=lambda problem: problem.severity is Severity.WARNING):
        line = min(max(problem.place.line, 1), last)
        around = {each for each in range(line - _AROUND, line + _AROUND + 1) if 1 <= each <= last} - near
        room -= _FRAME + weight(tell(problem.message, language), tell(problem.hint, language))
        room -= sum(_FRAME + weight(_short(text[each - 1])) for each in around if each <= len(text))
        if room < 0 and told:
            break
        told.append(problem)
        near |= around
    lines = tuple(
        ShownLine(
            number,
            _short(text[number - 1]) if number <= len(text) else "",
            tuple(_shown(problem, language) for problem in told if min(max(problem.place.line, 1), last) == number),
            follows=number == 1 or number - 1 in near,
        )
        for number in sorted(near)
    )
    return ShownFile(lines, len(problems) - len(told))


def _shown(problem: Problem, language: Language) -> ShownProblem:
    return ShownProblem(
        problem.place.column,
        tell(problem.message, language),
        tell(problem.hint, language),
        is_error=problem.severity is Severity.ERROR,
    )


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
