"""The desk's side of a case: claim, answer, close. Who may is checked first, so that nobody else learns of a case.

Every handler here that takes a case raises:
    NotAllowedError: the person is no officer of this line, is not at the desk, or that could not be checked.
    CaseNotFoundError: there is no such case.
    CaseRefusedError: the case does not take this step.
"""

from bot import steps
from bot.address import Person
from bot.case import HELD, OVER, Case, CaseState, Line, Outcome
from bot.errors import CaseRefusal, CaseRefusedError
from bot.events import Happening, Origin
from bot.handlers import cases, learning
from bot.handlers.turn import Turn
from bot.permissions import is_asker, require_colleague, require_officer
from bot.presenter import asker as to_asker
from bot.presenter import desk as to_desk
from bot.reminder import BY_TIME, Reminder, ReminderKind

_MOST_LISTED = 50
_PATIENCE = 5
"""How many times the promised time the desk waits for an asker before it is reminded."""


def claim(case_id: str, origin: Origin, turn: Turn) -> None:
    """Give the case to the officer; of many at once only one gets it, and the others hear who."""
    case, officer = _load(case_id, origin, turn)
    if case.owner is None and is_asker(officer, case, turn.ports.vault):
        raise CaseRefusedError(CaseRefusal.OWN_QUESTION)
    case = steps.claim(case, officer, turn.ports.clock.now())
    turn.uow.cases.save(case)
    turn.note(Happening.CASE_CLAIMED, case.id, actor=officer)
    turn.tell_desk(case, to_desk.present_claimed(case, turn.at_desk()))
    turn.tell_asker(case, to_asker.present_taken(case, turn.to_asker(case)))


def hand_back(case_id: str, origin: Origin, turn: Turn) -> None:
    """Let anyone at the desk claim the case again."""
    case, officer = _load(case_id, origin, turn)
    case = steps.hand_back(case, officer, turn.ports.clock.now())
    turn.uow.cases.save(case)
    turn.note(Happening.CASE_HANDED_BACK, case.id, actor=officer)
    turn.tell_desk(case, to_desk.present_handed_back(case, officer.name, turn.at_desk()))
    turn.tell_asker(case, to_asker.present_handed_back(turn.to_asker(case)))


def hand_over(case_id: str, called: str, origin: Origin, turn: Turn) -> None:
    """Give the case to the officer who is called so."""
    case, officer = _load(case_id, origin, turn)
    if (refused := steps.refusal(case, steps.Step.HAND_OVER, officer)) is not None:
        raise refused
    to = require_colleague(called, case.line, turn.ports.roster)
    case = steps.hand_over(case, officer, to, turn.ports.clock.now())
    turn.uow.cases.save(case)
    turn.note(Happening.CASE_HANDED_OVER, case.id, actor=officer, remark=to.key)
    turn.tell_desk(case, to_desk.present_handed_over(case, officer.name, turn.at_desk()))
    turn.tell_asker(case, to_asker.present_handed_over(case, turn.to_asker(case)))


def ask_asker(case_id: str, text: str, origin: Origin, turn: Turn) -> None:
    """Ask the asker something; until they answer, nothing is late."""
    case, officer = _load(case_id, origin, turn)
    desk, now = turn.ports.desk, turn.ports.clock.now()
    case = steps.ask_asker(case, officer, text, now)
    turn.uow.cases.save(case)
    turn.uow.reminders.cancel(case.id, *BY_TIME)
    due = desk.hours.after(now, _PATIENCE * desk.reply_within)
    turn.uow.reminders.put(Reminder(case.id, ReminderKind.DESK, due))
    turn.note(Happening.ASKER_ASKED, case.id, actor=officer)
    turn.tell_asker(case, to_asker.present_needs_more(case, case.entries[-1], turn.to_asker(case)))
    turn.tell_desk(case, to_desk.present_asked_asker(case, case.entries[-1], turn.at_desk()))


def reply(case_id: str, text: str, origin: Origin, turn: Turn) -> None:
    """Answer the asker, where they asked."""
    case, officer = _load(case_id, origin, turn)
    now = turn.ports.clock.now()
    case = steps.reply(case, officer, text, now)
    turn.uow.cases.save(case)
    turn.uow.reminders.cancel(case.id, *BY_TIME)
    turn.uow.reminders.put(Reminder(case.id, ReminderKind.CLOSE, now + turn.ports.desk.close_after))
    turn.note(Happening.CASE_ANSWERED, case.id, actor=officer)
    turn.tell_asker(case, to_asker.present_reply(case, case.entries[-1], turn.to_asker(case)))
    turn.tell_desk(case, to_desk.present_replied(case, case.entries[-1], turn.at_desk()))


