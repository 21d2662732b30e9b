"""The terminal as something to draw on."""

import sys
import typing
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from bot.wording import wording_in
from knowledge.protocol import Language


def screen(stream: typing.TextIO) -> Console:
    """A console that draws on ``stream``; colours only on a terminal and without ``NO_COLOR``."""
    return Console(file=stream, highlight=False, markup=False, emoji=False)


@contextmanager
def reading(language: Language) -> Iterator[None]:
    """Show on a terminal that the protocol is being read, until it is; a first time takes some seconds."""
    console = screen(sys.stderr) if sys.stderr is not None else None
    if console is None or not console.is_terminal:
        yield
        return
    with console.status(Text(wording_in(language).say("console.reading"), "dim")):
        yield
