import json

import pytest

from adapters.storage.codec import UnreadableError, from_json, to_json
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
    Item,
    Listing,
    Message,
    Notice,
    Paragraph,
    Quote,
    Tone,
)
from knowledge.protocol import Language

ONE_OF_EACH = Message(
    "Kort",
    (
        Badge("✔", "Mag", Tone.GOOD),
        Heading("Klanten toevoegen"),
        Paragraph("Zo zit het."),
        Quote("U mag  klanten\ntoevoegen. \u00a0"),
        Listing((Item("Een", ("a", "b")), Item("Twee")), title=None, ordered=True),
        Fields((Field("Artikel", "3.10"),)),
        Notice("Let op", Tone.STOP),
        Footnote("Klein"),
        Choices("Welke?", (Button("Deze", Action(Act.SHOW_CLAUSE, "company-name")),)),
        Buttons((Button("HR", Action(Act.ASK_HR)),), "Of bel."),
    ),
    Language.NL,
)


def test_a_message_comes_back_as_it_was_put() -> None:
    assert from_json(Message, to_json(ONE_OF_EACH)) == ONE_OF_EACH


def test_a_field_that_was_added_later_takes_its_default() -> None:
    stored = json.loads(to_json(Item("Een")))
    del stored["details"]

    assert from_json(Item, json.dumps(stored)) == Item("Een")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="another shape"),
        pytest.param('{"_": "Item"}', id="another class"),
        pytest.param(to_json(ONE_OF_EACH).replace('"Quote"', '"Marquee"'), id="an unknown block"),
        pytest.param(to_json(ONE_OF_EACH).replace('"nl"', '"xx"'), id="an unknown language"),
    ],
)
def test_what_does_not_fit_is_refused(written: str) -> None:
    with pytest.raises((UnreadableError, ValueError)):
        from_json(Message, written)
