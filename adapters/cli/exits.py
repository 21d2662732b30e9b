"""How a command ends.

What was handed over and cannot be used (a question without words, a protocol file that is missing or wrong, a line of
labelled questions) is wrong input. A command, option or setting that does not exist is wrong use. Not knowing the
answer to a question is neither: Magdat did its work.
"""

from enum import IntEnum


class Exit(IntEnum):
    """The exit status of the command."""

    FINE = 0
    WRONG_INPUT = 1
    WRONG_USE = 2
    FAULT = 70
    """A mistake in Magdat itself; as ``sysexits.h`` has it."""
    UNAVAILABLE = 75
    """The database cannot be used at this moment; as ``sysexits.h`` has it for what may go better later."""
    INTERRUPTED = 130
    """As shells report a program that was stopped from the keyboard."""
    READER_GONE = 141
    """As shells report a program whose output nobody reads any more."""


class WrongInputError(Exception):
    """What was handed over cannot be used; the message is for the person who gave the command."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)
