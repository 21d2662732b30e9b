"""Charts as SVG, drawn by drawsvg: bars, a table in shades, a wheel. Each stands beside a table, and as CSV.

Colours come from the stylesheet, by class, so that they are right in the dark too and no style stands in the page.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import drawsvg
from markupsafe import Markup

from bot.handlers.insight import Counts

_LABELS, _WIDTH, _HEIGHT, _GAP = 200, 460, 22, 8
_LONGEST_LABEL = 23
_FONT = 15
_MOST_BARS, _MOST_ROWS = 15, 30
"""Of what goes on in time, the last; the table has more than the bars, and the file has all."""
_SHADES = 5

T = TypeVar("T")
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, with the same as a table.

    Attributes:
        name: In the address of its file.
        head: Above the columns.
        told: The same in a sentence; for a large table, where to find it.
        in_time: The rows follow each other in time, so that the last ones matter most.
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: Rows
    drawn: Markup
    told: str
    in_time: bool = False

    @property
    def some(self) -> Rows:
        """Those of the rows that a page has room for."""
        return _most(self.rows, _MOST_ROWS, in_time=self.in_time)


def bars(  # noqa: PLR0913 -- a chart with its words
    name: str, title: str, counts: Counts, hidden: str, count: str, *, in_time: bool = False
) -> Chart:
    """Bars under each other.

    Args:
        name: In the address of its file.
        title: What is counted.
        counts: With the words for what is counted.
        hidden: What stands for a number that is not shown.
        count: Above the numbers.
        in_time: The counts follow each other in time.
    """
    rows = tuple((label, _shown(number, hidden)) for label, number in counts)
    most, room = max((number for _, number in counts if number), default=1), _WIDTH - _LABELS - 64
    drawn = _most(counts, _MOST_BARS, in_time=in_time)
    drawing = _drawing(_WIDTH, max(1, len(drawn)) * (_HEIGHT + _GAP))
    for place, (label, number) in enumerate(drawn):
        top, length = place * (_HEIGHT + _GAP), (number or 0) / most * room
        drawing.append(_text(label, 0, top + 16))
        drawing.append(drawsvg.Rectangle(_LABELS, top, round(length, 1), _HEIGHT, rx=3, class_="bar"))
        drawing.append(_text(_shown(number, hidden), round(_LABELS + length + 8, 1), top + 16))
    told = f"{title}: {', '.join(' '.join(row) for row in _most(rows, _MOST_BARS, in_time=in_time))}"
    return Chart(name, title, ("", count), rows, _svg(drawing), told, in_time)


def shaded(  # noqa: PLR0913 -- a table
    name: str,
    title: str,
    columns: Sequence[str],
    counts: Sequence[tuple[str, Sequence[int | None]]],
    *,
    hidden: str,
    told: str,
) -> Chart:
    """A table in shades: the darker, the more."""
    rows = tuple((label, *(_shown(number, hidden) for number in numbers)) for label, numbers in counts)
    most = max((number for _, numbers in counts for number in numbers if number), default=1)
    wide = 64
    drawing = _drawing(_LABELS + wide * max(1, len(columns)), (len(counts) + 1) * (_HEIGHT + 4))
    for column, label in enumerate(columns):
        drawing.append(_text(label, _LABELS + column * wide + wide / 2, 14, "middle"))
    for place, (label, numbers) in enumerate(counts, 1):
        top = place * (_HEIGHT + 4)
        drawing.append(_text(label, 0, top + 16))
        for column, number in enumerate(numbers):
            shade = 0 if not number else max(1, round(number / most * _SHADES))
            left = _LABELS + column * wide
            drawing.append(drawsvg.Rectangle(left, top, wide - 3, _HEIGHT, rx=3, class_=f"shade shade-{shade}"))
            drawing.append(
                _text(
                    "·" if number is None else str(number), left + wide / 2 - 1, top + 16, "middle", kind=f"on-{shade}"
                )
            )
    return Chart(name, title, ("", *columns), rows, _svg(drawing), told)


def wheel(name: str, title: str, head: tuple[str, ...], parts: Sequence[tuple[str, str, str]], told: str) -> Chart:
    """A wheel of equal parts.

    Args:
        name: In the address of its file.
        title: What it shows.
        head: Above the columns of the table: what a part is, and how it stands.
        parts: Each with how it stands in words, and as a class of the stylesheet.
        told: The same in a sentence.
    """
    size, outer, inner = 240, 116, 62
    middle = size / 2
    drawing = _drawing(size, size)
    for place, (_, _, kind) in enumerate(parts):
        begin, end = (2 * math.pi * (at / len(parts)) - math.pi / 2 for at in (place, place + 1))
        begin, end = begin + 0.012, end - 0.012
        part = drawsvg.Path(class_=f"part {kind}")
        part.M(*_at(middle, outer, begin)).A(outer, outer, 0, 0, 1, *_at(middle, outer, end))
        part.L(*_at(middle, inner, end)).A(inner, inner, 0, 0, 0, *_at(middle, inner, begin)).Z()
        drawing.append(part)
        centre = _at(middle, (outer + inner) / 2, (begin + end) / 2)
        drawing.append(_text(str(place + 1), centre[0], centre[1] + 4, "middle", kind=f"in-{kind}", size=12))
    rows = tuple((f"{place}. {label}", word) for place, (label, word, _) in enumerate(parts, 1))
    return Chart(name, title, head, rows, _svg(drawing), told)


def as_csv(rows: Rows) -> str:
    """The rows as CSV in which no cell is a formula, whatever it begins with (OWASP, CSV injection)."""
    return "".join(",".join(f'"{_tame(cell)}"' for cell in row) + "\r\n" for row in rows)


def _most(rows: tuple[T, ...], most: int, *, in_time: bool) -> tuple[T, ...]:
    return rows[-most:] if in_time else rows[:most]


def _at(middle: float, radius: float, angle: float) -> tuple[float, float]:
    return round(middle + radius * math.cos(angle), 1), round(middle + radius * math.sin(angle), 1)


def _drawing(width: float, height: float) -> drawsvg.Drawing:
    return drawsvg.Drawing(width, height, **{"aria-hidden": "true", "focusable": "false"})


def _text(  # noqa: PLR0913 -- where, and how
    label: str, left: float, top: float, anchor: str = "start", *, kind: str = "on-0", size: int = _FONT
) -> drawsvg.Text:
    short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    return drawsvg.Text(short, size, left, top, text_anchor=anchor, class_=kind)


def _svg(drawing: drawsvg.Drawing) -> Markup:
    """The drawing; drawsvg escapes its texts, and all else in it is ours."""
    return Markup(drawing.as_svg(header="", skip_js=True, skip_css=True))  # noqa: S704 -- as the docstring says


def _shown(number: int | None, hidden: str) -> str:
    return hidden if number is None else str(number)


def _tame(cell: str) -> str:
    flat = " ".join(cell.split()).replace('"', '""')
    return f"'{flat}" if flat[:1] in {"=", "+", "-", "@"} else flat
