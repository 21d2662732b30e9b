import io
import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.console import Console

from adapters.console.renderer import draw
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
    Tone,
)
from bot.presenter.clauses import present_clause
from bot.presenter.overviews import present_topics
from knowledge.protocol import Language
from tests.bakery import bakery, clause, occasion
from tests.hostile import HOSTILE_TEXTS

WIDTHS = (40, 50, 80, 200)
SHOW = Action(Act.SHOW_CLAUSE, "recipes")

BLOCKS: dict[str, Callable[[str], Block]] = {
    "badge": lambda text: Badge("✔", text, Tone.GOOD),
    "heading": Heading,
    "paragraph": Paragraph,
    "quote": Quote,
    "said": lambda text: Said(text, text),
    "input": lambda text: Input(text, SHOW, text),
    "listing": lambda text: Listing((Item(text, (text,)),), title=text),
    "fields": lambda text: Fields((Field(text, text),)),
    "notice": Notice,
    "footnote": Footnote,
    "choices": lambda text: Choices(text, (Button(text, SHOW),)),
    "buttons": lambda text: Buttons((Button(text, SHOW),), text),
}


def drawn(message: Message, width: int = 80, *, numbered: bool = True, colours: bool = False) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=colours, color_system="truecolor" if colours else None, highlight=False
    )
    draw(message, console, numbered=numbered)
    return stream.getvalue()


def of(*blocks: Block) -> Message:
    return Message("", blocks, Language.NL)


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("clause_id", [each.id for each in bakery().clauses])
def test_the_rule_is_drawn_word_for_word_at_every_width(clause_id: str, width: int, language: Language) -> None:
    rule = clause(clause_id).rule.get(language)

    lines = drawn(present_clause(clause(clause_id), occasion(language)), width).splitlines()

    quoted = " ".join(line.removeprefix("│").strip() for line in lines if line.startswith("│"))
    assert quoted.split() == rule.split()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    messages = [present_clause(each, occasion()) for each in bakery().clauses] + [present_topics(occasion())]

    lines = [line for message in messages for line in drawn(message, width).splitlines()]

    assert max(cell_len(line) for line in lines) <= min(width, 88)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_is_shown_as_text_and_steers_nothing(text: str, block: str) -> None:
    plain = drawn(of(BLOCKS[block](text)), 60)
    coloured = drawn(of(BLOCKS[block](text)), 60, colours=True)

    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain) is None
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("text", [text for text in HOSTILE_TEXTS if text.isprintable()])
def test_every_character_that_can_be_seen_is_drawn(text: str, block: str) -> None:
    inside = without_blanks(drawn(of(BLOCKS[block](text)), 60)).replace("│", "").replace("┆", "")

    assert without_blanks(text) in inside


def test_choices_and_buttons_are_numbered_in_one_row() -> None:
    message = of(
        Choices("Wat bedoel je?", (Button("een", SHOW), Button("twee", SHOW))), Buttons((Button("HR", SHOW),), "bel HR")
    )

    assert re.findall(r"\[(\d)\] (\w+)", drawn(message)) == [("1", "een"), ("2", "twee"), ("3", "HR")]


def test_where_nothing_can_be_chosen_there_are_no_numbers_and_the_sentence_stands_in() -> None:
    message = of(Choices("Zie ook", (Button("2.1 De naam", SHOW),)), Buttons((Button("HR", SHOW),), "Bel HR."))

    assert drawn(message, numbered=False) == "Zie ook\n  • 2.1 De naam\n\nBel HR.\n"


def test_the_verdict_is_read_without_colours() -> None:
    assert drawn(present_clause(clause("recipes"), occasion())).startswith("✖ Verboden\nRecepten delen\n")


def test_the_lines_of_a_long_entry_stand_under_each_other() -> None:
    message = of(Listing((Item("een twee drie vier"),)))

    assert drawn(message, 16) == "  • een twee\n    drie vier\n"


def test_empty_lines_inside_a_rule_stay() -> None:
    assert drawn(of(Quote("een\n\ntwee"))) == "│ een\n│ \n│ twee\n"
