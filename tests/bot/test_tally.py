import pytest

from bot.tally import withheld, withheld_table


def table(*rows: str) -> list[list[tuple[int, int]]]:
    """As if each were of another person."""
    return [[(int(cell), int(cell)) for cell in row.split()] for row in rows]


def test_what_few_people_are_in_is_not_told() -> None:
    assert withheld({"a": (40, 4), "b": (5, 5), "c": (0, 0), "d": (3, 3)}) == (
        ("a", None),
        ("b", 5),
        ("c", 0),
        ("d", None),
    )


def test_one_that_is_not_told_takes_the_smallest_other_along() -> None:
    """Else it would follow from the total."""
    assert withheld({"a": (9, 9), "b": (2, 2), "c": (7, 7), "d": (0, 0)}) == (
        ("a", 9),
        ("b", None),
        ("c", None),
        ("d", 0),
    )


def test_one_alone_stays_alone() -> None:
    assert withheld({"a": (2, 2)}) == (("a", None),)


@pytest.mark.parametrize(
    "rows",
    [
        table("9 9 9", "9 2 9", "9 9 9"),
        table("9 3 0", "0 8 7", "6 6 6"),
        table("1 9 9 9", "9 9 9 9"),
        table("5 5", "5 4"),
    ],
)
def test_nothing_in_a_table_follows_from_the_totals(rows: list[list[tuple[int, int]]]) -> None:
    told = withheld_table(rows)

    for line in (*told, *zip(*told, strict=True)):
        assert line.count(None) != 1 or not any(line)
    assert all(cell in (None, 0) or cell >= 5 for row in told for cell in row)
