"""``magdat protocol init``: the starter protocol made one's own by a dozen questions in the terminal."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import print_note, write_new
from adapters.clock import SystemClock
from knowledge.drafting.beginning import ALLOWED, GROUP_ID, Details, begin_protocol
from knowledge.loader import load_protocol
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language

_MOST_TRIES = 3

Ask = Callable[[str], str]


def init(to: Path, ask: Ask) -> Exit:
    """Ask what the starter protocol needs to know, and write it.

    Args:
        to: The file, a new one.
        ask: Puts a question to the person; gives the line that is typed.

    Raises:
        WrongInputError: the file is there already, or an answer cannot be used.
    """
    if to.exists():
        raise WrongInputError("file-exists", f"{to} is there already. Give another name.")
    details = _details(ask)
    starter = resources.files("knowledge").joinpath("starter", "protocol.yaml").read_text(encoding="utf-8")
    written = begin_protocol(starter, details).encode()
    try:
        protocol = load_protocol(written, str(to)).protocol
    except ProtocolRejectedError as error:
        raise WrongInputError("not-usable", f"with these answers no protocol can be made: {error}") from error
    write_new(to, written)
    print_note(f"{to}: {len(protocol.clauses)} clauses. Read each: does it say what you want? Then: magdat check {to}")
    return Exit.FINE


def _details(ask: Ask) -> Details:
    name = _asked(ask, "1/12  The organisation, in full, such as Voorbeeld B.V.", "", ALLOWED)
    short = _asked(ask, "2/12  As people call it", re.sub(r"[ ,]+(?:B\.?V\.?|N\.?V\.?|Ltd\.?)$", "", name), ALLOWED)
    plain = re.sub(r"[^a-z0-9]+", "-", short.casefold()).strip("-") or "our"
    handle = _asked(ask, "3/12  Its account on social media", f"@{plain.replace('-', '')}", re.compile(r"@[\w.]{1,40}"))
    binding = _asked(ask, "4/12  The binding language, nl or en", "nl", re.compile("nl|en"))
    hr = _asked(ask, "5/12  What HR is called, for questions", "HR", ALLOWED)
    email = _asked(ask, "6/12  The e-mail address of HR", "", re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"))
    phone = _asked(ask, "7/12  The telephone number of HR; may be left empty", "", re.compile(r"[\d +()-]{0,30}"))
    owner = _asked(ask, "8/12  Who looks after the protocol", hr, ALLOWED)
    today = SystemClock().today()
    begins = _day(ask, "9/12  The first day on which it holds", today)
    review = _day(ask, "10/12 The day by which it must be read again", begins + timedelta(days=365))
    slack = _groups(ask, "11/12 Who may answer for the organisation: ids of Slack user groups; may be left empty")
    teams = _groups(ask, "12/12 The same for Teams: ids of Entra groups; may be left empty")
    first = Language(binding)
    languages = (first, *(language for language in Language if language is not first))
    return Details(
        name, short, handle, f"{plain}-social-media", languages, hr, email, phone, owner, begins, review, slack, teams
    )


def _asked(ask: Ask, question: str, usual: str, allowed: re.Pattern[str]) -> str:
    """The answer, or what is usual where nothing is typed; asked again where it cannot be used."""
    shown = f"{question} [{usual}]: " if usual else f"{question}: "
    for _ in range(_MOST_TRIES):
        typed = ask(shown).strip() or usual
        if allowed.fullmatch(typed):
            return typed
        print_note("That cannot be used: letters, digits and simple signs will do; a name has no commas or colons.")
    raise WrongInputError("not-usable", f'no answer to "{question}" that can be used. Begin again.')


def _day(ask: Ask, question: str, usual: date) -> date:
    typed = _asked(ask, question, usual.isoformat(), re.compile(r"\d{4}-\d{2}-\d{2}"))
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise WrongInputError("not-usable", f'"{typed}" is no day. Begin again.') from None


def _groups(ask: Ask, question: str) -> tuple[str, ...]:
    typed = _asked(ask, question, "", re.compile(rf"(?:{GROUP_ID.pattern}(?:[ ,]+{GROUP_ID.pattern})*)?"))
    return tuple(typed.replace(",", " ").split())
