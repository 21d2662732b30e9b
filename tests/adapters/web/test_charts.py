import pytest

from adapters.web.charts import as_csv, bars, shaded, wheel


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
