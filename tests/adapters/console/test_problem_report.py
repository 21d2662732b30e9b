import io

import pytest
from rich.console import Console

from adapters.console.problem_report import draw_forecast, draw_problems, draw_summary
from knowledge.checks.forecast import Forecast
from knowledge.problems import Path, Place, Problem, Severity
from knowledge.sentence import Sentence
from tests.hostile import HOSTILE_TEXTS

LINE = "    verdict: maybe"
AT_MAYBE = Place(2, 14)


def problem(
    place: Place = AT_MAYBE,
    message: str = '"maybe" is not a verdict.',
    severity: Severity = Severity.ERROR,
    code: str = "unknown-verdict",
    path: Path = ("clauses", 3, "verdict"),
) -> Problem:
    told = Sentence("{message}", message=message)
    return Problem(code, "protocol.yaml", place, path, told, Sentence("Use allowed or forbidden."), severity)


def report(*problems: Problem, source: tuple[str, ...] = ("clauses:", LINE), width: int = 80) -> str:
    stream = io.StringIO()
    draw_problems(problems, source, Console(file=stream, width=width, highlight=False))
    return stream.getvalue()


def test_a_problem_says_where_what_and_how_to_mend_it_with_a_caret_under_the_place() -> None:
    assert report(problem()) == (
        "protocol.yaml:2:14\n"
        'error: clauses[3].verdict: "maybe" is not a verdict.\n'
        "     2 │     verdict: maybe\n"
        "                      ^\n"
        "  → Use allowed or forbidden.\n"
        "\n"
    )


def test_errors_come_before_warnings() -> None:
    warning = problem(Place(1, 1), severity=Severity.WARNING)

    drawn = report(warning, problem())

    assert drawn.index("error:") < drawn.index("warning:")


@pytest.mark.parametrize("column", [1, 60, 120, 199], ids=str)
@pytest.mark.parametrize("width", [40, 80])
def test_of_a_long_line_the_part_around_the_place_is_shown(column: int, width: int) -> None:
    long_line = "".join(chr(ord("a") + place % 26) for place in range(199))

    drawn = report(problem(Place(1, column)), source=(long_line,), width=width).splitlines()

    line, caret = next((line, drawn[place + 1]) for place, line in enumerate(drawn) if "│" in line)
    assert len(line) <= width
    assert line[caret.index("^")] == long_line[column - 1]


def test_the_caret_stands_right_under_wide_characters_and_tabs() -> None:
    drawn = report(problem(Place(1, 4)), source=("漢\t字x",)).splitlines()

    assert drawn[3].index("^") == len("     1 │ ") + 2 + 4 + 2


@pytest.mark.parametrize("place", [Place(9, 1), Place(2, 500), Place(1, 1)], ids=["no line", "no column", "empty line"])
def test_a_place_outside_the_text_breaks_nothing(place: Place) -> None:
    assert "Use allowed or forbidden." in report(problem(place), source=("", LINE))


def test_a_file_that_is_missing_has_no_line_to_show() -> None:
    drawn = report(problem(Place(1, 1), "There is no such file.", code="no-file", path=()), source=())

    assert drawn.startswith("protocol.yaml\nerror: There is no such file.\n")


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_in_the_file_steers_nothing(text: str) -> None:
    drawn = report(problem(Place(1, 3), message=text), source=(text,))

    assert not any(ord(character) < 0x20 and character != "\n" for character in drawn)


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        pytest.param((), "✔ protocol.yaml: no errors, no warnings.", id="none"),
        pytest.param((problem(),), "1 error, no warnings. It cannot go live", id="one error"),
        pytest.param(
            (problem(severity=Severity.WARNING), problem(severity=Severity.WARNING)),
            "no errors, 2 warnings. It can go live",
            id="two warnings",
        ),
    ],
)
def test_the_summary_counts(problems: tuple[Problem, ...], said: str) -> None:
    stream = io.StringIO()

    draw_summary("protocol.yaml", problems, Console(file=stream, width=200, highlight=False))

    assert said in stream.getvalue()


def test_the_forecast_speaks_of_a_hundred_questions() -> None:
    stream = io.StringIO()

    draw_forecast(Forecast(200, 172, 22, 6, 0), Console(file=stream, width=200, highlight=False))

    assert (
        "86 answered, 11 asked back, 3 to HR; at most 2 % of the answers with another clause than yours."
        in stream.getvalue()
    )
    assert "200 were tried" in stream.getvalue()


def test_a_forecast_without_an_answer_does_not_speak_of_wrong_ones() -> None:
    stream = io.StringIO()

    draw_forecast(Forecast(50, 0, 40, 10, 0), Console(file=stream, width=200, highlight=False))

    assert "0 answered, 80 asked back, 20 to HR." in stream.getvalue()
