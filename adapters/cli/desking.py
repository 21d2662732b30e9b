"""``magdat desk``."""

from pathlib import Path

from adapters.bootstrap import open_publications
from adapters.cli.chatting import hold, input_stream, kept_talk, login
from adapters.cli.exits import Exit
from adapters.clock import SystemClock
from adapters.console.conversation import Conversation
from adapters.console.roster import officer
from adapters.office import open_office
from adapters.setting_values import CONSOLE
from adapters.settings import Settings, WrongSettingError

_LONGEST_NAME = 60


def desk(settings: Settings, protocol: Path | None, name: str | None, *, second_line: bool) -> Exit:
    """Be an officer in the terminal; lines that are piped in are obeyed as well.

    Raises:
        WrongSettingError: the desk is not in the terminal.
    """
    where = settings.second_line if second_line else settings.desk
    setting = "MAGDAT_SECOND_LINE" if second_line else "MAGDAT_DESK"
    if where is None or where.channel != CONSOLE:
        said = "there is none" if where is None else f"it is in {where.channel}"
        raise WrongSettingError(setting, f"{said}, not in the terminal. Set {setting}=console to have it here.")
    called = (name or login()).strip()
    if not called.isprintable() or not 0 < len(called) <= _LONGEST_NAME:
        raise WrongSettingError("--name", f"it must be 1 to {_LONGEST_NAME} characters that can be seen.")
    stream = input_stream()
    given = None if protocol is None else open_publications(settings, protocol)
    with open_office(settings, given, late=True) as office:
        publications = office.ports.publications
        language = settings.desk_language or publications.live().protocol.languages[0]
        talk = kept_talk(office, officer(called), where)
        hold(Conversation(publications, SystemClock(), language, talk, at_desk=True), stream)
    return Exit.FINE
