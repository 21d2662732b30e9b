from io import StringIO

from rich.console import Console

from adapters.console.difference_view import draw_impact
from bot.impact import Impact, Shift, Turnout
from knowledge.protocol import Language


def test_a_question_that_was_asked_often_is_one_line_that_says_how_often() -> None:
    shifts = (
        Shift("Mag dat?", Language.NL, Turnout.NEWLY_ANSWERED, "", "1", times=3),
        Shift("En dit?", Language.NL, Turnout.NEWLY_ANSWERED, "", "1"),
    )
    out = StringIO()

    draw_impact(Impact(5, shifts), Language.NL, Console(file=out, width=100))

    lines = out.getvalue().splitlines()[1:]
    assert [line.rpartition("  ")[2].strip() for line in lines] == ["Mag dat? (3 keer gevraagd)", "En dit?"]
