"""``magdat check``."""

import sys
import typing
from collections.abc import Sequence
from pathlib import Path

from adapters.bootstrap import find_problems
from adapters.cli.exits import Exit
from adapters.cli.output import Document, print_document
from adapters.settings import Settings
from knowledge.loader import read_file
from knowledge.problems import Problem, ProtocolRejectedError, Severity
from knowledge.protocol import Language
from knowledge.protocol_file.file_text import MAX_BYTES


def check(settings: Settings, file: Path, *, as_json: bool) -> Exit:
    """Say all that is wrong with the protocol file; warnings alone keep it from nothing."""
    if as_json:
        problems = _problems(settings, file)
        print_document(check_document(file, problems))
    else:
        from adapters.console.screen import reading  # noqa: PLC0415 -- imports rich

        with reading(Language.EN):
            problems = _problems(settings, file)
        show_problems(file, problems, sys.stdout)
    return Exit.WRONG_INPUT if has_errors(problems) else Exit.FINE


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


def _problems(settings: Settings, file: Path) -> tuple[Problem, ...]:
    """Every problem of the file: first what keeps it from being read, else what a second look finds."""
    try:
        content = read_file(file)
    except ProtocolRejectedError as error:
        return error.problems
    return find_problems(content, str(file), settings).problems


def _source(file: Path) -> list[str]:
    """The lines of the file, to show the places in; none when it cannot be read as text."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES).decode("utf-8-sig", "replace").split("\n")
    except (OSError, ValueError):
        return []
