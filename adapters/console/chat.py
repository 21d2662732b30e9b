"""The chat in a terminal: reads lines, draws messages, until the person leaves."""

from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.text import Text

from adapters.console.conversation import Conversation
from adapters.console.renderer import draw
from adapters.console.visible import visible

_PROMPT = "> "


def run_chat(conversation: Conversation, lines: Iterable[str], console: Console, *, echo: bool) -> None:
    """Talk until the lines end or the person leaves.

    Args:
        conversation: Knows what to say.
        lines: What the person types; asking for the next one may wait.
        console: Where to draw.
        echo: Whether to draw the lines as well, because nobody sees them being typed.
    """
    draw(conversation.greeting(), console, numbered=True)
    console.print()
    if echo:
        console.print(Text(conversation.next_step(), "dim"))
        console.print()
    for line in lines:
        if not line.strip():
            continue
        if echo:
            console.print(Text(f"{_PROMPT}{visible(line)}", "bold"))
        message = conversation.hear(line)
        if message is None:
            break
        console.print()
        draw(message, console, numbered=True)
        console.print()
    if not echo:
        console.print()
    draw(conversation.goodbye(), console, numbered=True)


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
            yield session.prompt(_PROMPT, placeholder=[("fg:ansibrightblack", next_step())])
        except (EOFError, KeyboardInterrupt):
            return
