"""Cases as a table in the terminal."""

import textwrap
from collections.abc import Sequence
from datetime import tzinfo

from rich.console import Console
from rich.table import Table

from adapters.console.layout import plain
from bot.view import CaseView
from bot.wording import wording_in
from knowledge.protocol import Language

_COLUMNS = ("reference", "state", "asker", "owner", "expected", "question")
_WHOLE = {"reference", "expected"}
"""Columns that are not broken into lines."""
_LONGEST_QUESTION = 160
"""In characters; the whole is in the case."""


def draw_cases(cases: Sequence[CaseView], zone: tzinfo, language: Language, console: Console) -> None:
    """Draw the cases, one a row; of a long question the beginning."""
    wording = wording_in(language)
    if not cases:
        console.print(plain(wording.say("console.cases.none")))
        return
    table = Table(box=None, pad_edge=False, show_edge=False)
    for column in _COLUMNS:
        title = plain(wording.say(f"console.cases.{column}"))
        table.add_column(title, no_wrap=column in _WHOLE, overflow="fold")
    for case in cases:
        cells = (
            case.reference,
            wording.say(f"card.state-of.{case.state}"),
            case.asker,
            case.owner or "",
            f"{case.expected_by.astimezone(zone):%Y-%m-%d %H:%M}",
            textwrap.shorten(case.question, _LONGEST_QUESTION, placeholder=" …"),
        )
        table.add_row(*map(plain, cells))
    console.print(table)
