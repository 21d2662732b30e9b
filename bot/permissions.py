"""Who may do what; read anew from storage and from the roster at each command."""

from bot.address import Person
from bot.case import Case, Line
from bot.desk import Desk
from bot.errors import Forbidden, NotAllowedError, RightsUnknownError
from bot.events import Origin
from bot.ports import Roster, Vault


def require_officer(origin: Origin, line: Line, desk: Desk, roster: Roster) -> Person:
    """The officer who does something at the desk.

    Officers of either line work on a case of the first; on one of the second line only specialists do.

    Raises:
        NotAllowedError: it was not done at the desk, the person is no officer there, or that could not be checked.
    """
    if not desk.is_at(origin.where):
        raise NotAllowedError(Forbidden.ELSEWHERE)
    if not _handles(origin.person, line, roster):
        raise NotAllowedError(Forbidden.NOT_AN_OFFICER)
    return origin.person


def require_colleague(called: str, line: Line, roster: Roster) -> Person:
    """The officer to whom a case can be handed.

    Raises:
        NotAllowedError: nobody called so, or more than one, is an officer of this line, or that could not be checked.
    """
    try:
        found = roster.officer_called(called, line)
    except RightsUnknownError as error:
        raise NotAllowedError(Forbidden.NOT_CHECKED) from error
    if found is None or not _handles(found, line, roster):
        raise NotAllowedError(Forbidden.COLLEAGUE_NOT_AN_OFFICER)
    return found


def require_admin(person: Person, roster: Roster) -> None:
    """Make sure that the person may load a protocol and let it go live.

    Raises:
        NotAllowedError: the person may not, or that could not be checked.
    """
    try:
        allowed = roster.is_admin(person)
    except RightsUnknownError as error:
        raise NotAllowedError(Forbidden.NOT_CHECKED) from error
    if not allowed:
        raise NotAllowedError(Forbidden.NOT_AN_ADMIN)


def require_asker(origin: Origin, case: Case, vault: Vault) -> None:
    """Make sure that the case is the person's own; an anonymous asker has the same rights as a named one.

    Raises:
        NotAllowedError: it is someone else's.
    """
    if not is_asker(origin.person, case, vault):
        raise NotAllowedError(Forbidden.NOT_THE_ASKER)


def is_asker(person: Person, case: Case, vault: Vault) -> bool:
    """Whether the person asked for the case."""
    return mark_of(person, vault) == case.asker_mark


def mark_of(person: Person, vault: Vault) -> str:
    """The fingerprint by which a person's own cases are known."""
    return vault.mark(f"person/{person.key}")


def talk_mark(origin: Origin, vault: Vault) -> str:
    """The fingerprint of what this person says in this conversation."""
    return vault.mark(f"talk/{origin.where.key}/{origin.person.key}")


def _handles(person: Person, line: Line, roster: Roster) -> bool:
    try:
        return roster.is_officer(person, line) or (line is Line.FIRST and roster.is_officer(person, Line.SECOND))
    except RightsUnknownError as error:
        raise NotAllowedError(Forbidden.NOT_CHECKED) from error
