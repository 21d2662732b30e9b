import io
import re

from rich.console import Console

from adapters.console.offers import offers
from adapters.console.renderer import draw
from bot.action import Act, Action
from bot.message import Button, Buttons, Choices, Input, Message, Paragraph
from knowledge.protocol import Language

MESSAGE = Message(
    "Zaak",
    (
        Choices("Welke?", (Button("een", Action(Act.CHOOSE, "a.1")), Button("twee", Action(Act.CHOOSE, "a.2")))),
        Paragraph("Of:"),
        Input("drie", Action(Act.REPLY, "a"), "Antwoord in de draad."),
        Buttons((Button("vier", Action(Act.HAND_BACK, "a")),), "Geef terug."),
    ),
    Language.NL,
)


def drawn(*, numbered: bool, first: int = 1) -> str:
    stream = io.StringIO()
    draw(MESSAGE, Console(file=stream, width=80), numbered=numbered, first=first)
    return stream.getvalue()


def test_the_numbers_that_are_drawn_are_those_of_the_offers() -> None:
    numbers = re.findall(r"\[(\d+)\] (\w+)", drawn(numbered=True, first=7))

    assert numbers == [(str(7 + place), offer.label) for place, offer in enumerate(offers(MESSAGE))]


def test_what_can_be_filled_in_is_told_where_nothing_can_be_chosen() -> None:
    assert "Antwoord in de draad." in drawn(numbered=False)
    assert "[" not in drawn(numbered=False)
