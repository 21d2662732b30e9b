"""Draws how well labelled questions were answered."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.console.visible import visible
from knowledge.matching.evaluation import Evaluation

_COLUMNS = ("", "n", "top-1", "R@3", "MRR", "AUROC", "answered", "wrong", "offered")
_LEGEND = """\
top-1, R@3, MRR: over the questions that the protocol answers. AUROC: how well confidence parts them from the others.
answered: answered at once. wrong: of the answers given. offered: answered rightly, or among the choices."""


def draw_evaluations(
    whole: Mapping[str, Evaluation], by_kind: Mapping[str, Evaluation], by_language: Mapping[str, Evaluation],
    console: Console,
) -> None:  # fmt: skip
    """Draw one table with a row for the whole, each kind and each language."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(_COLUMNS):
        table.add_column(Text(column), justify="right" if place else "left", no_wrap=bool(place))
    for groups in (whole, by_kind, by_language):
        for name, evaluation in groups.items():
            table.add_row(Text(visible(name)), str(evaluation.questions), *_figures(evaluation))
        table.add_section()
    console.print(table)
    console.print(Text(_LEGEND, "dim"))


def _figures(evaluation: Evaluation) -> list[str]:
    figures = (
        evaluation.top_1, evaluation.recall_3, evaluation.mrr, evaluation.auroc,
        evaluation.answered, evaluation.wrong, evaluation.offered,
    )  # fmt: skip
    return ["-" if figure is None else f"{figure:.3f}" for figure in figures]
