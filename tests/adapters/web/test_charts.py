import pytest

from adapters.web.charts import as_csv, make_chart


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert as_csv(((cell, "1"),)).startswith("\"'")


def test_quotes_and_lines_stay_in_their_cell() -> None:
    assert as_csv((('zeg "ja"\nnu', "5"),)) == '"zeg ""ja"" nu","5"\r\n'


def test_a_number_that_is_hidden_has_no_length() -> None:
    chart = make_chart("weeks", "Per week", (("a", 10), ("b", None)), "minder dan 5")

    assert [(bar.shown, bar.width > 0) for bar in chart.bars] == [("10", True), ("minder dan 5", False)]
