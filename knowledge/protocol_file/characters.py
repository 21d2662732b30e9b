"""Characters that have no business in a protocol: those that are refused, and those that deserve a second look.

Refused are the ones that can hide or reorder words (control characters and bidirectional controls) and those that make
two programs count lines differently. Other invisible characters, such as a soft hyphen pasted from a website, are kept
and warned about: they do no harm to a reader, but a search for the word fails.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.problems import Place
from knowledge.sentence import Sentence

_REFUSED = (
    "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"  # control characters, but for tab and line feed
    "\\u2028\\u2029"  # line and paragraph separator: line breaks to one program, not to another
    "\\u202a-\\u202e\\u2066-\\u2069"  # bidirectional controls: they show words in another order than they are read
    "\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff"  # surrogates and code points that are no characters
    "\\ufeff"  # a byte order mark that is not at the start of the file
)
_UNSEEN = (  # the rest of the Unicode category Cf, and the mark that a program leaves for what it could not read
    "\\xad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f\\u2060-\\u2064\\u206a-\\u206f"
    "\\ufff9-\\ufffb\\ufffd\\U000110bd\\U000110cd\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a"
    "\\U000e0001\\U000e0020-\\U000e007f"
)

REFUSED = re.compile(f"[{_REFUSED}]")
"""Finds a character that keeps a protocol from being read, in a text of which each line ends in a line feed alone."""

STAND_IN = "\ufdd0"
"""Takes the place of a refused character while the rest of the file is looked at; no character itself."""

_NOTABLE = re.compile(f"[{_REFUSED}{_UNSEEN}]")
_UNUSUAL = re.compile("[^\\t\\n\\x20-\\x7e\\xa0-\\xac\\xae-\\u05ff\\u2010-\\u2027\\u20a0-\\u23ff]")
"""Finds what must be looked at more closely: six times as fast as ``_NOTABLE``, and most files have none."""
_JOINER = "\u200d"

_NAMES = {
    "\r": Sentence("a line break of another age (carriage return)"),
    "\x00": Sentence("a zero character (NUL)"),
    "\x07": Sentence("a bell character"),
    "\x1b": Sentence("an escape character"),
    "\ufeff": Sentence("a byte order mark in the middle of the file"),
}


@dataclass(frozen=True, slots=True)
class Oddity:
    """A character that is refused or deserves a second look."""

    character: str
    place: Place

    @property
    def refused(self) -> bool:
        """Whether the protocol cannot be read with it."""
        return REFUSED.fullmatch(self.character) is not None

    @property
    def name(self) -> Sentence:
        """What it is, in words and as a code point."""
        return name_of(self.character)


def name_of(character: str) -> Sentence:
    """What ``character`` is, in words and as a code point: ``right-to-left override, U+202E``."""
    if character in _NAMES:
        name = _NAMES[character]
    elif "\ud800" <= character <= "\udfff":
        name = Sentence("half a character")
    elif unicodedata.category(character) == "Cc":
        name = Sentence("a control character")
    else:
        official = unicodedata.name(character, "").lower()
        name = Sentence("{official}", official=official) if official else Sentence("a character without a name")
    return Sentence("{name}, U+{code:04X}", name=name, code=ord(character))


def refusal_of(character: str) -> tuple[Sentence, Sentence]:
    """What is wrong with a refused character, and how to mend it."""
    return (
        Sentence("A character that is not allowed stands here: {name}.", name=name_of(character)),
        Sentence("Remove it; when you do not see it, type the line anew."),
    )


def odd_characters(text: str) -> Iterator[Oddity]:
    """The first odd character of each line of ``text``, refused ones before others; in the order of the lines."""
    if _UNUSUAL.search(text) is None:
        return
    line, counted, start = 1, 0, 0
    while found := _NOTABLE.search(text, start):
        start = found.end()
        if found.group() == _JOINER and _joins_emoji(text, found.start()):
            continue
        line += text.count("\n", counted, start)
        counted = start
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        first = (
            REFUSED.search(text, found.start(), end + 1) or found
        )  # with the line feed, which a carriage return needs
        yield Oddity(first.group(), Place(line, first.start() - text.rfind("\n", 0, first.start())))
        start = end


def _joins_emoji(text: str, index: int) -> bool:
    """Whether the joiner at ``index`` makes one picture of two, as in a family or a profession."""
    before, after = text[max(index - 2, 0) : index], text[index + 1 : index + 2]
    return bool(before and after) and all(
        unicodedata.category(sign) in {"So", "Sk", "Mn"} for sign in (before[-1], after)
    )
