"""Draws messages in a terminal; says nothing of its own and chooses nothing.

Whatever is drawn goes through ``visible`` and becomes a ``Text``, never markup: words of the protocol or of a person
can neither colour the screen nor move its cursor.
"""

import typing
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, RenderableType

from adapters.console.layout import WIDEST, Hanging, Packed, plain
from adapters.console.offers import Offer
from bot.message import (
    Badge,
    Block,
    Buttons,
    Choices,
    Fields,
    Footnote,
    Heading,
    Input,
    Item,
    Link,
    Listing,
    Message,
    Notice,
    Paragraph,
    Quote,
    Said,
    Suggestions,
    Tone,
)

_BULLET = "  • "
_COLOURS = {Tone.GOOD: "green", Tone.CAREFUL: "yellow", Tone.STOP: "red", Tone.NOTE: "cyan"}


def draw(message: Message, console: Console, *, numbered: bool, first: int = 1) -> None:
    """Draw the message.

    Args:
        message: What to draw.
        console: Where to draw it.
        numbered: Whether the reader can choose by number; without it choices are read, not made.
        first: The number of the first choice; the others follow in the order of ``offers``.
    """
    before: Block | None = None
    number = first
    for block in message.blocks:
        if before is not None and not _joins(before, block, numbered=numbered):
            console.print()
        for line in _lines(block, number if numbered else None):
            console.print(line, width=min(console.width, WIDEST))
        match block:
            case Choices(options=buttons) | Buttons(buttons=buttons):
                number += len(buttons)
            case Input():
                number += 1
            case _:
                pass
        before = block


def _joins(before: Block, block: Block, *, numbered: bool) -> bool:
    """Whether no empty line stands between the two."""
    if numbered and isinstance(before, Input | Buttons) and isinstance(block, Input | Buttons):
        return True
    return isinstance(before, Badge) and isinstance(block, Heading)


def _lines(block: Block, number: int | None) -> Iterator[RenderableType]:
    """What the block looks like.

    Args:
        block: What to draw.
        number: Of the first choice in it; ``None`` when nothing can be chosen.
    """
    match block:
        case Listing():
            yield from _listing(block)
        case Choices():
            yield plain(block.prompt, "bold")
            yield from _options(block.options, number)
        case Buttons() if number is not None:
            yield from _options(block.buttons, number)
        case Buttons():
            yield plain(block.instead)
        case Suggestions():
            yield from _listing(Listing(tuple(Item(question) for question in block.questions), title=block.title))
        case Input() if number is not None:
            yield from _options((block,), number)
        case Input():
            yield plain(block.instead or block.label)
        case _:
            yield from _told(block)


def _told(
    block: Badge | Heading | Paragraph | Quote | Said | Fields | Notice | Footnote | Link,
) -> Iterator[RenderableType]:
    match block:
        case Badge():
            yield plain(f"{block.sign} {block.word}", f"bold {_COLOURS[block.tone]}")
        case Heading():
            yield plain(block.text, "bold")
        case Paragraph():
            yield plain(block.text)
        case Link():
            yield plain(f"{block.label}: {block.url}")
        case Quote():
            yield Hanging("│ ", "│ ", block.text)
        case Said():
            yield plain(block.by, "dim")
            yield Hanging("┆ ", "┆ ", block.text)
        case Fields():
            yield Packed(tuple(f"{field.label}: {field.value}" for field in block.fields))
        case Notice():
            sign = f"{block.tone.sign} "
            yield Hanging(sign, " " * cell_len(sign), block.text, f"bold {_COLOURS[block.tone]}")
        case Footnote():
            yield plain(block.text, "dim")
        case _:
            typing.assert_never(block)


def _listing(listing: Listing) -> Iterator[RenderableType]:
    if listing.title is not None:
        yield plain(listing.title, "bold")
    for place, item in enumerate(listing.items, start=1):
        mark = f"  {place}. " if listing.ordered else _BULLET
        yield Hanging(mark, " " * cell_len(mark), item.text)
        for detail in item.details:
            yield Hanging(" " * cell_len(mark) + "· ", " " * (cell_len(mark) + 2), detail, "dim")


def _options(buttons: Sequence[Offer], number: int | None) -> Iterator[RenderableType]:
    for place, button in enumerate(buttons):
        mark = _BULLET if number is None else f"  [{number + place}] "
        yield Hanging(mark, " " * cell_len(mark), button.label)
