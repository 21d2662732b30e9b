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
from bot.handlers.questions import AskQuestion, Refused, Reply, ask_question
from bot.ports import Publications
from knowledge.protocol import Language


def ask(settings: Settings, question: str, protocol: Path | None, locale: Language | None, *, as_json: bool) -> Exit:
    """Answer one question, in the way of the chat or as one JSON document."""
    if as_json:
        reply = _reply(question, open_publications(settings, protocol), locale)
        print_document(reply_document(reply))
    else:
        reply = _shown(settings, question, protocol, locale)
    return Exit.WRONG_INPUT if isinstance(reply, Refused) else Exit.FINE


def _shown(settings: Settings, question: str, protocol: Path | None, locale: Language | None) -> Reply:
    from adapters.console.renderer import draw  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import reading, screen  # noqa: PLC0415 -- imports rich

    with reading(locale or Language.NL):
        publications = open_publications(settings, protocol)
    reply = _reply(question, publications, locale)
    draw(reply.message, screen(sys.stderr if isinstance(reply, Refused) else sys.stdout), numbered=False)
    return reply


def ask_each_line(settings: Settings, protocol: Path | None, locale: Language | None) -> Exit:
    """Answer each line of standard input with one JSON object, as soon as it comes."""
    stream = standard_input()
    if stream is None:
        raise WrongInputError("no-input", "there is no standard input to read questions from.")
    publications = open_publications(settings, protocol)
    exit_status = Exit.FINE
    for line in read_lines(stream):
        reply = _reply(line, publications, locale)
        print_line(reply_document(reply))
        if isinstance(reply, Refused):
            exit_status = Exit.WRONG_INPUT
    return exit_status


def _reply(question: str, publications: Publications, locale: Language | None) -> Reply:
    return ask_question(AskQuestion(question, locale=locale), publications, SystemClock())
