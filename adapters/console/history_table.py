"""What was published, as a table in the terminal."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from rich.console import Console
from rich.table import Table

from adapters.console.layout import plain
from bot.publication import Publication, Way

_COLUMNS = ("#", "version", "live from", "by", "SHA-256", "remark")
_WHOLE = {"#", "live from", "SHA-256"}
"""Columns that are not broken into lines."""
_WAYS = {Way.FIRST: "at the first start", Way.PUBLISHED: "", Way.ROLLED_BACK: "put back"}


def draw_history(
    every: Sequence[Publication], live: Publication | None, now: datetime, zone: tzinfo, console: Console
) -> None:
    """Draw the publications, the last first; the one that is live has a star."""
    if not every:
        console.print(plain("Nothing was published yet: the starter protocol, or that of MAGDAT_PROTOCOL, answers."))
        return
    table = Table(box=None, pad_edge=False, show_edge=False)
    for column in _COLUMNS:
        table.add_column(plain(column), no_wrap=column in _WHOLE, overflow="fold")
    for each in reversed(every):
        star = "*" if live is not None and each.number == live.number else " "
        remarks = (
            _WAYS[each.way],
            f"tests overruled: {each.reason}" if each.reason else "",
            "" if each.withdrawn_at is None else "taken back",
            each.note,
        )
        cells = (
            f"{star}{each.number}",
            each.version,
            _moment(each.live_from, zone),
            " + ".join(person.name or person.id for person in (each.publisher, each.approver) if person is not None),
            each.sha256[:12],
            "; ".join(filter(None, remarks)),
        )
        table.add_row(*map(plain, cells))
    console.print(table)
    for each in every:
        if each.live_from > now and each.withdrawn_at is None:
            told = f"Version {each.version} is not live yet. To take it back: magdat protocol discard '#{each.number}'"
            console.print(plain(told))


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
