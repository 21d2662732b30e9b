from datetime import date

import pytest

from bot.as_of import AsOf, read_as_of

TODAY = date(2026, 11, 23)
THEN = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "day", "question"),
    [
        ("Mocht ik toen, op 3 maart, klanten toevoegen?", THEN, "Mocht ik klanten toevoegen?"),
        ("Wat gold toen op 3 maart 2026 voor LinkedIn?", THEN, "Wat gold voor LinkedIn?"),
        ("mocht ik op 3-3-2026 destijds een podcast beginnen", THEN, "mocht ik een podcast beginnen"),
        ("Could I then, on 3 March 2026, add clients?", THEN, "Could I add clients?"),
        ("Was it allowed on March 3rd back then?", THEN, "Was it allowed?"),
        ("What did it say on 2026-03-03 then about clients?", THEN, "What did it say about clients?"),
        ("mocht dat toen op 24 december?", date(2025, 12, 24), "mocht dat?"),
    ],
)
def test_a_date_and_a_word_for_then_make_it_about_that_day(text: str, day: date, question: str) -> None:
    assert read_as_of(text, TODAY) == AsOf(day, question)


@pytest.mark.parametrize(
    "text",
    [
        "Mag ik op 3 maart iets plaatsen?",
        "Mocht ik toen klanten toevoegen?",
        "Mag ik toen op 31 februari iets plaatsen?",
        "Mag ik dan, op 3 maart 2027, toen iets plaatsen?",
        "toen 3 maart",
        "If I post on 3/4 then what?",
        "If I post on 3 March 2026, then what happens?",
        "",
    ],
)
def test_anything_else_is_about_today(text: str) -> None:
    assert read_as_of(text, TODAY) is None
