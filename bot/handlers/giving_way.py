"""Where a person of HR has the word: there Magdat keeps quiet, and who asks it something hears it elsewhere.

A person has the word in a thread while an officer is busy (``HELD``) with a case that was asked there by name, or that
is handled there at the desk. Of a case that was asked anonymously nothing may show in the thread, not even silence.
A conversation without threads belongs to all who are in it: there only the asker is left to the officer.
"""

from dataclasses import replace

from bot.case import HELD, Case
from bot.events import Origin
from bot.handlers.turn import Turn
from bot.permissions import is_asker


def own_here(origin: Origin, turn: Turn) -> Case | None:
    """The person's own case, asked by name in this thread, that an officer is busy with."""
    asked = _asked_here(origin, turn)
    return next((case for case in asked if is_asker(origin.person, case, turn.ports.vault)), None)


def aside(origin: Origin, turn: Turn) -> Origin:
    """The same, but answered in the conversation with the person alone where somebody else has the word.

    What is pressed is answered where it stands: that was asked for before.
    """
    if origin.direct is None or origin.can_replace or not (_is_handled_here(origin, turn) or _asked_here(origin, turn)):
        return origin
    return replace(origin, where=origin.direct, privately=False, direct=None, thread=None)


def _asked_here(origin: Origin, turn: Turn) -> tuple[Case, ...]:
    return () if origin.thread is None else turn.uow.cases.held_in_thread(turn.mark_place(origin.thread))


def _is_handled_here(origin: Origin, turn: Turn) -> bool:
    if origin.thread is None or not turn.ports.desk.is_at(origin.thread):
        return False
    case_id = turn.uow.threads.case_at(origin.thread)
    return case_id is not None and turn.uow.cases.get(case_id).state in HELD
