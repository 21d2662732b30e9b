"""Bars as SVG, drawn here: a library would bring more code than the few lines that a bar chart takes."""

from dataclasses import dataclass

from bot.handlers.insight import Counts

_WIDTH, _LABELS, _HEIGHT, _GAP = 460, 200, 22, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; the words beside it say what it is."""

    label: str
    shown: str
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under each other, with the same as a table.

    Attributes:
        name: In the address of its file.
    """

    name: str
    title: str
    bars: tuple[Bar, ...]
    height: int
    left: int = _LABELS
    width: int = _WIDTH
    bar_height: int = _HEIGHT


def make_chart(name: str, title: str, counts: Counts, hidden: str) -> Chart:
    """The chart of the counts.

    Args:
        name: In the address of its file.
        title: What is counted.
        counts: With the words for what is counted.
        hidden: What stands for a number that is not shown.
    """
    most = max((count for _, count in counts if count), default=1)
    room = _WIDTH - _LABELS - 50
    bars = tuple(
        Bar(label, hidden if count is None else str(count), place * (_HEIGHT + _GAP), (count or 0) / most * room)
        for place, (label, count) in enumerate(counts)
    )
    return Chart(name, title, bars, len(bars) * (_HEIGHT + _GAP))


def as_csv(rows: tuple[tuple[str, str], ...]) -> str:
    """The rows as CSV in which no cell is a formula, whatever it begins with (OWASP, CSV injection)."""
    return "".join(",".join(f'"{_tame(cell)}"' for cell in row) + "\r\n" for row in rows)


def _tame(cell: str) -> str:
    flat = " ".join(cell.split()).replace('"', '""')
    return f"'{flat}" if flat[:1] in {"=", "+", "-", "@"} else flat
