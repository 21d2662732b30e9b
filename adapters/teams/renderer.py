"""Draws messages as Adaptive Cards; says nothing of its own and chooses nothing but how a block looks.

A button hands back its act and the opaque id that this is about, the language of the message, and where the question
was asked, if others are there. Anyone may have forged any of that, so it decides nothing by itself.
"""

import typing
from collections.abc import Iterator, Sequence

from adapters.teams import adaptive_card as parts
from adapters.teams.adaptive_card import Json, label, tamed
from bot.action import Act, Action
from bot.message import (
    Badge,
    Button,
    Buttons,
    Choices,
    Field,
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
    Tone,
)
from bot.presenter.forms import present_form
from knowledge.protocol import Language

TEXT = "text"
"""The id of the field in which a text is typed."""
SUBJECT, LANGUAGE, BACK, QUESTION = "subject", "language", "back", "question"
ASK = "ask"
"""The verb of a question that is asked by pressing."""

LEADING_ON = frozenset({Act.SHARE, Act.CHOOSE, Act.CIRCUMSTANCE, Act.HELPED, Act.NOT_MEANT})
"""What shares an answer, or brings another that can be shared: it goes on where the question was asked."""
_LOOKING_BACK = LEADING_ON | {Act.ASK_HR}
"""What has to do with where the question was asked."""
_STYLES = {Tone.GOOD: "good", Tone.CAREFUL: "warning", Tone.STOP: "attention", Tone.NOTE: "accent"}
_LARGEST_FALLBACK = 2_048
"""In bytes, as Teams counts: it comes on top of what a card shows."""
_COMMA = 2
_LONGEST_ON_PHONE = 24
"""Characters of a button that a phone shows; longer labels are rows, which go on in a next line."""
_LONGEST_BESIDE = 14
"""Characters of a word that a phone shows in half the width of a card."""


def draw(message: Message, back: Sequence[str] = ()) -> list[Json]:
    """The cards, usually one; what can be pressed comes last.

    Args:
        message: What to draw.
        back: Where the question was asked and can be shared to, as it is handed back; empty where nobody else is.
    """
    fallback = fallback_of(message)
    cards: list[list[Json]] = [[]]
    empty = size = parts.size_of(parts.card([], fallback))
    for element in (part for each in _elements(message, back) for part in parts.parted(each)):
        length = parts.size_of(element) + _COMMA
        if cards[-1] and size + length > parts.LARGEST_CARD:
            cards.append([])
            size = empty
        cards[-1].append(element)
        size += length
    return [parts.card(body, fallback) for body in cards]


