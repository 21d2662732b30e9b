"""``magdat ask``."""

import sys
from pathlib import Path

from adapters.bootstrap import open_publications
from adapters.cli.documents import reply_document
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.lines import read_lines
from adapters.cli.output import print_document, print_line, standard_input
from adapters.clock import SystemClock
from adapters.settings import Settings
from bot.handlers.questions import AskQuestion, Refused, ask_question
from knowledge.protocol import Language


def ask(settings: Settings, question: str, protocol: Path | None, locale: Language | None, *, as_json: bool) -> Exit:
    """Answer one question, in the way of the chat or as one JSON document."""
    publications, clock = open_publications(settings, protocol), SystemClock()
    reply = ask_question(AskQuestion(question, locale=locale), publications, clock)
    exit_status = Exit.WRONG_INPUT if isinstance(reply, Refused) else Exit.FINE
    if as_json:
        print_document(reply_document(reply))
        return exit_status
    from adapters.console.renderer import draw  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import screen  # noqa: PLC0415 -- imports rich

    draw(reply.message, screen(sys.stderr if isinstance(reply, Refused) else sys.stdout), numbered=False)
    return exit_status


def ask_each_line(settings: Settings, protocol: Path | None, locale: Language | None) -> Exit:
    """Answer each line of standard input with one JSON object, as soon as it comes."""
    stream = standard_input()
    if stream is None:
        raise WrongInputError("no-input", "there is no standard input to read questions from.")
    publications, clock = open_publications(settings, protocol), SystemClock()
    exit_status = Exit.FINE
    for line in read_lines(stream):
        reply = ask_question(AskQuestion(line, locale=locale), publications, clock)
        print_line(reply_document(reply))
        if isinstance(reply, Refused):
            exit_status = Exit.WRONG_INPUT
    return exit_status
