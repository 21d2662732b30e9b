"""A question as an employee asked it, within bounds."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import MagdatError
from knowledge.matching.language import guess_language
from knowledge.protocol import Language

LONGEST_QUESTION = 4_000
"""In characters: long enough for a pasted post, short enough to read at once."""

_TELLING = 500
"""So many characters show the language."""

_TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?")
_JOINER = "\u200d"
_KEPT_CONTROLS = "\n\t"


class Refusal(StrEnum):
    """Why a text is not taken as a question."""

    EMPTY = "empty"
    NO_WORDS = "no-words"
    TOO_LONG = "too-long"
    NO_VERSION = "no-version"
    """It is about a day on which no version held that is known."""
    NOT_TEXT = "not-text"
    """Some of it are bytes that stand for no character."""


class QuestionRefusedError(MagdatError):
    """The text cannot be a question."""

    def __init__(self, reason: Refusal) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be looked up.

    Attributes:
        text: Without characters that cannot be seen, and with at least one letter.
    """

    text: str


def read_question(text: str) -> Question:
    """Take ``text`` as a question; characters that cannot be seen are left out.

    Raises:
        QuestionRefusedError: it is empty, has no words, is too long, or is no text.
    """
    if len(text) > LONGEST_QUESTION:
        raise QuestionRefusedError(Refusal.TOO_LONG)
    if not is_text(text):
        raise QuestionRefusedError(Refusal.NOT_TEXT)
    left = seen(text)
    if not left:
        raise QuestionRefusedError(Refusal.EMPTY)
    if not any(character.isalpha() for character in left):
        raise QuestionRefusedError(Refusal.NO_WORDS)
    return Question(left)


def language_of(text: str, otherwise: Language) -> Language:
    """The language that ``text`` seems to be written in; ``otherwise`` where it gives no hold."""
    return guess_language(text[:_TELLING], otherwise=otherwise).language


def is_text(text: str) -> bool:
    """Whether every part of ``text`` stands for a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def seen(text: str) -> str:
    """``text`` without the characters that cannot be seen, and without blanks around it."""
    return "".join(_seen(character) for character in _TERMINAL_SEQUENCE.sub(" ", text)).strip()


def _seen(character: str) -> str:
    """``character`` where it can be seen, a space for a control character, else nothing."""
    match unicodedata.category(character):
        case "Cc":
            return character if character in _KEPT_CONTROLS else " "
        case "Cf":
            return character if character == _JOINER else ""
        case "Co" | "Cn":
            return ""
        case _:
            return character
