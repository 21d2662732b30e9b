"""What is known while one protocol file is being read: its problems, the places of its values, names and references."""

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from knowledge.problems import Path, Place, ProblemCollection
from knowledge.protocol import Language
from knowledge.protocol_file.nodes import Entry, Node
from knowledge.sentence import Sentence


class Broken(Enum):
    """The mark of a value that cannot be used; its problem was reported."""

    BROKEN = "broken"


BROKEN: Final = Broken.BROKEN


class Slot(NamedTuple):
    """A value as it stands in the file, before it is read.

    Attributes:
        where: Where to point when nothing is written in it: its key, or its place in the list.
    """

    node: Node
    path: Path
    where: Place

    def under(self, entry: Entry) -> "Slot":
        """The value under a key of this one."""
        return Slot(entry.value, (*self.path, entry.key), entry.key_place)

    def at(self, index: int, member: Node) -> "Slot":
        """A member of this list."""
        return Slot(member, (*self.path, index), member.place)


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

    def __init__(self, problems: ProblemCollection, languages: tuple[Language, ...]) -> None:
        self.problems = problems
        self.languages = languages
        self.places: dict[Path, Place] = {}
        self.names: defaultdict[str, dict[str, Path]] = defaultdict(dict)
        self.nameless: defaultdict[str, int] = defaultdict(int)
        self.references: list[ReferenceMade] = []

    @property
    def binding(self) -> Language:
        """The binding language; any, as long as the file does not say it."""
        return self.languages[0] if self.languages else Language.NL

    def refuse(self, slot: Slot, code: str, message: Sentence, hint: Sentence) -> Broken:
        """Keep a problem of the value in ``slot``; returns what takes its place."""
        self.problems.add(code, slot.node.place, slot.path, message, hint)
        return BROKEN

    def miss(self, slot: Slot, hint: Sentence) -> Broken:
        """Keep the problem that nothing is written in ``slot``; returns what takes its place."""
        self.problems.add("empty", slot.where, slot.path, Sentence("Nothing is written here."), hint)
        return BROKEN
