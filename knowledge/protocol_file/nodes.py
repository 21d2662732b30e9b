"""What a protocol file is as a tree: texts, lists and mappings, each with its place.

Everything is text here: that `no`, `010` or `3.10` looks like something else is decided by what the field expects.
What there are tens of thousands of is a named tuple, which takes half the time of a frozen dataclass to make.
"""

import typing
from dataclasses import dataclass

from knowledge.problems import Place


class Scalar(typing.NamedTuple):
    """One text.

    Attributes:
        plain: Whether it stands in the file without quotes and not as a block.
        spoiled: Whether a problem of it as a whole was reported, in this and the other nodes; that it is of the wrong
            kind is then no second mistake.
        cut: Whether a comment that looks like a hashtag follows at once: YAML then drops the rest of the line.
    """

    text: str
    place: Place
    plain: bool = False
    spoiled: bool = False
    cut: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was written: no value, or one that YAML reads as none."""
        return self.plain and self.text in {"", "~", "null", "Null", "NULL"}


class Entry(typing.NamedTuple):
    """A key and what stands under it."""

    key: str
    key_place: Place
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order of the file; no key occurs twice."""

    entries: tuple[Entry, ...]
    place: Place
    spoiled: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, in the order of the file."""

    members: tuple["Node", ...]
    place: Place
    spoiled: bool = False


Node = Scalar | Mapping | Sequence
