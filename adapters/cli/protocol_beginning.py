"""``magdat protocol init``: the starter protocol made one's own by a dozen questions in the terminal."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import print_note, write_new
from adapters.clock import SystemClock
from knowledge.drafting.beginning import ADDRESS, GROUP_ID, HANDLE, NAME, NUMBER_OR_NONE, Details, begin_protocol
from knowledge.loader import load_protocol
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language
from knowledge.protocol_file.file_format import EMAIL, PHONE

_MOST_TRIES = 5
_WRITTEN_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_NAME, _LONGEST_HANDLE, _LONGEST_GROUPS = 80, 41, 2_000
_MOST_GROUPS = 50
_LONGEST_ID = 40

Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of answer.

    Attributes:
        longest: In characters.
        remedy: What is said where it cannot be used.
    """

    fits: Callable[[str], object]
    longest: int
    remedy: str


def _day_of(typed: str) -> date | None:
    """The day, where it is written as year-month-day and exists."""
    if not _WRITTEN_DAY.fullmatch(typed):
        return None
    with suppress(ValueError):
        return date.fromisoformat(typed)
    return None


_NAME = _Kind(
    NAME.fullmatch,
    _LONGEST_NAME,
    f"a name has at most {_LONGEST_NAME} letters, digits, blanks and signs of . & ' / + - (no commas, no colons), and "
    "begins with a letter or a digit.",
)
_HANDLE = _Kind(
    HANDLE.fullmatch,
    _LONGEST_HANDLE,
    "an account is @ with at most 40 letters, digits, dots and underscores behind it, such as @voorbeeldbv.",
)
_LANGUAGE = _Kind(tuple(Language).__contains__, 2, "type nl for Dutch or en for English.")
_EMAIL = _Kind(
    ADDRESS.fullmatch, EMAIL.longest, "type one e-mail address and nothing else, such as hr@voorbeeld.example."
)
_PHONE = _Kind(NUMBER_OR_NONE.fullmatch, PHONE.longest, "type digits and blanks, such as +31 20 123 45 67, or nothing.")
_DAY = _Kind(_day_of, 10, "type a day that exists as year-month-day, such as 2027-01-31.")
_GROUPS = _Kind(
    lambda typed: len(_ids_in(typed)) <= _MOST_GROUPS and all(map(GROUP_ID.fullmatch, _ids_in(typed))),
    _LONGEST_GROUPS,
    f"type at most {_MOST_GROUPS} ids such as S0123ABCD with blanks between them, or nothing.",
)


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
    name = _asked(ask, "1/12  The organisation, in full, such as Voorbeeld B.V.", "", _NAME)
    short = _asked(ask, "2/12  As people call it", re.sub(r"[ ,]+(?:B\.?V\.?|N\.?V\.?|Ltd\.?)$", "", name), _NAME)
    plain = _plain(short)
    handle = _asked(ask, "3/12  Its account on social media", f"@{plain.replace('-', '')}", _HANDLE)
    first = Language(_asked(ask, "4/12  The binding language, nl or en", "nl", _LANGUAGE))
    hr = _asked(ask, "5/12  What HR is called, for questions", "HR", _NAME)
    email = _asked(ask, "6/12  The e-mail address of HR", "", _EMAIL)
    phone = _asked(ask, "7/12  The telephone number of HR; may be left empty", "", _PHONE)
    owner = _asked(ask, "8/12  Who looks after the protocol", hr, _NAME)
    today = SystemClock().today()
    begins = _day(ask, "9/12  The first day on which it holds", today, _DAY)
    review = _day(ask, "10/12 The day by which it must be read again", _a_year_after(begins), _after(begins))
    slack = _groups(ask, "11/12 Who may answer for the organisation: ids of Slack user groups; may be left empty")
    teams = _groups(ask, "12/12 The same for Teams: ids of Entra groups; may be left empty")
    languages = (first, *(language for language in Language if language is not first))
    return Details(
        name, short, handle, f"{plain}-social-media", languages, hr, email, phone, owner, begins, review, slack, teams
    )


def _plain(name: str) -> str:
    """The name in small letters without accents, digits and hyphens, as ids are made of."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.replace("'", ""))[:_LONGEST_ID].strip("-") or "our"


def _asked(ask: Ask, question: str, usual: str, kind: _Kind) -> str:
    """The answer, or what is usual where nothing is typed; asked again where it cannot be used.

    Raises:
        WrongInputError: nothing that can be used was typed, however often it was asked, or typing ended.
    """
    shown = f"{question} [{usual}]: " if usual else f"{question}: "
    for _ in range(_MOST_TRIES):
        try:
            typed = ask(shown).strip() or usual
        except EOFError:
            raise WrongInputError("not-usable", f'no answer to "{question}"; nothing was written.') from None
        except UnicodeDecodeError:
            typed = "\ufffd"
        if len(typed) <= kind.longest and kind.fits(typed):
            return typed
        print_note(f"That cannot be used: {kind.remedy}")
    raise WrongInputError(
        "not-usable", f'no answer to "{question}" that can be used; nothing was written. Begin again.'
    )


def _day(ask: Ask, question: str, usual: date, kind: _Kind) -> date:
    return date.fromisoformat(_asked(ask, question, usual.isoformat(), kind))


def _after(begins: date) -> _Kind:
    def fits(typed: str) -> bool:
        day = _day_of(typed)
        return day is not None and day > begins

    return replace(_DAY, fits=fits, remedy=f"type a day after {begins}, such as {_a_year_after(begins)}.")


def _a_year_after(begins: date) -> date:
    return begins + timedelta(days=365)


def _groups(ask: Ask, question: str) -> tuple[str, ...]:
    return _ids_in(_asked(ask, question, "", _GROUPS))


def _ids_in(typed: str) -> tuple[str, ...]:
    return tuple(typed.replace(",", " ").split())
