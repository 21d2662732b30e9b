"""``magdat chat``, and what it shares with ``magdat desk``: a talk in the terminal."""

import getpass
import sys
import typing
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from adapters.bootstrap import open_publications
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.lines import ByteLines, read_lines
from adapters.cli.output import standard_input
from adapters.clock import SystemClock
from adapters.console.chat import run_chat, shown_as_it_arrives, typed_lines
from adapters.console.conversation import Conversation
from adapters.console.screen import reading, screen
from adapters.console.talk import KeptTalk, PlainTalk, Talk
from adapters.setting_values import CONSOLE
from adapters.settings import Settings
from bot.address import Address, Person
from bot.wording import wording_in
from knowledge.protocol import Language

if typing.TYPE_CHECKING:
    from adapters.office import Office
    from bot.ports import Publications


def chat(settings: Settings, protocol: Path | None, locale: Language | None, *, page: bool = False) -> Exit:
    """Talk in the terminal; lines that are piped in are answered as well.

    Args:
        settings: What the operator chose.
        protocol: A file to answer from.
        locale: The language that the person set for the terminal.
        page: Whether a page of this computer shows chat and desk as well, where the desk is in the terminal.
    """
    from adapters.console.roster import chat_of, employee  # noqa: PLC0415 -- only a talk needs it

    stream = input_stream()
    with ExitStack() as opened:
        with reading(locale or Language.NL):
            publications: Publications | None = open_publications(settings, protocol) if protocol else None
            if settings.desk.channel == CONSOLE:
                from adapters.office import open_office  # noqa: PLC0415 -- imports SQLAlchemy

                person = employee(login())
                office = opened.enter_context(open_office(settings, publications))
                publications = office.ports.publications
                talk: Talk = kept_talk(office, person, chat_of(person))
            else:
                publications = publications or open_publications(settings)
                talk = PlainTalk(publications, SystemClock())
        if page and settings.desk.channel == CONSOLE:
            opened.enter_context(_page(settings, publications, locale or Language.NL))
        hold(Conversation(publications, SystemClock(), locale, talk), stream)
    return Exit.FINE


@contextmanager
def _page(settings: Settings, publications: "Publications", language: Language) -> Iterator[None]:
    """Serve the page, and tell where it is."""
    from adapters.serving.beside import demo_beside  # noqa: PLC0415 -- imports the web server

    with demo_beside(settings, publications, language) as address:
        sys.stdout.write(wording_in(language).say("console.page", address=address) + "\n\n")
        sys.stdout.flush()
        yield


def hold(conversation: Conversation, stream: "InputStream") -> None:
    """Hold the conversation with whoever types, or with the lines that are piped in."""
    console = screen(sys.stdout)
    if stream.isatty() and console.is_terminal:
        with shown_as_it_arrives(conversation, console):
            run_chat(conversation, typed_lines(conversation.next_step), console, echo=False)
    else:
        run_chat(conversation, read_lines(stream), console, echo=True)


def kept_talk(office: "Office", person: Person, where: Address) -> KeptTalk:
    """A talk of the person in that conversation, on what the office keeps."""
    return KeptTalk(office.ports, office.relay, office.posts, person, where, office.housekeeping.tidy)


class InputStream(ByteLines, typing.Protocol):
    """Standard input, as bytes."""

    def isatty(self) -> bool:
        """Whether a person types."""


def input_stream() -> InputStream:
    """Standard input.

    Raises:
        WrongInputError: there is none.
    """
    stream = standard_input()
    if stream is None:
        raise WrongInputError("no-input", "there is no standard input to read questions from.")
    return stream


def login() -> str:
    """Who sits at this terminal; somebody where the system does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"
