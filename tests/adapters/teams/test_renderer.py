"""What a message becomes as Adaptive Cards: every text whole, nothing in it alive, within the bounds of Teams."""

import typing

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
from tests.every_message import VARIANTS, messages, presenters
from tests.hostile import HOSTILE_TEXTS
from tests.injections import INJECTIONS
from tests.teams_server.messages import objects, wrong_with

Json = typing.Any
PRESENTERS = dict(presenters())


def _message(*blocks: Block) -> Message:
    return Message("kort", blocks, Language.NL)


def _shown(cards: Json) -> str:
    return "".join(each["text"] for each in objects(cards) if each.get("type") == "TextRun")


def _problems(message: Message) -> list[str]:
    """What Teams would refuse of the message, and what would be more than text."""
    wrong: list[str] = []
    for card in draw(message, ("room", "thread", "proof")):
        wrong += [found for found in [wrong_with(card)] if found]
        if adaptive_card.size_of(card) > adaptive_card.LARGEST_CARD:
            wrong.append(f"{adaptive_card.size_of(card)} bytes")
        for each in objects(card):
            for name in sorted({"text", "title", "placeholder", "fallbackText"} & each.keys()):
                if name == "text" and ("{{" in each[name] or "${" in each[name]):
                    wrong.append(f"live: {each[name][:80]}")
                if adaptive_card.tamed(each[name]) != each[name] and name != "text":
                    wrong.append(f"steers what is around it: {each[name][:80]}")
    return wrong


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
    assert not any(map(wrong_with, cards))
    for each in objects(cards):
        if each.get("type") == "TextRun":
            assert "{{" not in each["text"]
            assert "${" not in each["text"]


@pytest.mark.parametrize("present", PRESENTERS.values(), ids=PRESENTERS)
def test_every_message_is_within_the_bounds_of_teams_and_nothing_but_text(
    present: typing.Callable[..., Message],
) -> None:
    for place, text in enumerate(INJECTIONS):
        for message in messages(present, text, (place % VARIANTS, (place + 5) % VARIANTS)):
            assert _problems(message) == [], text[:80]


@pytest.mark.parametrize("text", INJECTIONS, ids=range(len(INJECTIONS)))
def test_a_rule_and_what_a_person_wrote_are_shown_letter_for_letter(text: str) -> None:
    for block in (Quote(text), Said("", text)):
        assert _shown(draw(_message(block))) == text


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
    pressable = [any(each.get("type") == "ActionSet" for each in objects(card)) for card in cards]
    assert pressable == [False] * (len(cards) - 1) + [True]


def test_a_button_hands_back_its_act_and_subject_and_the_language() -> None:
    cards = draw(_message(Buttons((Button("Oppakken", Action(Act.CLAIM, "case-1")),), "…")))

    (pressed,) = (each for each in objects(cards) if each.get("type") == "Action.Execute")
    assert (pressed["title"], pressed["verb"], pressed["data"]) == (
        "Oppakken",
        "claim",
        {"subject": "case-1", "language": "nl"},
    )


def test_what_goes_on_where_it_was_asked_hands_back_where_and_a_look_at_own_cases_does_not() -> None:
    both = (Button("Deel", Action(Act.SHARE, "q")), Button("Zaken", Action(Act.MY_CASES)))

    cards = draw(_message(Buttons(both, "…")), ("room", "thread", "proof"))

    share, own = (each["data"] for each in objects(cards) if each.get("type") == "Action.Execute")
    assert share["back"] == ["room", "thread", "proof"]
    assert "back" not in own


def test_a_text_is_typed_under_its_button_and_sent_with_its_act() -> None:
    cards = draw(_message(Input("Antwoorden", Action(Act.REPLY, "case-1"))))

    (form,) = (each for each in objects(cards) if each.get("type") == "Action.ShowCard")
    (field,) = (each for each in objects(form) if each.get("type") == "Input.Text")
    (send,) = (each for each in objects(form) if each.get("type") == "Action.Execute")
    assert (form["title"], field["isMultiline"], send["verb"]) == ("Antwoorden", True, "reply")


def test_many_buttons_stand_in_rows_that_a_phone_can_show() -> None:
    many = tuple(Button(f"Knop {number}", Action(Act.CLAIM, "c")) for number in range(8))

    cards = draw(_message(Buttons(many, "…")))

    rows = [each["actions"] for each in objects(cards) if each.get("type") == "ActionSet"]
    assert [len(row) for row in rows] == [3, 3, 2]


def test_a_long_option_can_be_read_whole() -> None:
    label = "4.2 " + "Klanten toevoegen " * 20

    cards = draw(_message(Choices("Bedoel je:", (Button(label, Action(Act.CHOOSE, "q.1")),))))

    assert label in _shown(cards)


def test_buttons_that_a_phone_would_cut_off_are_rows_all_together() -> None:
    long = "Anoniem voorleggen als Zilveren Olifant"
    buttons = (Button(long, Action(Act.OPEN_ANONYMOUS, "q")), Button("Niet voorleggen", Action(Act.KEEP, "q")))

    (card,) = draw(_message(Buttons(buttons, "…")))

    assert [each["selectAction"]["verb"] for each in card["body"]] == ["open-anonymous", "keep"]
    assert long in _shown(card)


def test_a_fact_with_a_long_word_has_the_width_of_the_card() -> None:
    fields = (Field("Artikel", "4.2"), Field("Protocol", "Socialmediaprotocol"), Field("Versie", "2026.1"))

    (card,) = draw(_message(Fields(fields)))

    assert [each["type"] for each in card["body"]] == ["ColumnSet", "RichTextBlock", "ColumnSet"]
    assert _shown(card) == "Artikel 4.2Protocol SocialmediaprotocolVersie 2026.1"
