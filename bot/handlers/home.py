"""The page where a person finds everything of their own."""

from bot.case import OVER, Case, CaseState, Line
from bot.errors import RightsUnknownError
from bot.events import Origin
from bot.handlers.turn import Turn
from bot.permissions import mark_of
from bot.presenter.home import Home, present_home

_MOST_LISTED = 20


def show_home(origin: Origin, turn: Turn) -> None:
    """Show the person's page; what only officers or admins see is left out where their right cannot be checked."""
    own = turn.uow.cases.of_asker(mark_of(origin.person, turn.ports.vault))[:_MOST_LISTED]
    home = Home(own, _at_desk(origin, turn), _is_admin(origin, turn))
    turn.answer(origin, present_home(home, turn.ports.retention, turn.occasion(origin.language)))


def _at_desk(origin: Origin, turn: Turn) -> tuple[Case, ...] | None:
    try:
        if not turn.ports.roster.is_officer(origin.person, Line.FIRST):
            return None
    except RightsUnknownError:
        return None
    return turn.uow.cases.listed([state for state in CaseState if state not in OVER], _MOST_LISTED)


def _is_admin(origin: Origin, turn: Turn) -> bool:
    try:
        return turn.ports.roster.is_admin(origin.person)
    except RightsUnknownError:
        return False
