from adapters.web.drawing import Drawing
from bot.wording import wording_in
from knowledge.protocol import Language


def test_half_a_character_does_not_break_a_page() -> None:
    drawn = Drawing().draw("ask.html", wording_in(Language.NL), token="\ud800", once=str, focused=False)  # noqa: S106 -- no password

    assert drawn.encode()
