"""Charts: what they never say, and how large they are."""

import re

import pytest

from adapters.web.charts import Chart, as_csv, bars, shaded, wheel
from adapters.web.labels import lines_of


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert as_csv(((cell, "1"),)).startswith("\"'")


def test_quotes_and_lines_stay_in_their_cell() -> None:
    assert as_csv((('zeg "ja"\nnu', "5"),)) == '"zeg ""ja"" nu","5"\r\n'


def test_a_number_that_is_hidden_has_no_length() -> None:
    chart = bars("weeks", "Per week", (("a", 10), ("b", None)), "minder dan 5", "Aantal")

    assert chart.rows == (("a", "10"), ("b", "minder dan 5"))
    assert 'width="0.0"' in chart.drawn
    assert chart.told == "Per week: a 10, b minder dan 5"


def test_a_label_is_never_markup() -> None:
    nasty = "<script>alert(1)</script>"
    drawn = [
        bars("a", "b", ((nasty, 10),), "x", "y").drawn,
        shaded("a", "b", [nasty], [(nasty, [9])], hidden="x", told="y").drawn,
        wheel("a", "b", ("c", "d"), [(nasty, nasty, "covered")], "e").drawn,
    ]

    assert not any("<script" in each for each in drawn)


def test_a_chart_brings_no_style_and_no_address_of_its_own() -> None:
    drawn = wheel("a", "b", ("c", "d"), [("een", "twee", "missing")] * 3, "e").drawn

    assert "style" not in drawn
    assert "href" not in drawn


def size_of(chart: Chart) -> tuple[float, float]:
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', chart.drawn)
    assert found is not None
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("weeks", [1, 2, 8])
def test_a_few_weeks_are_drawn_as_large_as_many(weeks: int) -> None:
    columns, counts = [f"W{number}" for number in range(weeks)], [("Klanten", [9] * weeks)]

    chart = shaded("a", "b", columns, counts, hidden="x", told="y")

    width, height = size_of(chart)
    assert width < 450
    assert height == 56
    assert width > 150 + 36 * weeks - 1


@pytest.mark.parametrize("count", [7, 10_000, 1_234_567])
def test_the_number_beside_the_longest_bar_stands_in_the_drawing(count: int) -> None:
    chart = bars("a", "b", (("c", count),), "x", "y")

    width, _ = size_of(chart)
    places = [float(place) for place in re.findall(r'<text x="([\d.]+)"', chart.drawn)]
    assert max(places) + 9 * len(str(count)) <= width + 1


@pytest.mark.parametrize(("number", "note"), [(None, "· = niet getoond"), (7, "")])
def test_a_sign_in_a_drawing_is_explained_where_it_stands(number: int | None, note: str) -> None:
    assert shaded("a", "b", ["W1"], [("c", [number])], hidden="niet getoond", told="y").note == note


def test_a_long_name_goes_on_on_the_next_line_and_its_row_is_higher() -> None:
    name = "Wat je over het bedrijf mag vertellen"
    one, two = (bars("a", "b", ((each, 9),), "x", "y") for each in ("Kort", name))

    assert "".join(re.findall(r"<tspan[^>]*>([^<]*)", two.drawn)).replace(" ", "") == name.replace(" ", "")
    assert size_of(two)[1] > size_of(one)[1]
    assert "<title>" not in two.drawn


def test_of_a_name_that_three_lines_cannot_hold_all_is_told_when_it_is_pointed_at() -> None:
    name = "Een heel lange naam " * 9 + "& slot"

    drawn = shaded("a", "b", ["W1"], [(name, [9])], hidden="x", told="y").drawn

    assert "…</tspan>" in drawn
    assert f"<title>{name.replace('&', '&amp;')}</title>" in drawn


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        pytest.param("Kort", ("Kort",), id="short"),
        pytest.param("", ("",), id="nothing"),
        pytest.param("een twee drie vier", ("een twee", "drie vier"), id="between words"),
        pytest.param("aaaaaaaaaaaaa", ("aaaaaaaaa", "aaaa"), id="inside a word"),
        pytest.param("漢字漢字漢字", ("漢字漢字", "漢字"), id="broad letters"),
        pytest.param("een twee drie vier vijf zes zeven", ("een twee", "drie vier", "vijf zes…"), id="cut"),
    ],
)
def test_a_label_is_broken_where_its_line_ends(label: str, lines: tuple[str, ...]) -> None:
    assert lines_of(label, 10) == lines
