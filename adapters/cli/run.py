"""Runs the command that was given, and ends it well whatever happens."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from adapters.cli.arguments import WrongUseError, make_parser
from adapters.cli.commands import COMMANDS, Given
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import Document, prepare_streams, print_document, print_error, print_line
from adapters.settings import WrongSettingError, read_settings, settings_of
from bot.errors import StorageUnavailableError
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language

Say = Callable[[Document], None]
"""Tells a document in the way that was asked for."""


def run(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Exit:
    """Run the command; returns its exit status.

    Args:
        arguments: What was typed after ``magdat``.
        environment: The settings, and the language of the screen.
        folder: Where ``magdat.toml`` is looked for.
    """
    if sys.stdout is None:
        print_error("there is no standard output to write to.")
        return Exit.WRONG_USE
    try:
        exit_status = _told(arguments, environment, folder)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return Exit.READER_GONE
    except OSError as error:
        _forget_output()
        print_error(f"reading or writing failed: {error.strerror or error}.")
        return Exit.WRONG_INPUT
    return exit_status


def _told(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Exit:
    """Run the command, and tell in the way that was asked for why it cannot be done."""
    # Taken from the bare arguments: a mistake in them must be told as JSON as well.
    say = print_line if "-" in arguments else print_document if "--json" in arguments else None
    prepare_streams(as_json=say is not None)
    try:
        options = make_parser().parse_args(arguments)
        settings = read_settings(environment, folder)
        if "whose" in options:
            settings = settings_of(settings, options.whose)
        given = Given(options, settings, screen_language(environment))
        exit_status = _done(options.command, given)
    except SystemExit:
        exit_status = Exit.FINE  # --help and --version end so
    except (WrongUseError, WrongSettingError) as error:
        exit_status = _failed(Exit.WRONG_USE, "wrong-use", str(error), say)
    except WrongInputError as error:
        exit_status = _failed(Exit.WRONG_INPUT, error.code, str(error), say)
    except ProtocolRejectedError as error:
        exit_status = _rejected(error, say)
    except StorageUnavailableError as error:
        said = f"the database cannot be used at this moment: {error} Nothing was changed."
        exit_status = _failed(Exit.UNAVAILABLE, "storage-unavailable", said, say)
    except OSError:
        raise
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        said = (
            f"a mistake in Magdat itself: {type(error).__name__}: {error}\nPlease report it; python -X dev shows more."
        )
        exit_status = _failed(Exit.FAULT, "fault", said, say)
    return exit_status


def screen_language(environment: Mapping[str, str]) -> Language | None:
    """The language that the person set for the terminal; ``None`` when it is none of ours."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    code = locale[:2].lower()
    return Language(code) if code in list(Language) else None


def _failed(exit_status: Exit, code: str, message: str, say: Say | None) -> Exit:
    if say is not None:
        say({"error": {"code": code, "message": message}})
    else:
        print_error(message)
    return exit_status


def _rejected(error: ProtocolRejectedError, say: Say | None) -> Exit:
    """Tell what is wrong with the protocol that was to answer."""
    from adapters.cli.checking import check_document, show_problems  # noqa: PLC0415 -- only needed now

    file = Path(error.problems[0].file)
    if say is not None:
        said = {"code": "protocol-rejected", "message": "The protocol cannot be used; see problems."}
        say({"error": said, **check_document(file, error.problems)})
    else:
        show_problems(file, error.problems, sys.stderr)
    return Exit.WRONG_INPUT


def _done(command: str, given: Given) -> Exit:
    """Do the command.

    Raises:
        WrongInputError: a file that it needs cannot be read or written; beside all that the command itself raises.
    """
    try:
        return COMMANDS[command](given)
    except OSError as error:
        if error.filename is None:
            raise  # of the output itself, as likely as not
        said = f"{error.filename} cannot be read or written: {error.strerror}. See that it is there and let this user."
        raise WrongInputError("no-file", said) from error


def _forget_output() -> None:
    """Let nothing be written any more, so that the end of the program cannot fail on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
