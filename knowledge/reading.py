"""What is known while one protocol file is being read: its problems, the places of its values, names and references."""

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import Final

from knowledge.problems import Path, Place, ProblemCollection
from knowledge.protocol import Language


class Broken(Enum):
    """The mark of a value that cannot be used; its problem was reported."""

    BROKEN = "broken"


BROKEN: Final = Broken.BROKEN


@dataclass(frozen=True, slots=True)
class ReferenceMade:
    """One place where the file refers to a clause or a group by its id."""

    to: str
    target: str
    path: Path
    place: Place


class Reading:
    """The state of reading one file.

    Attributes:
        languages: Those of the protocol, the binding one first; empty while the file does not say it readably.
        places: Where each value stands, by its path; filled while reading.
        names: The path of each id and number, by kind and by name.
        nameless: By kind, how many things have no usable name, so that references to them cannot be told.
        references: Every reference, in the order they were read.
    """

    def __init__(self, file: str, problems: ProblemCollection, languages: tuple[Language, ...]) -> None:
        self.file = file
        self.problems = problems
        self.languages = languages
        self.places: dict[Path, Place] = {}
        self.names: defaultdict[str, dict[str, Path]] = defaultdict(dict)
        self.nameless: defaultdict[str, int] = defaultdict(int)
        self.references: list[ReferenceMade] = []

    def add(self, code: str, place: Place, path: Path, message: str, hint: str) -> Broken:
        """Keep one problem; returns what takes the place of the value."""
        self.problems.add(code, place, path, message, hint)
        return BROKEN
