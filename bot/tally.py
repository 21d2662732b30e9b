"""How many different people asked of a topic or met a gap there, counted without knowing who they are.

A question is kept without its asker, so nothing in it can be counted by person. Beside the questions, and not linked to
any of them, each cell (a month, a topic, a kind of gap) has a set of small tags. A tag is a number below 64, made of
the person's key *and the cell* with the vault's key. So the same person has unrelated tags in different cells, and in
an organisation of a few hundred people every tag stands for several of them: that a tag is there proves of nobody that
they asked. Two people with one tag count as one, so a count errs to the low side, which is the safe one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

TAGS = 64
FEWEST = 5
"""Cells in which fewer different people are counted are not shown."""


class Gap(StrEnum):
    """How a question was not answered; or that it was, so that what people ask is counted by people as well."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    CLARIFIED = "clarified"
    NOT_MEANT = "not-meant"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One cell of the report.

    Attributes:
        month: As 2026-11.
        topic: Of the clause that came nearest; empty where none was near.
    """

    month: str
    topic: str
    gap: Gap

    @property
    def key(self) -> str:
        """What goes into a tag, beside the person."""
        return f"{self.month}/{self.topic}/{self.gap}"


def withheld(counted: Mapping[str, tuple[int, int]]) -> tuple[tuple[str, int | None], ...]:
    """How many of each may be told; ``None`` for what fewer than five people are in.

    Args:
        counted: How many, and how many different people they are of.
    """
    names = tuple(counted)
    [row] = withheld_table([[counted[name] for name in names]])
    return tuple(zip(names, row, strict=True))


def withheld_table(counted: Sequence[Sequence[tuple[int, int]]]) -> tuple[tuple[int | None, ...], ...]:
    """The same of a table, whose rows and columns may each have a total elsewhere.

    What is not told alone in a row or column would follow from that total: so another of it is not told either.
    """
    told: list[list[int | None]] = [
        [count if people >= FEWEST or count == 0 else None for count, people in row] for row in counted
    ]
    lines = [[(at, column) for column in range(len(row))] for at, row in enumerate(counted)]
    if len(counted) > 1:
        lines += [[(at, column) for at in range(len(counted))] for column in range(len(counted[0]))]
    while alone := next((line for line in lines if _follows(line, told)), None):
        row, column = min(
            (cell for cell in alone if told[cell[0]][cell[1]]), key=lambda cell: told[cell[0]][cell[1]] or 0
        )
        told[row][column] = None
    return tuple(map(tuple, told))


def _follows(line: Sequence[tuple[int, int]], told: Sequence[Sequence[int | None]]) -> bool:
    """Whether one cell of the line is not told, and another that could hide it is."""
    cells = [told[row][column] for row, column in line]
    return cells.count(None) == 1 and any(cells)


def tag_of(mark: str) -> int:
    """The tag that a keyed fingerprint gives."""
    return hashlib.sha256(mark.encode()).digest()[0] % TAGS
