"""The chat in a terminal: reads lines, draws messages, until the person leaves."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from adapters.console.conversation import Conversation, Shown
from adapters.console.renderer import draw
from adapters.console.visible import visible

_PROMPT = "> "
_LOOK_EVERY_SECONDS = 0.3


def run_chat(conversation: Conversation, lines: Iterable[str], console: Console, *, echo: bool) -> None:
    """Talk until the lines end or the person leaves.

    Args:
        conversation: Knows what to say.
        lines: What the person types; asking for the next one may wait.
        console: Where to draw.
        echo: Whether to draw the lines as well, because nobody sees them being typed.
    """
    _draw(conversation.greeting(), console)
    if echo:
        console.print(Text(conversation.next_step(), "dim"))
        console.print()
    for line in lines:
        if not line.strip():
            continue
        with conversation.turn:
            if echo:
                _draw(conversation.arrived(), console)
                console.print(Text(f"{_PROMPT}{visible(line)}", "bold"))
            messages = conversation.hear(line)
            if messages is None:
                break
            console.print()
            _draw(messages, console)
    if not echo:
        console.print()
    draw(conversation.goodbye(), console, numbered=True)


def _draw(messages: tuple[Shown, ...], console: Console) -> None:
    for shown in messages:
        draw(shown.message, console, numbered=True, first=shown.first)
        console.print()


def typed_lines(next_step: Callable[[], str]) -> Iterator[str]:
    """Lines as a person types them, with editing and a history that is forgotten at the end.

    Args:
        next_step: What can be typed now; shown faintly while nothing is.
    """
    from prompt_toolkit import PromptSession  # noqa: PLC0415 -- takes 0.2 s, and only a person at a terminal needs it
    from prompt_toolkit.history import InMemoryHistory  # noqa: PLC0415 -- as above

    session: PromptSession[str] = PromptSession(history=InMemoryHistory())
    while True:
        try:
            yield session.prompt(_PROMPT, placeholder=lambda: [("fg:ansibrightblack", next_step())])
        except (EOFError, KeyboardInterrupt):
            return


@contextmanager
def shown_as_it_arrives(conversation: Conversation, console: Console) -> Iterator[None]:
    """Show above the line that is being typed whatever others say meanwhile."""
    from prompt_toolkit.patch_stdout import patch_stdout  # noqa: PLC0415 -- as in typed_lines

    left = threading.Event()

    def look() -> None:
        while not left.wait(_LOOK_EVERY_SECONDS):
            with conversation.turn:
                messages = conversation.arrived()
                with console.capture() as drawn:
                    _draw(messages, console)
            if messages:
                sys.stdout.write(f"\n{drawn.get()}")
                sys.stdout.flush()

    with patch_stdout(raw=True):
        looking = threading.Thread(target=look, name="arrivals", daemon=True)
        looking.start()
        try:
            yield
        finally:
            left.set()
            looking.join()
