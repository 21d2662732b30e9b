"""Draws messages as Block Kit; says nothing of its own and chooses nothing but how a block looks.

A button's value is the opaque id that its action is about, its ``action_id`` the act. The ``block_id`` of its row tells
in which language and in which thread the message stands: of an ephemeral message Slack hands back nothing else.
"""

import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.slack import block_kit
from adapters.slack.block_kit import Json, tamed
from bot.action import Act, Action
from bot.message import (
    Badge,
    Button,
    Buttons,
    Choices,
    Fields,
    Footnote,
    Heading,
    Input,
    Link,
    Listing,
    Message,
    Notice,
    Paragraph,
    Quote,
    Said,
    Suggestions,
    Told,
)
from knowledge.protocol import Language

TYPED = "type/"
"""Before the act in the ``action_id`` of a button that opens a form."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the ``block_id`` of a row of buttons tells.

    Attributes:
        thread: In which the message stands; empty for none.
    """

    language: Language
    thread: str = ""

    def block_id(self, number: int) -> str:
        """The id of the row with this number in a message."""
        return f"{self.language}/{self.thread}/{number}"

    @classmethod
    def of(cls, block_id: str) -> "Row | None":
        """The row with this id; ``None`` when it is none of ours."""
        language, _, rest = block_id.partition("/")
        thread, slash, _ = rest.rpartition("/")
        if not slash or language not in set(Language):
            return None
        return cls(Language(language), thread)


def draw(message: Message, thread: str = "", *, suggestions: bool = True) -> list[Json]:
    """The blocks of the message, however many.

    Args:
        message: What to draw.
        thread: Where it will stand.
        suggestions: Whether to list suggested questions; not where they can be pressed elsewhere.
    """
    row, blocks, pressable, number = Row(message.language, thread), list[Json](), list[Json](), 0
    for block in message.blocks:
        if isinstance(block, Suggestions) and not suggestions:
            continue
        if pressable and not isinstance(block, Buttons | Input):
            blocks += _rows(pressable, row, number)
            number, pressable = number + len(pressable), []
        match block:
            case Choices():
                blocks += _prompt(block)
                pressable += [_button(each, place) for place, each in enumerate(_short(block), number + 1)]
                blocks += _rows(pressable, row, number)
                number, pressable = number + len(pressable), []
            case Buttons(buttons=buttons):
                first = number + len(pressable) + 1
                pressable += [_button(each, place) for place, each in enumerate(buttons, first)]
            case Input(label=label, action=action):
                place = number + len(pressable) + 1
                pressable.append(block_kit.button(_label(label), _action_id(action, place, TYPED), action.subject))
            case Suggestions(title=title, questions=questions):
                blocks += _titled(title, [(question, ()) for question in questions])
            case _:
                blocks += _told(block)
    return [*blocks, *_rows(pressable, row, number)]


def in_messages(blocks: Sequence[Json]) -> list[list[Json]]:
    """The blocks as one message, or as many as Slack's limits ask for; what can be pressed comes in the last."""
    messages: list[list[Json]] = [[]]
    size = 0
    for block in blocks:
        length = block_kit.size_of(block)
        if len(messages[-1]) == block_kit.MOST_BLOCKS or (messages[-1] and size + length > block_kit.LONGEST_MESSAGE):
            messages.append([])
            size = 0
        messages[-1].append(block)
        size += length
    return messages


def summary_of(message: Message) -> str:
    """The gist as the text of a message, which notifications show; Slack reads it as markup, so that is escaped."""
    text = tamed(message.summary)
    if len(text) > block_kit.LONGEST_SUMMARY:
        text = f"{text[: block_kit.LONGEST_SUMMARY]} …"
    return escaped(text) or "…"


def escaped(text: str) -> str:
    """The text, so that Slack shows it as it stands where it reads markup.

    What begins with ``<`` or ``&`` would be live (docs.slack.dev, formatting message text); the marks of bold and the
    like are switched off by the call that sends it.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _told(block: Told) -> Iterator[Json]:  # noqa: C901 -- a case for each kind
    match block:
        case Badge(sign=sign, word=word):
            yield from block_kit.rich_lines(tamed(f"{sign} {word}"), bold=True)
        case Link(label=label, url=url):
            yield from block_kit.link(tamed(label), url)
        case Heading(text=text):
            yield from block_kit.header(tamed(text))
        case Paragraph(text=text):
            yield from block_kit.section(tamed(text))
        case Quote(text=text):
            yield from block_kit.quote(text)
        case Said(by=by, text=text):
            yield from block_kit.context(tamed(by))
            yield from block_kit.quote(text)
        case Listing(items=items, title=title, ordered=ordered):
            yield from _titled(title, [(item.text, item.details) for item in items], ordered=ordered)
        case Fields(fields=fields):
            yield from block_kit.fields([tamed(f"{field.label}\n{field.value}") for field in fields])
        case Notice(text=text, tone=tone):
            yield from block_kit.rich_lines(tamed(f"{tone.sign} {text}"), bold=True)
        case Footnote(text=text):
            yield from block_kit.context(tamed(text))
        case _:
            typing.assert_never(block)


def _titled(title: str | None, items: Sequence[tuple[str, Sequence[str]]], *, ordered: bool = False) -> Iterator[Json]:
    if title:
        yield from block_kit.rich_lines(tamed(title), bold=True)
    yield from block_kit.listing(items, ordered=ordered)


def _prompt(choices: Choices) -> Iterator[Json]:
    """The question above the choices; where their labels are too long for buttons, with the labels as a list."""
    yield from block_kit.section(tamed(choices.prompt))
    if not _fits(choices):
        yield from block_kit.listing([(option.label, ()) for option in choices.options], ordered=True)


def _short(choices: Choices) -> Sequence[Button]:
    """What stands on the buttons: the labels, or their numbers in the list above."""
    if _fits(choices):
        return choices.options
    return [Button(str(place), option.action) for place, option in enumerate(choices.options, start=1)]


def _fits(choices: Choices) -> bool:
    return all(0 < len(option.label) <= block_kit.LONGEST_LABEL for option in choices.options)


def _rows(elements: Sequence[Json], row: Row, before: int) -> Iterator[Json]:
    for place, some in enumerate(block_kit.in_groups(elements, block_kit.MOST_ELEMENTS)):
        yield block_kit.actions(some, row.block_id(before + place * block_kit.MOST_ELEMENTS))


def _button(button: Button, place: int) -> Json:
    return block_kit.button(_label(button.label), _action_id(button.action, place), button.action.subject)


def _label(label: str) -> str:
    """Our own labels are short but for the names in them, which are shortened here and stand whole elsewhere."""
    tame = tamed(label)
    return tame if len(tame) <= block_kit.LONGEST_LABEL else f"{tame[: block_kit.LONGEST_LABEL - 2]} …"


def _action_id(action: Action, place: int, before: str = "") -> str:
    """The act, and a place, for no two in a row may be alike."""
    return f"{before}{action.act}/{place}"


def act_of(action_id: str) -> tuple[Act, bool] | None:
    """The act on a button, and whether a text is to be typed for it; ``None`` when it is no button of ours."""
    typed = action_id.startswith(TYPED)
    name, _, _ = action_id.removeprefix(TYPED).partition("/")
    return (Act(name), typed) if name in set(Act) else None
