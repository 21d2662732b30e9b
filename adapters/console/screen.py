"""The terminal as something to draw on."""

import typing

from rich.console import Console


def screen(stream: typing.TextIO) -> Console:
    """A console that draws on ``stream``; colours only on a terminal and without ``NO_COLOR``."""
    return Console(file=stream, highlight=False, markup=False, emoji=False)
