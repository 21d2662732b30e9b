"""What a message becomes as Adaptive Cards: every text whole, nothing in it alive, within the bounds of Teams."""

import typing
from collections.abc import Iterator

import pytest

from adapters.teams import adaptive_card
from adapters.teams.renderer import draw
from bot.action import Act, Action
from bot.message import (
    Badge,
    Block,
    Button,
    Buttons,
    Choices,
    Field,
    Fields,
    Footnote,
    Heading,
    Input,
    Item,
    Listing,
    Message,
    Notice,
    Paragraph,
    Quote,
    Said,
    Suggestions,
    Tone,
)
from knowledge.protocol import Language
from tests.hostile import HOSTILE_TEXTS

Json = typing.Any
_KNOWN = {
    "AdaptiveCard",
    "Container",
    "ColumnSet",
    "Column",
    "RichTextBlock",
    "TextRun",
    "ActionSet",
    "Action.Execute",
    "Action.ShowCard",
    "Input.Text",
}
"""What Teams knows of version 1.4, and the Agents Playground as well; none of them reads markdown."""


def _message(*blocks: Block) -> Message:
    return Message("kort", blocks, Language.NL)


def _objects(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)
    elif isinstance(value, dict):
        yield value
        yield from _objects(list(value.values()))


def _shown(cards: Json) -> str:
    return "".join(each["text"] for each in _objects(cards) if each.get("type") == "TextRun")


_BLOCKS: dict[str, typing.Callable[[str], Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "quote": Quote,
    "said": lambda text: Said("", text),
    "listing": lambda text: Listing((Item(text, (text,)),), text),
    "fields": lambda text: Fields((Field(text, text), Field("a", "b"), Field("c", "d"))),
    "notice": Notice,
    "footnote": Footnote,
    "badge": lambda text: Badge("!", text, Tone.STOP),
    "choices": lambda text: Choices(text, (Button(text, Action(Act.CHOOSE, "q.1")),)),
    "suggestions": lambda text: Suggestions(text, (text,)),
}


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
@pytest.mark.parametrize("make", _BLOCKS.values(), ids=_BLOCKS.keys())
def test_a_hostile_text_is_shown_as_it_stands_and_nothing_in_it_lives(
    make: typing.Callable[[str], Block], text: str
) -> None:
    cards = draw(_message(make(text)))

    assert adaptive_card.tamed(text) in adaptive_card.tamed(_shown(cards))
    for each in _objects(cards):
        assert each.get("type", "AdaptiveCard") in _KNOWN | {None}
        if each.get("type") == "TextRun":
            assert "{{" not in each["text"]
            assert "${" not in each["text"]


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "woord " * 3_000, "x" * 20_000, "a\n\n\nb\r\n c", '"\\\x01' * 4_000])
def test_a_rule_is_quoted_to_the_letter_however_long(text: str) -> None:
    cards = draw(_message(Quote(text)))

    assert _shown(cards) == text


@pytest.mark.parametrize("text", ["woord " * 5_000, "👩‍🚒" * 9_000, '"\\\x01' * 9_000])
def test_no_card_is_larger_than_teams_takes(text: str) -> None:
    buttons = Buttons((Button("Vraag het aan HR", Action(Act.ASK_HR, "q")),), "…")

    cards = draw(_message(Quote(text), buttons))

    assert len(cards) > 1
    assert all(adaptive_card.size_of(card) <= adaptive_card.LARGEST_CARD for card in cards)
    pressable = [any(each.get("type") == "ActionSet" for each in _objects(card)) for card in cards]
    assert pressable == [False] * (len(cards) - 1) + [True]


def test_a_button_hands_back_its_act_and_subject_and_the_language() -> None:
    cards = draw(_message(Buttons((Button("Oppakken", Action(Act.CLAIM, "case-1")),), "…")))

    (pressed,) = (each for each in _objects(cards) if each.get("type") == "Action.Execute")
    assert (pressed["title"], pressed["verb"], pressed["data"]) == (
        "Oppakken",
        "claim",
        {"subject": "case-1", "language": "nl"},
    )


def test_only_a_button_to_share_hands_back_where_to() -> None:
    both = (Button("Deel", Action(Act.SHARE, "q")), Button("Help", Action(Act.HELPED, "q")))

    cards = draw(_message(Buttons(both, "…")), ("room", "thread", "proof"))

    share, helped = (each["data"] for each in _objects(cards) if each.get("type") == "Action.Execute")
    assert share["back"] == ["room", "thread", "proof"]
    assert "back" not in helped


def test_a_text_is_typed_under_its_button_and_sent_with_its_act() -> None:
    cards = draw(_message(Input("Antwoorden", Action(Act.REPLY, "case-1"))))

    (form,) = (each for each in _objects(cards) if each.get("type") == "Action.ShowCard")
    (field,) = (each for each in _objects(form) if each.get("type") == "Input.Text")
    (send,) = (each for each in _objects(form) if each.get("type") == "Action.Execute")
    assert (form["title"], field["isMultiline"], send["verb"]) == ("Antwoorden", True, "reply")


def test_many_buttons_stand_in_rows_that_a_phone_can_show() -> None:
    many = tuple(Button(f"Knop {number}", Action(Act.CLAIM, "c")) for number in range(8))

    cards = draw(_message(Buttons(many, "…")))

    rows = [each["actions"] for each in _objects(cards) if each.get("type") == "ActionSet"]
    assert [len(row) for row in rows] == [3, 3, 2]


def test_a_long_option_can_be_read_whole() -> None:
    label = "4.2 " + "Klanten toevoegen " * 20

    cards = draw(_message(Choices("Bedoel je:", (Button(label, Action(Act.CHOOSE, "q.1")),))))

    assert label in _shown(cards)
