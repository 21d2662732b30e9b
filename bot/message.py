"""A message as blocks that any channel can draw: terminal, Block Kit or Adaptive Card.

Every text in a block is plain text, for a person to read as it stands. Nothing in it is markup: a renderer escapes what
its platform would read as such, shows every character that can be seen, and cuts nothing. A renderer chooses how a
block looks, never what it says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.action import Action
from knowledge.protocol import Language


class Tone(StrEnum):
    """How a block should strike the eye; the words say the same without it."""

    GOOD = "good"
    CAREFUL = "careful"
    STOP = "stop"
    NOTE = "note"

    @property
    def sign(self) -> str:
        """The one character that stands before a notice, for who does not see colours."""
        return {Tone.GOOD: "✔", Tone.CAREFUL: "⚠", Tone.STOP: "✖", Tone.NOTE: "→"}[self]


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict at a glance.

    Attributes:
        sign: One character.
        word: Says the same as the sign.
    """

    sign: str
    word: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Heading:
    """What the rest of the message is about."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or a few sentences of ours."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the protocol, whole and exactly as it has them."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a person, whole and exactly as they were written.

    Attributes:
        by: Who wrote them, and when where that matters.
    """

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list.

    Attributes:
        details: Short texts that belong to this entry.
    """

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of texts.

    Attributes:
        title: What is listed; ``None`` when the block above says so.
        ordered: The order means something: it is numbered.
    """

    items: tuple[Item, ...]
    title: str | None = None
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A short fact with its name."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Short facts that belong together."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must not miss."""

    text: str
    tone: Tone = Tone.CAREFUL


@dataclass(frozen=True, slots=True)
class Footnote:
    """Small print."""

    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press or choose."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with a few answers to choose from; where nothing can be pressed, a list to read.

    Attributes:
        options: Best first; never empty.
    """

    prompt: str
    options: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Buttons:
    """What can be done next.

    Attributes:
        instead: The same in a sentence, for where nothing can be pressed.
    """

    buttons: tuple[Button, ...]
    instead: str


@dataclass(frozen=True, slots=True)
class Input:
    """A text to be typed, and sent along with an action.

    Attributes:
        label: What is asked for, also on the button that sends it.
        instead: The same in a sentence, for where nothing can be filled in; empty where there is no other way.
    """

    label: str
    action: Action
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Questions that could be asked; where they cannot be asked by pressing, a list to read.

    Attributes:
        questions: As a person would type them; never empty.
    """

    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A place on our own pages to go to.

    Attributes:
        url: Of our own making; shown as it is where nothing can be followed.
    """

    label: str
    url: str


Told = Badge | Heading | Paragraph | Quote | Said | Listing | Fields | Notice | Footnote | Link
"""Blocks to be read; in the others something can be chosen or typed."""
Block = Told | Choices | Buttons | Input | Suggestions


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to a person, in one go.

    Attributes:
        summary: The gist in one line, for notifications and for where blocks cannot be drawn.
        language: The language of our own words in it.
    """

    summary: str
    blocks: tuple[Block, ...]
    language: Language

    def buttons(self) -> Iterator[Button]:
        """All that can be pressed or chosen, in the order in which it is shown."""
        for block in self.blocks:
            match block:
                case Choices(options=buttons) | Buttons(buttons=buttons):
                    yield from buttons
                case _:
                    pass

    def inputs(self) -> Iterator[Input]:
        """All that can be filled in, in the order in which it is shown."""
        yield from (block for block in self.blocks if isinstance(block, Input))
