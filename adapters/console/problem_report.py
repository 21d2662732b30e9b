"""Draws what is wrong with a protocol file for the person who edits it: where, what, the line itself, the remedy."""

import typing
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from adapters.console.layout import WIDEST, Hanging, plain
from adapters.console.visible import visible
from knowledge.problems import Problem, Severity

if typing.TYPE_CHECKING:
    from knowledge.checks import Forecast

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_NO_PLACE = {"no-file"}
"""Codes of problems that are about the file and not about a place in it."""


def draw_problems(problems: Sequence[Problem], source: Sequence[str], console: Console) -> None:
    """Draw each problem: the errors first, each kind in the order of the file.

    Args:
        problems: What is wrong.
        source: The lines of the file; empty when it cannot be read.
        console: Where to draw.
    """
    for severity in Severity:
        for problem in problems:
            if problem.severity is severity:
                _draw(problem, source, console)
                console.print()


def draw_summary(file: str, problems: Sequence[Problem], console: Console) -> None:
    """Draw one line: how many errors and warnings there are."""
    errors, warnings = count(problems)
    counts = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
    if errors:
        console.print(plain(f"✖ {file}: {counts}. It cannot go live until the errors are mended.", "bold red"))
    elif warnings:
        console.print(plain(f"✔ {file}: {counts}. It can go live; the warnings deserve a look.", "bold green"))
    else:
        console.print(plain(f"✔ {file}: no errors, no warnings.", "bold green"))


def draw_forecast(expected: "Forecast", console: Console) -> None:
    """Draw what becomes of questions like the protocol's own."""
    answered, asked_back, to_hr = expected.of_hundred
    most = expected.most_astray
    astray = "" if most is None else f"; at most {100 * most:.0f} % of the answers with another clause than yours"
    console.print(
        plain(
            f"  Of 100 questions like your examples and tests: {answered} answered, {asked_back} asked back, "
            f"{to_hr} to HR{astray}."
        )
    )
    console.print(
        plain(f"  ({expected.questions} were tried, each as though it did not stand in the protocol.)", "dim")
    )


def count(problems: Sequence[Problem]) -> tuple[int, int]:
    """How many errors and how many warnings there are."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return errors, len(problems) - errors


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _draw(problem: Problem, source: Sequence[str], console: Console) -> None:
    style = _STYLES[problem.severity]
    placed = problem.code not in _NO_PLACE
    path = f"{problem.written_path}: " if problem.path else ""
    where = f"{problem.file}:{problem.place.line}:{problem.place.column}" if placed else problem.file
    console.print(plain(where, "bold"), soft_wrap=True)  # in one piece, so that an editor or terminal can follow it
    console.print(Text.assemble((f"{problem.severity}: ", style), visible(f"{path}{problem.message}"), overflow="fold"))
    if placed and problem.place.line <= len(source) and source[problem.place.line - 1].strip():
        _draw_line(source[problem.place.line - 1], problem, console)
    console.print(Hanging("  → ", "    ", problem.hint))


def _draw_line(line: str, problem: Problem, console: Console) -> None:
    """The line with a caret under the place; of a long line the part around it."""
    margin = f"{problem.place.line:>6} │ "
    room = max(min(console.width, WIDEST) - cell_len(margin) - 2, 8)
    before = min(problem.place.column - 1, len(line))
    start = max(0, before - room // 2) if len(line) > room else 0
    lead, tail = "…" if start else "", "…" if start + room < len(line) else ""
    console.print(
        Text.assemble((margin, "dim"), lead, visible(line[start : start + room]), tail), no_wrap=True, overflow="crop"
    )
    indent = cell_len(margin) + len(lead) + cell_len(visible(line[start:before]))
    console.print(Text.assemble(" " * indent, ("^", _STYLES[problem.severity])), no_wrap=True, overflow="crop")