def fallback_of(message: Message) -> str:
    """The gist, for notifications and for where cards cannot be shown."""
    text = shortened = tamed(message.summary)
    while parts.size_of(shortened) > _LARGEST_FALLBACK:
        text = text[: len(text) * 3 // 4]
        shortened = f"{text} …"
    return shortened


def _elements(message: Message, back: Sequence[str]) -> Iterator[Json]:
    pressable: list[Json] = []
    for block in message.blocks:
        if pressable and not isinstance(block, Buttons | Input):
            yield from parts.rows(pressable)
            pressable = []
        match block:
            case Choices(prompt=prompt, options=options):
                yield from parts.texts(tamed(prompt), weight="Bolder")
                yield from (_row(each.label, _button(each, message.language, back)) for each in options)
            case Buttons(buttons=buttons) if any(len(each.label) > _LONGEST_ON_PHONE for each in buttons):
                yield from parts.rows(pressable)
                pressable = []
                yield from (_row(each.label, _button(each, message.language, back)) for each in buttons)
            case Buttons(buttons=buttons):
                pressable += [_button(each, message.language, back) for each in buttons]
            case Input():
                pressable.append(_form(block, message.language))
            case Suggestions(title=title, questions=questions):
                yield from parts.texts(tamed(title), weight="Bolder")
                yield from (_suggestion(question, message.language) for question in questions)
            case _:
                yield from _told(block)
    yield from parts.rows(pressable)


def _told(block: Told) -> Iterator[Json]:  # noqa: C901 -- a case for each kind
    match block:
        case Badge(sign=sign, word=word, tone=tone):
            yield parts.container(parts.texts(tamed(f"{sign} {word}"), weight="Bolder"), _STYLES[tone])
        case Link(label=label, url=url):
            yield parts.link(tamed(label), url)
        case Heading(text=text):
            yield from parts.texts(tamed(text), weight="Bolder", size="Medium")
        case Paragraph(text=text):
            yield from parts.texts(tamed(text))
        case Quote(text=text):
            yield from _quoted(text)
        case Said(by=by, text=text):
            yield from parts.texts(tamed(by), isSubtle=True, size="Small")
            yield from _quoted(text)
        case Listing():
            yield from _listing(block)
        case Fields(fields=fields):
            yield from _fields(fields)
        case Notice(text=text, tone=tone):
            yield parts.container(parts.texts(tamed(f"{tone.sign} {text}")), _STYLES[tone])
        case Footnote(text=text):
            yield from parts.texts(tamed(text), isSubtle=True, size="Small")
        case _:
            typing.assert_never(block)


def _fields(fields: Sequence[Field]) -> Iterator[Json]:
    """Two on a line, but for those with a word that would be broken off there."""
    beside: list[list[Json]] = []
    for field in fields:
        if max(map(len, f"{field.label} {field.value}".split()), default=0) <= _LONGEST_BESIDE:
            beside.append(_field(field))
            continue
        yield from parts.side_by_side(beside)
        beside = []
        yield from ({**each, "spacing": "Small"} for each in _field(field))
    yield from parts.side_by_side(beside)


def _field(field: Field) -> list[Json]:
    named, (first, *others) = parts.runs(tamed(f"{field.label} "), weight="Bolder"), parts.texts(tamed(field.value))
    return [{**first, "inlines": [*named, *first["inlines"]]}, *others]


def _quoted(text: str) -> Iterator[Json]:
    """Set apart; a long text in several containers, so that it can go on in the next card."""
    for number, line in enumerate(parts.texts(text)):
        yield parts.container([line], "emphasis", **({"spacing": "None"} if number else {}))


def _listing(listing: Listing) -> Iterator[Json]:
    if listing.title:
        yield from parts.texts(tamed(listing.title), weight="Bolder")
    for number, item in enumerate(listing.items, start=1):
        mark = f"{number}." if listing.ordered else "•"
        first, *others = parts.texts(tamed(f"{mark} {item.text}"))
        yield {**first, "spacing": "Small"}
        yield from others
        for detail in item.details:
            for line in parts.texts(tamed(detail), isSubtle=True, size="Small"):
                yield {**line, "spacing": "None"}


def _suggestion(question: str, language: Language) -> Json:
    return _row(question, parts.execute(label(question), ASK, {QUESTION: question, LANGUAGE: language}))


def _row(text: str, pressed: Json) -> Json:
    """A whole text that can be pressed; a button would cut it off."""
    return parts.container(parts.texts(tamed(text), color="Accent"), "emphasis", selectAction=pressed, spacing="Small")


def _button(button: Button, language: Language, back: Sequence[str]) -> Json:
    shared = {BACK: list(back)} if back and button.action.act in _LOOKING_BACK else {}
    return parts.execute(label(button.label), button.action.act, _data(button.action, language) | shared)


def _form(block: Input, language: Language) -> Json:
    form = present_form(block.label, language)
    field = {
        "type": "Input.Text",
        "id": TEXT,
        "placeholder": label(form.label),
        "isMultiline": True,
        "maxLength": form.longest,
    }
    send = parts.execute(label(form.send), block.action.act, _data(block.action, language))
    return parts.form(label(block.label), [field], send)


def _data(action: Action, language: Language) -> dict[str, Json]:
    return {SUBJECT: action.subject, LANGUAGE: language}
