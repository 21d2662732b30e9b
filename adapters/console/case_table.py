"""Cases as a table in the terminal."""

from collections.abc import Sequence
from datetime import tzinfo

from rich.console import Console
from rich.table import Table

from adapters.console.layout import plain
from bot.view import CaseView
from bot.wording import wording_in
from knowledge.protocol import Language

_COLUMNS = ("reference", "state", "asker", "owner", "expected", "question")
_WIDEST_CELL = {"asker": 18, "owner": 12}
"""Columns that names may not take from the question."""


def draw_cases(cases: Sequence[CaseView], zone: tzinfo, language: Language, console: Console) -> None:
    """Draw the cases, one a row; the question as far as there is room for it."""
    wording = wording_in(language)
    if not cases:
        console.print(plain(wording.say("console.cases.none")))
        return
    table = Table(box=None, pad_edge=False, show_edge=False)
    for column in _COLUMNS:
        title = plain(wording.say(f"console.cases.{column}"))
        table.add_column(title, no_wrap=True, overflow="ellipsis", max_width=_WIDEST_CELL.get(column))
    for case in cases:
        cells = (
            case.reference,
            wording.say(f"card.state-of.{case.state}"),
            case.asker,
            case.owner or "",
            f"{case.expected_by.astimezone(zone):%Y-%m-%d %H:%M}",
            " ".join(case.question.split()),
        )
        table.add_row(*map(plain, cells))
    console.print(table)
