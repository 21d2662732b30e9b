"""Labels of charts, on as many lines as they need: a drawing does not break its texts by itself."""

import unicodedata
from collections.abc import Iterator

_MOST_LINES = 3
_NARROW, _BROAD = frozenset(" .,:;'|!()[]-/fijlrtI"), frozenset("mwMW@%")
_CUT = "…"


def lines_of(label: str, room: float) -> tuple[str, ...]:
    """The label, broken between words, and inside one that is too long; what three lines cannot hold is cut.

    Args:
        label: On one line.
        room: Of a line, in letters of usual width: what is drawn is about as wide as it is reckoned here, and no wider.
    """
    lines = list(_broken(label, room))
    if len(lines) <= _MOST_LINES:
        return tuple(lines) or ("",)
    *first, last = lines[:_MOST_LINES]
    while last and _width(last + _CUT) > room:
        last = last[:-1]
    return (*first, last.rstrip() + _CUT)


def _broken(label: str, room: float) -> Iterator[str]:
    line = ""
    for word in label.split():
        longer = f"{line} {word}" if line else word
        if _width(longer) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while _width(line) > room:
            head = _fitting(line, room)
            yield head
            line = line[len(head) :]
    if line:
        yield line


def _fitting(word: str, room: float) -> str:
    """As much of its beginning as there is room for; one letter at least."""
    wide = 0.0
    for at, letter in enumerate(word):
        wide += _width(letter)
        if at and wide > room:
            return word[:at]
    return word


def _width(text: str) -> float:
    return sum(map(_width_of, text))


def _width_of(letter: str) -> float:
    if letter in _NARROW:
        return 0.6
    if letter in _BROAD:
        return 1.6
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 2.2
    return 1.3 if letter.isupper() else 1.05
