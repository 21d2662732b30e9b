"""How a check says what it saw: a problem at its place in the file, a clause by its name."""

from knowledge.loader import LoadedProtocol
from knowledge.problems import Path, Place, Problem, Severity
from knowledge.protocol import Clause, Language
from knowledge.sentence import Sentence

LANGUAGE_NAMES = {Language.NL: Sentence("Dutch"), Language.EN: Sentence("English")}


def place_of(loaded: LoadedProtocol, path: Path) -> Place:
    """Where ``path`` stands in the file; where it has no place of its own, that of the nearest path around it."""
    for length in range(len(path), -1, -1):
        place = loaded.places.get(path[:length])
        if place is not None:
            return place
    return Place(1, 1)


def remark(loaded: LoadedProtocol, code: str, path: Path, message: Sentence, hint: Sentence) -> Problem:
    """The warning ``code`` at the place of ``path``."""
    return Problem(code, loaded.file, place_of(loaded, path), path, message, hint, Severity.WARNING)


def named(clause: Clause) -> Sentence:
    """The clause as its author knows it: its number and its title in the binding language."""
    return Sentence('clause {number} "{title}"', number=clause.number, title=clause.title.binding)


def opening_with(clause: Clause) -> Sentence:
    """The same, to begin a sentence with."""
    return Sentence('Clause {number} "{title}"', number=clause.number, title=clause.title.binding)
