"""How texts are laid out in a terminal, whatever its width."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from adapters.console.visible import visible

WIDEST = 88
"""Columns; longer lines are hard to read."""


def plain(text: str, style: str = "") -> Text:
    """``text`` as it stands, with nothing in it that steers the terminal."""
    return Text(visible(text), style, overflow="fold")


@dataclass(frozen=True, slots=True)
class Hanging:
    """A text with something in front of each of its lines."""

    first: str
    rest: str
    text: str
    style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width - cell_len(self.first), 1)
        for place, line in enumerate(plain(self.text).wrap(console, width, overflow="fold")):
            yield Text.assemble(self.rest if place else self.first, line.plain.rstrip(), style=self.style)


@dataclass(frozen=True, slots=True)
class Packed:
    """Short texts side by side, as many as fit on a line; one that does not fit on any is wrapped."""

    texts: tuple[str, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        line = ""
        for text in map(visible, self.texts):
            longer = f"{line} · {text}" if line else text
            if line and cell_len(longer) > options.max_width:
                yield Text(line, "dim", overflow="fold")
                line = text
            else:
                line = longer
        yield Text(line, "dim", overflow="fold")
