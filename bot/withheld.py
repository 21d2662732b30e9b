"""Numbers of which those that few people are in are not told, nor can be computed from what is told beside them.

Hiding a small number is not enough: it follows from a total and the other numbers. So further numbers are hidden until
no hidden one is determined, for a reader who knows every total, knows that a hidden number is at least 1 (a zero is
told as a zero), and can compute. Where that cannot be reached, nothing of the whole is told.

For a row there is a formula. In a table with totals of its rows and columns, what hidden numbers can be instead is what
a circulation through them can change them by: a number is determined when no cycle of hidden numbers, up and down in
turn, leads through it (Gusfield, "A graph theoretic approach to statistical data security", 1988).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

FEWEST = 5
"""Numbers in which fewer different people are counted are not shown."""

Counted = tuple[int, int]
"""How many, and at least how many different people they are of."""
Told = tuple[int | None, ...]
"""``None`` for what is not told; empty where nothing is."""
_Place = tuple[int, int]
_Node = tuple[bool, int]
"""A row, or a column, by its place."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of which every row and column has a total that may be told elsewhere.

    Attributes:
        cells: By row and column.
        row_totals: As they are told; ``None`` for one that is not.
        column_totals: As they are told.
        other_rows: Of each column, what is in rows that are told nowhere; empty where there are none.
        other_columns: Of each row, the same.
        other: What is in neither.
    """

    cells: tuple[tuple[Counted, ...], ...]
    row_totals: Told
    column_totals: Told
    other_rows: tuple[int, ...] = ()
    other_columns: tuple[int, ...] = ()
    other: int = 0


def is_few(counted: Counted) -> bool:
    """Whether the number is of too few people to be told."""
    count, people = counted
    return count > 0 and people < FEWEST


def withheld(counted: Mapping[str, Counted]) -> tuple[tuple[str, int | None], ...]:
    """How many of each may be told; ``None`` for what may not. Nothing at all where the total would give one away."""
    told = withheld_row(tuple(counted.values()))
    return tuple(zip(counted, told, strict=True)) if told else ()


def withheld_row(counted: Sequence[Counted]) -> Told:
    """The same of numbers without names: each that is hidden could be five or more for all that the total says."""
    hidden = {place for place, one in enumerate(counted) if is_few(one)}
    shown = sorted((one[0], place) for place, one in enumerate(counted) if one[0] and place not in hidden)
    while hidden and not (len(hidden) > 1 and sum(counted[at][0] for at in hidden) - len(hidden) >= FEWEST - 1):
        if not shown:
            return ()
        hidden.add(shown.pop(0)[1])
    return tuple(None if place in hidden else count for place, (count, _) in enumerate(counted))


@lru_cache(maxsize=64)
def withheld_grid(grid: Grid) -> tuple[Told, ...]:
    """What may be told of the cells; empty where nothing may."""
    hidden = {
        (at, column) for at, row in enumerate(grid.cells) for column, counted in enumerate(row) if is_few(counted)
    }
    while determined := _determined(grid, hidden):
        if not (further := {_further(place, grid, hidden) for place in determined} - {None}):
            return ()
        hidden |= {place for place in further if place is not None}
    return tuple(
        tuple(None if (at, column) in hidden else count for column, (count, _) in enumerate(row))
        for at, row in enumerate(grid.cells)
    )


def _further(place: _Place, grid: Grid, hidden: set[_Place]) -> _Place | None:
    """The smallest number in the same row or column that can be hidden as well."""
    row, column = place
    beside = [(at, column) for at in range(len(grid.cells))] if column < len(grid.column_totals) else []
    if row < len(grid.cells):
        beside += [(row, at) for at in range(len(grid.cells[row]))]
    left = [(grid.cells[r][c][0], r, c) for r, c in beside if grid.cells[r][c][0] and (r, c) not in hidden]
    return min(left)[1:] if left else None


def _determined(grid: Grid, hidden: set[_Place]) -> list[_Place]:
    """Those of the hidden cells and totals that a reader can compute."""
    moves = _moves(grid, hidden)
    ways: dict[_Node, list[_Node]] = defaultdict(list)
    for (row, column), (down, up) in moves.items():
        if up:
            ways[True, row].append((False, column))
        if down:
            ways[False, column].append((True, row))
    told = [place for place in moves if _is_told_of(place, grid)]
    return sorted(place for place in told if not _can_be_another(place, moves[place], ways))


def _can_be_another(place: _Place, move: tuple[bool, bool], ways: Mapping[_Node, Sequence[_Node]]) -> bool:
    row, column = (True, place[0]), (False, place[1])
    down, up = move
    return (up and _leads(column, row, ways)) or (down and _leads(row, column, ways))


def _leads(begin: _Node, end: _Node, ways: Mapping[_Node, Sequence[_Node]]) -> bool:
    """Whether there is a way, other than straight over."""
    seen, waiting = {begin}, [begin]
    while waiting:
        at = waiting.pop()
        for other in ways.get(at, ()):
            if other == end and at != begin:
                return True
            if other not in seen and other != end:
                seen.add(other)
                waiting.append(other)
    return False


def _is_told_of(place: _Place, grid: Grid) -> bool:
    """Whether it stands in the table or among the totals, not among what is told nowhere."""
    row, column = place
    rest_row, rest_column = len(grid.cells), len(grid.column_totals)
    return row != rest_row and column != rest_column


def _moves(grid: Grid, hidden: set[_Place]) -> dict[_Place, tuple[bool, bool]]:
    """Whether what a reader does not know can be less, and more: every row and column adds up to nothing.

    After the rows and columns come what is told nowhere, and then the totals, which count against them.
    """
    height, width = len(grid.cells), len(grid.column_totals)
    moves = {(row, column): (grid.cells[row][column][0] > 1, True) for row, column in hidden}
    moves |= {(height, column): (count > 0, True) for column, count in enumerate(grid.other_rows)}
    moves |= {(row, width): (count > 0, True) for row, count in enumerate(grid.other_columns)}
    if grid.other_rows and grid.other_columns:
        moves[height, width] = (grid.other > 0, True)
    others = (*grid.other_columns, *[0] * height)
    for row, total in enumerate(grid.row_totals):
        if total is None:
            moves[row, width + 1] = (True, sum(count for count, _ in grid.cells[row]) + others[row] > 1)
    for column, total in enumerate(grid.column_totals):
        if total is None:
            in_column = sum(row[column][0] for row in grid.cells) + (grid.other_rows[column] if grid.other_rows else 0)
            moves[height + 1, column] = (True, in_column > 1)
    return moves
