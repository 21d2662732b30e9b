"""Standard output and standard error of a command."""

import json
import sys
import typing
from collections.abc import Mapping
from pathlib import Path

from adapters.cli.exits import WrongInputError
from adapters.console.visible import visible

Document = Mapping[str, object]
"""What one JSON object says."""


def print_document(document: Document) -> None:
    """One JSON document over several lines, for ``--json``."""
    print(json.dumps(document, ensure_ascii=False, indent=2))  # noqa: T201 -- this is the output


def print_line(document: Document) -> None:
    """One JSON object on a line of its own, at once."""
    print(json.dumps(document, ensure_ascii=False), flush=True)  # noqa: T201 -- this is the output


def print_note(message: str) -> None:
    """One line of plain text for the operator, at once."""
    print(visible(message), flush=True)  # noqa: T201 -- this is the output


def print_error(message: str) -> None:
    """One sentence for the person who gave the command."""
    if sys.stderr is not None:
        print(f"magdat: {visible(message)}", file=sys.stderr)  # noqa: T201 -- this is the output


def prepare_streams(*, as_json: bool) -> None:
    """Make writing safe on any terminal: what its alphabet does not have is shown as a question mark, JSON is UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if as_json and stream is sys.stdout:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        else:
            reconfigure(errors="replace")


def standard_input() -> typing.BinaryIO | None:
    """Standard input as bytes; ``None`` when it is closed."""
    return None if sys.stdin is None else sys.stdin.buffer


def write_new(file: Path, content: bytes) -> None:
    """Write a file that is not there yet.

    Raises:
        WrongInputError: it is, or it cannot be written.
    """
    try:
        with file.open("xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise WrongInputError("file-exists", f"{file} is there already. Give another name with --to.") from None
    except OSError as error:
        raise WrongInputError("no-file", f"{file} cannot be written: {error.strerror}.") from error
