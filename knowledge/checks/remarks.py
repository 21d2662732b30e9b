"""How a check says what it saw: a problem at its place in the file, a clause by its name."""

from knowledge.loader import LoadedProtocol
from knowledge.problems import Path, Place, Problem, Severity
from knowledge.protocol import Clause, Language

LANGUAGE_NAMES = {Language.NL: "Dutch", Language.EN: "English"}


def place_of(loaded: LoadedProtocol, path: Path) -> Place:
    """Where ``path`` stands in the file; where it has no place of its own, that of the nearest path around it."""
    for length in range(len(path), -1, -1):
        place = loaded.places.get(path[:length])
        if place is not None:
            return place
    return Place(1, 1)


def remark(loaded: LoadedProtocol, code: str, path: Path, message: str, hint: str) -> Problem:
    """The warning ``code`` at the place of ``path``."""
    return Problem(code, loaded.file, place_of(loaded, path), path, message, hint, Severity.WARNING)


def named(clause: Clause) -> str:
    """The clause as its author knows it: its number and its title in the binding language."""
    return f'clause {clause.number} "{clause.title.binding}"'


def opening_with(clause: Clause) -> str:
    """The same, to begin a sentence with."""
    return f"C{named(clause).removeprefix('c')}"
