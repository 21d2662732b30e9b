"""``magdat chat``."""

import sys
from pathlib import Path

from adapters.bootstrap import open_publications
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.lines import read_lines
from adapters.cli.output import standard_input
from adapters.clock import SystemClock
from adapters.console.chat import run_chat, typed_lines
from adapters.console.conversation import Conversation
from adapters.console.screen import reading, screen
from adapters.settings import Settings
from knowledge.protocol import Language


def chat(settings: Settings, protocol: Path | None, locale: Language | None) -> Exit:
    """Talk in the terminal; lines that are piped in are answered as well."""
    stream = standard_input()
    if stream is None:
        raise WrongInputError("no-input", "there is no standard input to read questions from.")
    with reading(locale or Language.NL):
        publications = open_publications(settings, protocol)
    conversation = Conversation(publications, SystemClock(), locale)
    console = screen(sys.stdout)
    if stream.isatty() and console.is_terminal:
        run_chat(conversation, typed_lines(conversation.next_step), console, echo=False)
    else:
        run_chat(conversation, read_lines(stream), console, echo=True)
    return Exit.FINE
