"""How much stands on one page: what is to be drawn is weighed before, in bytes as they travel.

Pages are not packed on the way, for a secret stands in each of them and what an attacker has drawn beside it would tell
of it by its size (BREACH). So the bound holds for what is drawn. A first visit brings stylesheet and scripts as well.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from markupsafe import escape

T = TypeVar("T")

ROOM = 56_000
"""In bytes, for all that grows with what is kept; with frame, stylesheet and scripts that stays under 100 KB."""


def weight(*texts: str) -> int:
    """What the texts weigh as drawn."""
    return sum(len(str(escape(text)).encode("utf-8", "replace")) for text in texts)


def pages(entries: Iterable[T], weigh: Callable[[T], int]) -> Iterator[tuple[T, ...]]:
    """All of them, a page after the other. What has more weight than a page has one of its own."""
    page: list[T] = []
    left = ROOM
    for entry in entries:
        heavy = weigh(entry)
        if page and heavy > left:
            yield tuple(page)
            page, left = [], ROOM
        page.append(entry)
        left -= heavy
    if page:
        yield tuple(page)
