from dataclasses import replace
from io import StringIO

from rich.console import Console

from adapters.console.difference_view import draw_difference, draw_impact
from bot.impact import Impact, Shift, Turnout
from knowledge.comparing import compare
from knowledge.protocol import Language
from tests.bakery import bakery


def test_a_question_that_was_asked_often_is_one_line_that_says_how_often() -> None:
    shifts = (
        Shift("Mag dat?", Language.NL, Turnout.NEWLY_ANSWERED, "", "1", times=3),
        Shift("En dit?", Language.NL, Turnout.NEWLY_ANSWERED, "", "1"),
    )
    out = StringIO()

    draw_impact(Impact(5, shifts), Language.NL, Console(file=out, width=100))

    lines = out.getvalue().splitlines()[1:]
    assert [line.rpartition("  ")[2].strip() for line in lines] == ["Mag dat? (3 keer gevraagd)", "En dit?"]


def test_a_text_stands_under_its_clause_also_where_it_is_broken_into_lines() -> None:
    before = bakery()
    kept = tuple(clause for clause in before.clauses if clause.id != "recipes")
    longer = replace(kept[0].rule, by_language={Language.NL: "Dit mag. " * 30, Language.EN: "You may. " * 30})
    after = replace(before, version="2026.4", clauses=(replace(kept[0], rule=longer), *kept[1:]))
    out = StringIO()

    draw_difference(compare(before, after), Language.NL, Console(file=out, width=60))

    lines = out.getvalue().splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("~ 2.1"))
    told = [line for line in lines[first:] if line and line[0] not in "~-"]
    assert len(told) > 10
    assert all(line.startswith("    ") and not line.endswith(" ") for line in told)
    assert all(len(line) <= 60 for line in told)
