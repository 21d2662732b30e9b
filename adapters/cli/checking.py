"""``magdat check``."""

import sys
import typing
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from adapters.bootstrap import find_problems
from adapters.cli.exits import Exit
from adapters.cli.output import Document, print_document
from adapters.settings import Settings
from bot.ports import Examined
from knowledge.loader import read_file
from knowledge.problems import Problem, ProtocolRejectedError, Severity
from knowledge.protocol import Language
from knowledge.protocol_file.file_text import MAX_BYTES

if typing.TYPE_CHECKING:
    from knowledge.checks import Forecast


def check(settings: Settings, file: Path, *, as_json: bool) -> Exit:
    """Say all that is wrong with the protocol file; warnings alone keep it from nothing."""
    if as_json:
        examined = _examined(settings, file)
        forecast = _forecast_document(examined.forecast)
        print_document({**check_document(file, examined.problems), "forecast": forecast})
    else:
        from adapters.console.screen import reading  # noqa: PLC0415 -- imports rich

        with reading(Language.EN):
            examined = _examined(settings, file)
        show_problems(file, examined.problems, sys.stdout)
        if examined.forecast:
            from adapters.console.problem_report import draw_forecast  # noqa: PLC0415 -- imports rich
            from adapters.console.screen import screen  # noqa: PLC0415 -- as above

            draw_forecast(examined.forecast, screen(sys.stdout))
    return Exit.WRONG_INPUT if has_errors(examined.problems) else Exit.FINE


def show_problems(file: Path, problems: Sequence[Problem], stream: typing.TextIO) -> None:
    """Draw the problems and their number."""
    from adapters.console.problem_report import draw_problems, draw_summary  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import screen  # noqa: PLC0415 -- as above

    console = screen(stream)
    draw_problems(problems, _source(file), console)
    draw_summary(str(file), problems, console)


def check_document(file: Path, problems: Sequence[Problem]) -> Document:
    """What ``--json`` prints of a protocol file."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return {
        "file": str(file),
        "ok": errors == 0,
        "problems": [_problem_document(problem) for problem in problems],
        "summary": {"errors": errors, "warnings": len(problems) - errors},
    }


def has_errors(problems: Sequence[Problem]) -> bool:
    """Whether anything keeps the file from going live."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def _forecast_document(expected: "Forecast | None") -> Document | None:
    return {**asdict(expected), "most_astray": expected.most_astray} if expected else None


def _problem_document(problem: Problem) -> Document:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": problem.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "path": problem.written_path,
        "message": problem.message,
        "hint": problem.hint,
    }


def _examined(settings: Settings, file: Path) -> Examined:
    """Every problem of the file, first what keeps it from being read, else what a second look finds; and a forecast."""
    try:
        content = read_file(file)
    except ProtocolRejectedError as error:
        return Examined(error.problems, None)
    return find_problems(content, str(file), settings)


def _source(file: Path) -> list[str]:
    """The lines of the file, to show the places in; none when it cannot be read as text."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES).decode("utf-8-sig", "replace").split("\n")
    except (OSError, ValueError):
        return []
