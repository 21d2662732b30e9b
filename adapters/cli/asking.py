"""``magdat ask``."""

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from adapters.bootstrap import open_day, open_publications
from adapters.cli.documents import reply_document
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.lines import read_lines
from adapters.cli.output import print_document, print_line, standard_input
from adapters.clock import SystemClock
from adapters.settings import Settings
from bot.handlers.questions import AskQuestion, Refused, Reply, ask_question
from bot.ports import Publications
from knowledge.circumstances import circumstance_of, known_by
from knowledge.protocol import Language, SocialMediaProtocol

_SHOWN = 60
"""So many characters of a word that is not known are shown back."""


@dataclass(frozen=True, slots=True)
class Given:
    """What questions are answered with.

    Attributes:
        protocol: The file to answer from; ``None`` for the live protocol.
        locale: The language of the screen.
        on: The day on which the answer is to have held; ``None`` for today.
        options: Ids of options of circumstances that hold for the asker.
    """

    settings: Settings
    protocol: Path | None
    locale: Language | None
    on: date | None = None
    options: tuple[str, ...] = ()


def ask(question: str, given: Given, *, as_json: bool) -> Exit:
    """Answer one question, in the way of the chat or as one JSON document."""
    if as_json:
        reply = _reply(question, _publications(given), given)
        print_document(reply_document(reply))
    else:
        reply = _shown(question, given)
    return Exit.WRONG_INPUT if isinstance(reply, Refused) else Exit.FINE


def _shown(question: str, given: Given) -> Reply:
    from adapters.console.renderer import draw  # noqa: PLC0415 -- imports rich
    from adapters.console.screen import reading, screen  # noqa: PLC0415 -- imports rich

    with reading(given.locale or Language.NL):
        publications = _publications(given)
    reply = _reply(question, publications, given)
    draw(reply.message, screen(sys.stderr if isinstance(reply, Refused) else sys.stdout), numbered=False)
    return reply


def ask_each_line(given: Given) -> Exit:
    """Answer each line of standard input with one JSON object, as soon as it comes."""
    stream = standard_input()
    if stream is None:
        raise WrongInputError("no-input", "there is no standard input to read questions from.")
    publications = _publications(given)
    exit_status = Exit.FINE
    for line in read_lines(stream):
        reply = _reply(line, publications, given)
        print_line(reply_document(reply))
        if isinstance(reply, Refused):
            exit_status = Exit.WRONG_INPUT
    return exit_status


def _publications(given: Given) -> Publications:
    publications: Publications = (
        open_publications(given.settings, given.protocol)
        if given.on is None or given.protocol is not None
        else open_day(given.settings, given.on)
    )
    protocol = _asked_of(publications, given)
    if strangers := [option for option in given.options if circumstance_of(option, protocol) is None]:
        known = ", ".join(option for one in protocol.circumstances.values() for option in one.options)
        offer = f"use one of {known}." if known else "the protocol has none."
        raise WrongInputError("unknown-option", f'no circumstance has the option "{strangers[0][:_SHOWN]}"; {offer}')
    return publications


def _reply(question: str, publications: Publications, given: Given) -> Reply:
    known = known_by(given.options, _asked_of(publications, given))
    asked = AskQuestion(question, locale=given.locale, known=known, on=given.on)
    return ask_question(asked, publications, SystemClock())


def _asked_of(publications: Publications, given: Given) -> SocialMediaProtocol:
    """The version that is to answer; where none held on the day, the one that says so."""
    held = None if given.on is None else publications.held_on(given.on)
    return (held or publications.live()).protocol
