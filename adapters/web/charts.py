"""Charts as SVG, drawn by drawsvg: bars, a table in shades, a wheel. Each stands beside a table, and as CSV.

Colours come from the stylesheet, by class, so that they are right in the dark too and no style stands in the page.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import drawsvg
from markupsafe import Markup

from adapters.web.labels import lines_of
from bot.handlers.insight import Counts

_LABELS, _WIDTH, _HEIGHT, _GAP = 158, 380, 22, 8
"""In the drawing's own measure; a card on a phone has four fifths of it, on a desk somewhat more than all."""
_FONT, _LINE = 14, 17
_ROOM = 17.5
"""In letters, of a line of a label. In DejaVu Sans, the widest that browsers take by themselves, one is up to 8.5."""
_DIGIT = 9
_NARROWEST, _WIDEST = 36, 64
"""Of a week."""
_MOST_BARS, _MOST_ROWS = 15, 30
"""Of what goes on in time, the last; the table has more than the bars, and the file has all."""
_SHADES = 5
_HIDDEN = "·"

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
        note: What a sign in the drawing means; empty where it has none.
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: Rows
    drawn: Markup
    told: str
    in_time: bool = False
    note: str = ""

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
    most = max((number for _, number in counts if number), default=1)
    room = _WIDTH - _LABELS - _DIGIT * (len(str(most)) + 1)
    drawn = _most(counts, _MOST_BARS, in_time=in_time)
    labels = [lines_of(label, _ROOM) for label, _ in drawn]
    drawing, top = _drawing(_WIDTH, max(1, sum(map(_height_of, labels)))), 0
    for (label, number), lines in zip(drawn, labels, strict=True):
        middle, length = top + (_height_of(lines) - _GAP) / 2, (number or 0) / most * room
        drawing.append(_label(label, lines, middle))
        bar = drawsvg.Rectangle(_LABELS, middle - _HEIGHT / 2, round(length, 1), _HEIGHT, rx=3, class_="bar")
        drawing.append(bar)
        drawing.append(_text(_shown(number, hidden), round(_LABELS + length + 8, 1), middle + 5))
        top += _height_of(lines)
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
    labels = [lines_of(label, _ROOM) for label, _ in counts]
    wide = min(_WIDEST, max(_NARROWEST, (_WIDTH - _LABELS) // max(1, len(columns))))
    top = _HEIGHT + 4
    drawing = _drawing(_LABELS + wide * len(columns), top + sum(map(_height_of, labels)))
    for column, label in enumerate(columns):
        drawing.append(_text(label, _LABELS + column * wide + (wide - 3) / 2, 14, "middle"))
    for (label, numbers), lines in zip(counts, labels, strict=True):
        high = _height_of(lines) - 4
        drawing.append(_label(label, lines, top + high / 2))
        for column, number in enumerate(numbers):
            shade = 0 if not number else max(1, round(number / most * _SHADES))
            left, told_here = _LABELS + column * wide, _HIDDEN if number is None else str(number)
            drawing.append(drawsvg.Rectangle(left, top, wide - 3, high, rx=3, class_=f"shade shade-{shade}"))
            drawing.append(_text(told_here, left + (wide - 3) / 2, top + high / 2 + 5, "middle", kind=f"on-{shade}"))
        top += high + 4
    note = f"{_HIDDEN} = {hidden}" if any(None in numbers for _, numbers in counts) else ""
    return Chart(name, title, ("", *columns), rows, _svg(drawing), told, note=note)


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


def _height_of(lines: tuple[str, ...]) -> int:
    """Of a row with this label, and what is between it and the next."""
    return max(_HEIGHT, len(lines) * _LINE + 2) + _GAP


def _label(label: str, lines: tuple[str, ...], middle: float) -> drawsvg.Text:
    """The label before a row, with its middle there; pointed at it tells all of what had to be cut."""
    first = middle - (len(lines) - 1) * _LINE / 2 + 5
    drawn = drawsvg.Text(list(lines), _FONT, 0, first, line_height=_LINE / _FONT, class_="on-0")
    if " ".join(lines) != label:
        drawn.append_title(label)
    return drawn


def _text(  # noqa: PLR0913 -- where, and how
    label: str, left: float, top: float, anchor: str = "start", *, kind: str = "on-0", size: int = _FONT
) -> drawsvg.Text:
    return drawsvg.Text(label, size, left, top, text_anchor=anchor, class_=kind)


def _svg(drawing: drawsvg.Drawing) -> Markup:
    """The drawing; drawsvg escapes its texts, and all else in it is ours."""
    return Markup(drawing.as_svg(header="", skip_js=True, skip_css=True))  # noqa: S704 -- as the docstring says


def _shown(number: int | None, hidden: str) -> str:
    return hidden if number is None else str(number)


def _tame(cell: str) -> str:
    flat = " ".join(cell.split()).replace('"', '""')
    return f"'{flat}" if flat[:1] in {"=", "+", "-", "@"} else flat
