"""A message in parts, each of which fits on a page: an answer that quotes a very long clause is read on."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.web.room import ROOM, fitting, pages, shortened, weight
from bot.message import Block, Buttons, Choices, Input, Item, Listing, Message, Paragraph, Suggestions
from knowledge.protocol import Language

_FRAME, _ITEM, _FORM, _BUTTON = 150, 60, 700, 160
"""In bytes, of the page around a block, around one of its texts, around a form and a button in it."""
_NOTES, _LONGEST_GIST = ROOM // 6, 500


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One entry of a list.

    Attributes:
        number: In its list, from 1.
        text: Empty where only more of its details stand here.
    """

    number: int
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingPart:
    """Some of a list."""

    items: tuple[ListedItem, ...]
    title: str | None
    ordered: bool


@dataclass(frozen=True, slots=True)
class MessagePart:
    """Some of a message, as a template draws it.

    Attributes:
        number: Of this part, from 1.
        of: How many there are.
    """

    summary: str
    language: Language
    blocks: tuple[Block | ListingPart, ...]
    number: int = 1
    of: int = 1

    @property
    def weighs(self) -> int:
        """On a page."""
        return _FRAME + sum(map(_weight_of, self.blocks))


def parts_of_message(message: Message, room: int = ROOM) -> tuple[MessagePart, ...]:
    """The whole message in its order; one part where it fits."""
    blocks = [piece for block in message.blocks for piece in _pieces(block, room // 2)]
    every = list(pages(blocks, _weight_of, room)) or [()]
    return tuple(
        MessagePart(message.summary, message.language, some, number, len(every)) for number, some in enumerate(every, 1)
    )


@dataclass(frozen=True, slots=True)
class ShownNotes:
    """What is told once, at the head of a page.

    Attributes:
        left_out: How many messages, or parts of one, there is no room for.
    """

    parts: tuple[MessagePart, ...]
    left_out: int


def shown_notes(notes: Iterable[Message]) -> ShownNotes:
    """As much of the messages as there is room for beside what else the page shows."""
    parts = [
        part if part.weighs <= _NOTES else _gist(part) for note in notes for part in parts_of_message(note, _NOTES)
    ]
    shown = fitting(parts, lambda part: part.weighs, _NOTES)
    return ShownNotes(shown, len(parts) - len(shown))


def _gist(part: MessagePart) -> MessagePart:
    return dataclasses.replace(part, blocks=(Paragraph(shortened(part.summary, _LONGEST_GIST)),))


def _pieces(block: Block, room: int) -> Iterator[Block | ListingPart]:
    if not isinstance(block, Listing) or _weight_of(block) <= room:
        yield block
        return
    items = [piece for number, item in enumerate(block.items, 1) for piece in _items(number, item, room)]
    for place, some in enumerate(pages(items, _weight_of, room)):
        yield ListingPart(some, block.title if place == 0 else None, block.ordered)


def _items(number: int, item: Item, room: int) -> Iterator[ListedItem]:
    lines = pages((item.text, *item.details), lambda one: _ITEM + weight(one), room)
    for place, some in enumerate(lines):
        yield ListedItem(number, some[0] if place == 0 else "", some[1:] if place == 0 else some)


def _weight_of(drawn: object) -> int:
    texts = list(_texts(drawn))
    heavy = _FRAME + sum(_ITEM + weight(text) for text in texts)
    match drawn:
        case Choices(options=buttons) | Buttons(buttons=buttons):
            heavy += _FORM + _BUTTON * len(buttons)
        case Suggestions(questions=questions):
            heavy += _FORM + sum(_BUTTON + weight(each) for each in questions)
        case Input():
            heavy += _FORM + _BUTTON + weight(drawn.label)
        case _:
            pass
    return heavy


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
