"""Someone who sees all that is told, knows every total and can compute, finds no number that is hidden."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from bot.withheld import FEWEST, Grid, Told, withheld, withheld_grid, withheld_row

SMALL = st.integers(0, 4) | st.integers(0, 30)


def of_each(*counts: int) -> list[tuple[int, int]]:
    """As if each were of another person."""
    return [(count, count) for count in counts]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        pytest.param((9, 8, 0), (9, 8, 0), id="nothing to hide"),
        pytest.param((1, 1, 10), (None, None, None), id="two ones and their total"),
        pytest.param((1, 1, 10, 40), (None, None, None, 40), id="as few as needed"),
        pytest.param((9, 2, 7, 0), (9, None, None, 0), id="one would follow from the total"),
        pytest.param((1, 1, 1, 1, 1), (), id="nothing is left to hide behind"),
        pytest.param((3,), (), id="one alone is the total"),
        pytest.param((3, 4, 0), (None, None, 0), id="each could be five for all that one knows"),
    ],
)
def test_what_few_people_are_in_is_hidden_with_what_gives_it_away(counts: tuple[int, ...], told: Told) -> None:
    assert withheld_row(of_each(*counts)) == told


def test_many_questions_of_few_people_are_hidden_too() -> None:
    assert withheld({"a": (40, 4), "b": (5, 5), "c": (0, 0), "d": (3, 3)}) == (
        ("a", None),
        ("b", 5),
        ("c", 0),
        ("d", None),
    )


@given(st.lists(st.tuples(SMALL, st.integers(1, 9)), min_size=1, max_size=6))
def test_no_number_of_a_row_follows_from_its_total(counted: list[tuple[int, int]]) -> None:
    row = [(count, min(count, people)) for count, people in counted]
    told = withheld_row(row)
    if not told:
        return
    hidden = [place for place, count in enumerate(told) if count is None]
    left = sum(count for count, _ in row) - sum(count or 0 for count in told)

    assert all(count in (None, 0) or people >= FEWEST for count, (_, people) in zip(told, row, strict=True))
    others = len(hidden) - 1
    for _ in hidden:
        could_be = [value for value in range(1, left + 1) if (left - value >= others if others else left == value)]
        assert max(could_be) >= FEWEST
        assert len(could_be) > 1


class Attacker:
    """Writes down all that is told of a table as equations, and solves them for what is not.

    After the rows and columns come what is told nowhere, and then the totals.
    """

    def __init__(self, grid: Grid, told: Sequence[Told]) -> None:
        self._grid, self._height, self._width = grid, len(grid.cells), len(grid.column_totals)
        cells = product(range(self._height), range(self._width))
        self._hidden = [(row, column) for row, column in cells if told[row][column] is None]
        elsewhere = [(self._height, at) for at in range(len(grid.other_rows))]
        elsewhere += [(at, self._width) for at in range(len(grid.other_columns))]
        elsewhere += [(self._height, self._width)] if grid.other_rows and grid.other_columns else []
        totals = [(at, self._width + 1) for at, total in enumerate(grid.row_totals) if total is None]
        totals += [(self._height + 1, at) for at, total in enumerate(grid.column_totals) if total is None]
        self._unknown = [*self._hidden, *elsewhere, *totals]
        self._lows = [0 if place in elsewhere else 1 for place in self._unknown]

    def intervals(self) -> Iterator[tuple[float, float]]:
        """The least and the most that each hidden cell can be."""
        height, width = self._height, self._width
        lines = [[(at, column) for column in range(width + 2)] for at in range(height + 2)]
        lines += [[(row, at) for row in range(height + 2)] for at in range(width + 2)]
        equations = np.array([[self._sign(place) * (place in line) for place in self._unknown] for line in lines])
        known = [sum(self._sign(at) * self._true(at) for at in line if at not in self._unknown) for line in lines]
        bounds = [(low, None) for low in self._lows]
        for place in range(len(self._hidden)):
            aim = np.eye(len(self._unknown))[place]
            least = linprog(aim, A_eq=equations, b_eq=[-one for one in known], bounds=bounds)
            most = linprog(-aim, A_eq=equations, b_eq=[-one for one in known], bounds=bounds)
            yield least.fun, float("inf") if most.status == 3 else -most.fun

    def _sign(self, place: tuple[int, int]) -> int:
        """A total counts against what it is the total of; that of all counts with the cells."""
        return -1 if (place[0] == self._height + 1) != (place[1] == self._width + 1) else 1

    def _true(self, place: tuple[int, int]) -> int:
        row, column = place
        if row == self._height + 1:
            return sum(self._true((at, column)) for at in range(self._height + 1))
        if column == self._width + 1:
            return sum(self._true((row, at)) for at in range(self._width + 1))
        if row == self._height:
            return self._grid.other if column == self._width else (self._grid.other_rows or [0] * 99)[column]
        if column == self._width:
            return (self._grid.other_columns or [0] * 99)[row]
        return self._grid.cells[row][column][0]


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    counts = [[draw(SMALL) for _ in range(width)] for _ in range(height)]
    other_rows = tuple(draw(SMALL) for _ in range(width)) if draw(st.booleans()) else ()
    other_columns = tuple(draw(SMALL) for _ in range(height)) if draw(st.booleans()) else ()
    other = draw(SMALL) if other_rows and other_columns else 0
    rows = [sum(row) + (other_columns[at] if other_columns else 0) for at, row in enumerate(counts)]
    columns = [sum(r[at] for r in counts) + (other_rows[at] if other_rows else 0) for at in range(width)]
    row_totals = withheld_row([*of_each(*rows), (sum(other_rows) + other,) * 2])
    column_totals = withheld_row([*of_each(*columns), (sum(other_columns) + other,) * 2])
    cells = tuple(tuple(of_each(*row)) for row in counts)
    return Grid(
        cells,
        row_totals[:-1] or (None,) * height,
        column_totals[:-1] or (None,) * width,
        other_rows,
        other_columns,
        other,
    )


@settings(max_examples=60, deadline=None)
@given(grids())
def test_no_cell_of_a_table_follows_from_its_totals(grid: Grid) -> None:
    told = withheld_grid(grid)
    if not told:
        return

    assert all(cell in (None, 0) or cell >= FEWEST for row in told for cell in row)
    for least, most in Attacker(grid, told).intervals():
        assert most - least > 0.5, "a hidden number can be computed"


@pytest.mark.parametrize(
    "rows",
    [
        ((9, 9, 9), (9, 2, 9), (9, 9, 9)),
        ((9, 3, 0), (0, 8, 7), (6, 6, 6)),
        ((1, 9, 9, 9), (9, 9, 9, 9)),
        ((1, 1, 9), (1, 1, 9), (9, 9, 9)),
        ((2, 2), (9, 9)),
    ],
)
def test_a_table_is_told_as_far_as_it_can_be(rows: tuple[tuple[int, ...], ...]) -> None:
    grid = Grid(
        tuple(tuple(of_each(*row)) for row in rows), tuple(map(sum, rows)), tuple(map(sum, zip(*rows, strict=True)))
    )

    told = withheld_grid(grid)

    assert told
    assert all(most - least > 0.5 for least, most in Attacker(grid, told).intervals())
