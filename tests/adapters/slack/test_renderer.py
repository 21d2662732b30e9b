from collections.abc import Callable, Iterator

import pytest

from adapters.slack.block_kit import Json
from adapters.slack.renderer import Row, act_of, draw, in_messages, summary_of
from adapters.slack.screens import form_view, home_view, message_view
from bot.action import Act, Action
from bot.message import Button, Buttons, Choices, Input, Item, Listing, Message, Paragraph, Quote, Said, Suggestions
from bot.presenter.forms import present_form
from knowledge.protocol import Language
from tests.every_message import VARIANTS, messages, presenters
from tests.injections import INJECTIONS
from tests.slack_server.slack_block_kit import BlockCheck

PRESENTERS = dict(presenters())


def strings(node: Json) -> Iterator[tuple[str, str]]:
    """Every text with the kind of object that it stands in."""
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["type"], node["text"]
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


def quotes(blocks: list[Json]) -> str:
    """All that stands beside a bar, joined."""
    kinds = (element for block in blocks if block["type"] == "rich_text" for element in block["elements"])
    return "".join(text for kind in kinds if kind["type"] == "rich_text_quote" for _, text in strings(kind))


def problems(message: Message) -> list[str]:
    """What Slack would refuse of the message, wherever it is shown, and what would be more than text."""
    wrong: list[str] = []
    for blocks in in_messages(draw(message, "1700000000.000100")):
        check = BlockCheck()
        check.blocks(blocks, "/blocks", 50)
        wrong += check.errors
        wrong += [f"{kind} is no plain text: {text[:50]}" for kind, text in strings(blocks) if kind == "mrkdwn"]
    for view in (message_view(message, "x"), home_view(message)):
        check = BlockCheck()
        check.view(view)
        wrong += check.errors
    summary = summary_of(message)
    if "<" in summary or ">" in summary or not 0 < len(summary) < 40_000:
        wrong.append(f"live or refused: {summary[:80]}")
    return wrong


def test_there_are_enough_injections() -> None:
    assert len(set(INJECTIONS)) >= 80


@pytest.mark.parametrize("present", PRESENTERS.values(), ids=PRESENTERS)
def test_every_message_is_within_slacks_limits_and_nothing_but_text(present: Callable[..., Message]) -> None:
    for place, text in enumerate(INJECTIONS):
        for message in messages(present, text, (place % VARIANTS, (place + 5) % VARIANTS)):
            assert problems(message) == [], text[:80]


@pytest.mark.parametrize("text", INJECTIONS, ids=range(len(INJECTIONS)))
def test_a_rule_and_what_a_person_wrote_are_shown_byte_for_byte(text: str) -> None:
    for block in (Quote(text), Said("HR", text)):
        message = Message("x", (Paragraph("voor"), block, Paragraph("na")), Language.NL)

        assert "".join(quotes(blocks) for blocks in in_messages(draw(message))) == text


def test_a_very_long_message_is_parted_and_whole() -> None:
    said = tuple(Said(f"Sanne {number}", f"Bericht {number}.") for number in range(200))
    closing = Buttons((Button("Sluiten", Action(Act.CLOSE_ONE_OFF, "a")),), "Sluit de vraag.")

    parts = in_messages(draw(Message("x", (*said, closing), Language.NL)))

    assert len(parts) == 9
    assert all(len(part) <= 50 for part in parts)
    assert "".join(map(quotes, parts)) == "".join(each.text for each in said)
    assert parts[-1][-1]["type"] == "actions"


def test_labels_that_are_too_long_for_buttons_stand_in_a_list_with_numbers_on_the_buttons() -> None:
    label = "4.2 " + "een heel lange titel " * 5
    options = tuple(Button(f"{label}{number}", Action(Act.CHOOSE, f"q.{number}")) for number in (1, 2))

    blocks = draw(Message("x", (Choices("Bedoel je een van deze?", options),), Language.NL))

    assert [text for _, text in strings(blocks[1])] == [option.label for option in options]
    assert [element["text"]["text"] for element in blocks[-1]["elements"]] == ["1", "2"]


def test_what_can_be_typed_and_pressed_stands_in_one_row() -> None:
    typed, pressed = Input("Antwoorden", Action(Act.REPLY, "a")), Button("Teruggeven", Action(Act.HAND_BACK, "a"))

    blocks = draw(Message("x", (typed, Buttons((pressed,), "")), Language.NL))

    assert [block["type"] for block in blocks] == ["actions"]
    assert [act_of(element["action_id"]) for element in blocks[0]["elements"]] == [
        (Act.REPLY, True),
        (Act.HAND_BACK, False),
    ]


def test_many_buttons_are_parted_over_rows_with_ids_of_their_own() -> None:
    options = tuple(Button(f"{number}", Action(Act.SHOW_CASE, "a")) for number in range(60))

    blocks = draw(Message("x", (Choices("Welke?", options),), Language.NL))

    assert [len(block["elements"]) for block in blocks[1:]] == [25, 25, 10]
    assert len({block["block_id"] for block in blocks[1:]}) == 3


def test_a_numbered_list_goes_on_counting_in_the_next_block() -> None:
    items = tuple(Item(f"{number} {'stap ' * 200}") for number in range(8))

    blocks = draw(Message("x", (Listing(items, ordered=True),), Language.NL))

    offsets = [block["elements"][0].get("offset", 0) for block in blocks]
    assert offsets == [0, 2, 4, 6]


@pytest.mark.parametrize("thread", ["", "1700000000.000100", "1700000000.000100+"])
def test_a_row_tells_in_which_language_and_thread_the_message_stands(thread: str) -> None:
    assert Row.of(Row(Language.EN, thread).block_id(3)) == Row(Language.EN, thread)


@pytest.mark.parametrize("block_id", ["", "b0001", "fr//1", "nl", "//"])
def test_a_row_of_someone_else_tells_nothing(block_id: str) -> None:
    assert Row.of(block_id) is None


def test_suggestions_are_listed_where_they_cannot_be_pressed() -> None:
    message = Message("x", (Suggestions("Bijvoorbeeld:", ("Mag dit?",)),), Language.NL)

    assert "Mag dit?" in dict.fromkeys(text for _, text in strings(draw(message)))
    assert draw(message, suggestions=False) == []


@pytest.mark.parametrize("act", [Act.REPLY, Act.HAND_OVER])
def test_a_form_is_within_slacks_limits_whatever_its_label(act: Act) -> None:
    for text in INJECTIONS:
        check = BlockCheck()
        check.view(form_view(present_form(text or "?", Language.NL), act, "x"))

        assert check.errors == []