def close(case_id: str, outcome: Outcome, origin: Origin, turn: Turn) -> None:
    """Be done with an answered case, and say what it means for the protocol."""
    case, officer = _load(case_id, origin, turn)
    case = steps.close(case, officer, outcome, turn.ports.clock.now())
    turn.uow.cases.save(case)
    cases.wind_up(case, turn)
    turn.note(Happening.CASE_CLOSED, case.id, actor=officer, remark=outcome)
    turn.tell_desk(case, to_desk.present_closed(case, turn.at_desk()))
    turn.tell_asker(case, to_asker.present_closed(case, turn.to_asker(case)))
    if (kind := learning.KINDS.get(outcome)) is not None:
        learning.propose(case, kind, turn)


def reopen(case_id: str, origin: Origin, turn: Turn) -> None:
    """Take up a closed case again, as long as its asker can be reached."""
    case, officer = _load(case_id, origin, turn)
    case = steps.reopen(case, cases.expected_by(turn), turn.ports.clock.now())
    cases.run_again(case, officer.name, turn)
    turn.note(Happening.CASE_REOPENED, case.id, actor=officer)


def send_to_second_line(case_id: str, origin: Origin, turn: Turn) -> None:
    """Put the case to the specialists, at their own desk."""
    case, officer = _load(case_id, origin, turn)
    second_line = turn.ports.desk.second_line
    if second_line is None:
        raise CaseRefusedError(CaseRefusal.NO_SECOND_LINE)
    case = steps.send_to_second_line(case, officer, turn.ports.clock.now())
    turn.uow.cases.save(case)
    turn.note(Happening.CASE_SENT_TO_SECOND_LINE, case.id, actor=officer)
    first_line = turn.uow.threads.get(case.id) or turn.ports.desk.address
    turn.tell(first_line, to_desk.present_sent_on(case, officer.name, turn.at_desk()))
    turn.uow.threads.put(case.id, second_line)
    turn.begin_at_desk(case, to_desk.present_card(case, turn.at_desk()))
    turn.tell_asker(case, to_asker.present_second_line(turn.to_asker(case)))


def show_case(case_id: str, origin: Origin, turn: Turn) -> None:
    """Show the officer the case as it stands."""
    case, _ = _load(case_id, origin, turn)
    turn.answer(origin, to_desk.present_desk_case(case, turn.at_desk()))


def list_cases(origin: Origin, turn: Turn) -> None:
    """Show the officer what is at the desk."""
    require_officer(origin, Line.FIRST, turn.ports.desk, turn.ports.roster)
    running = [state for state in CaseState if state not in OVER]
    turn.answer(origin, to_desk.present_case_list(turn.uow.cases.listed(running, _MOST_LISTED), turn.at_desk()))


def hear_in_thread(text: str, origin: Origin, turn: Turn, *, addressed: bool, with_file: bool = False) -> bool:
    """Pass on what the owner of a case writes in its thread; what anyone else writes there stays internal.

    Args:
        text: As it was typed.
        origin: Who typed it, and where.
        turn: The unit of work.
        addressed: It was said to Magdat: who does not own the case wants to know something.
        with_file: A file came along, which is not passed on.

    Returns:
        Whether nothing else is to be done about it.
    """
    case = _case_here(origin, turn)
    if case is None:
        return False
    if case.owner == origin.person and case.state in {*HELD, CaseState.ANSWERED}:
        if text.strip() or not with_file:
            reply(case.id, text, origin, turn)
        if with_file:
            turn.tell_desk(case, to_desk.present_file_not_relayed(turn.at_desk()))
        return True
    return not addressed


def hear_of_edit(origin: Origin, turn: Turn) -> None:
    """Tell the desk that an edited or deleted message of the owner changes nothing for the asker."""
    case = _case_here(origin, turn)
    if case is not None and case.owner == origin.person:
        turn.tell_desk(case, to_desk.present_edit_not_relayed(turn.at_desk()))


def _case_here(origin: Origin, turn: Turn) -> Case | None:
    if not turn.ports.desk.is_at(origin.where):
        return None
    case_id = turn.uow.threads.case_at(origin.where)
    return None if case_id is None else turn.uow.cases.get(case_id)


def _load(case_id: str, origin: Origin, turn: Turn) -> tuple[Case, Person]:
    require_officer(origin, Line.FIRST, turn.ports.desk, turn.ports.roster)
    case = turn.uow.cases.get(case_id)
    return case, require_officer(origin, case.line, turn.ports.desk, turn.ports.roster)
