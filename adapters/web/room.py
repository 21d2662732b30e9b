"""How much stands on one page: what is to be drawn is weighed before, in bytes as they travel.

Pages are not packed on the way, for a secret stands in each of them and what an attacker has drawn beside it would tell
of it by its size (BREACH). So the bound holds for what is drawn. A first visit brings stylesheet and scripts as well.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from markupsafe import escape

T = TypeVar("T")

ROOM = 64_000
"""In bytes, for all that grows with what is kept; with frame, stylesheet and scripts that stays under 100 KB."""


def weight(*texts: str) -> int:
    """What the texts weigh as drawn."""
    return sum(len(str(escape(text)).encode("utf-8", "replace")) for text in texts)


def pages(entries: Iterable[T], weigh: Callable[[T], int], room: int = ROOM) -> Iterator[tuple[T, ...]]:
    """All of them, a page after the other. What has more weight than a page has one of its own."""
    page: list[T] = []
    left = room
    for entry in entries:
        heavy = weigh(entry)
        if page and heavy > left:
            yield tuple(page)
            page, left = [], room
        page.append(entry)
        left -= heavy
    if page:
        yield tuple(page)


def page_of(all_pages: Sequence[tuple[T, ...]], number: int) -> tuple[tuple[T, ...], int]:
    """The page with the number, from 1, and its number; the nearest that is there."""
    within = min(max(number, 1), max(1, len(all_pages)))
    return (all_pages[within - 1] if all_pages else ()), within


def fitting(entries: Sequence[T], weigh: Callable[[T], int], room: int) -> tuple[T, ...]:
    """As many from the first on as there is room for; one at least."""
    return next(pages(entries, weigh, room), ())


def slices(text: str, room: int) -> Iterator[str]:
    """The text in stretches that each have room; most often one."""
    heaviest = max((weight(sign) for sign in set(text)), default=1)
    length = len(text) if weight(text) <= room else max(1, room // heaviest)
    yield from (text[at : at + length] for at in range(0, len(text), length or 1)) if text else ("",)


def shortened(text: str, most: int) -> str:
    """The beginning of a text that stands whole elsewhere, on one line."""
    flat = " ".join(text[: 2 * most].split())
    return flat if len(flat) <= most and len(text) <= 2 * most else f"{flat[: most - 1]}…"
