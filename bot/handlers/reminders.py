"""What is due: reminders to the desk, quiet closing, forgetting where askers are; and the end of what is kept."""

import typing
from dataclasses import dataclass

from bot import steps
from bot.case import Case, CaseState, Line
from bot.errors import CaseNotFoundError
from bot.events import Happening
from bot.handlers import cases
from bot.handlers.turn import Turn
from bot.ports import Ports
from bot.presenter import asker as to_asker
from bot.presenter import desk as to_desk
from bot.reminder import Reminder, ReminderKind

_AT_ONCE = 20
"""How many reminders one unit of work takes: few enough to be soon done, so that nobody waits for it."""

_UNANSWERED = frozenset({CaseState.OPEN, CaseState.CLAIMED, CaseState.WAITING_ON_ASKER})


def do_what_is_due(ports: Ports) -> int:
    """Do what is due now, each thing once however many do this at the same time; how many there were.

    Raises:
        CaseChangedError: a case was changed meanwhile; nothing was done, and it is due still.
    """
    with ports.storage.begin() as uow:
        turn = Turn(uow, ports, ports.publications.live())
        due = uow.reminders.take_due(ports.clock.now(), _AT_ONCE)
        for reminder in due:
            _do(reminder, turn)
        uow.commit()
    if due:
        ports.announcer.announce()
    return len(due)


@dataclass(frozen=True, slots=True)
class Removed:
    """How many of each were deleted because their time was up."""

    questions: int
    cases: int
    audit_entries: int
    events: int
    deliveries: int


def apply_retention(ports: Ports) -> Removed:
    """Delete everything that is past its time."""
    now, retention = ports.clock.now(), ports.retention
    with ports.storage.begin() as uow:
        removed = Removed(
            questions=uow.questions.remove_before(now - retention.questions),
            cases=uow.cases.remove_over_before(now - retention.cases),
            audit_entries=uow.audit.remove_before(now - retention.audit),
            events=uow.inbox.remove_handled_before(now - retention.events),
            deliveries=uow.outbox.remove_settled_before(now - retention.deliveries),
        )
        uow.proposals.remove_before(now - retention.learning)
        uow.followers.remove_before(now - retention.learning)
        uow.tallies.remove_before(f"{now - retention.learning:%Y-%m}")
        uow.editions.remove_unpublished_before(now - retention.learning)
        uow.reviews.remove_before(now - retention.learning)
        uow.campaigns.remove_over_before((now - retention.learning).date())
        uow.outbox.park_put_before(now - retention.deliveries, now)
        uow.inbox.give_up_received_before(now - retention.events, now)
        Turn(uow, ports, ports.publications.live()).note(Happening.RETENTION_APPLIED)
        uow.commit()
    return removed


def _do(reminder: Reminder, turn: Turn) -> None:
    try:
        case = turn.uow.cases.get(reminder.case_id)
    except CaseNotFoundError:
        return
    match reminder.kind:
        case ReminderKind.DESK:
            _remind_desk(case, turn)
        case ReminderKind.SECOND_LINE:
            _remind_second_line(case, turn)
        case ReminderKind.CLOSE:
            _close(case, turn)
        case ReminderKind.FORGET_ASKER:
            _forget_asker(case, turn)
        case ReminderKind.NOT_ARRIVED:
            _tell_not_arrived(case, turn)
        case _:
            typing.assert_never(reminder.kind)


def _remind_desk(case: Case, turn: Turn) -> None:
    if case.state not in _UNANSWERED:
        return
    turn.note(Happening.DESK_REMINDED, case.id)
    turn.tell_desk(case, to_desk.present_stale(case, turn.at_desk()))
    desk = turn.ports.desk
    if desk.second_line is not None and case.line is Line.FIRST and case.state is not CaseState.WAITING_ON_ASKER:
        due = desk.hours.after(turn.ports.clock.now(), desk.second_line_after)
        turn.uow.reminders.put(Reminder(case.id, ReminderKind.SECOND_LINE, due))


def _remind_second_line(case: Case, turn: Turn) -> None:
    second_line = turn.ports.desk.second_line
    if case.state not in _UNANSWERED or case.line is Line.SECOND or second_line is None:
        return
    turn.note(Happening.SECOND_LINE_REMINDED, case.id)
    turn.tell(second_line, to_desk.present_stale_at_second_line(case, turn.at_desk()))


def _close(case: Case, turn: Turn) -> None:
    if case.state is not CaseState.ANSWERED:
        return
    closed = steps.close_quiet(case, turn.ports.clock.now())
    turn.uow.cases.save(closed)
    cases.wind_up(closed, turn)
    turn.note(Happening.CASE_CLOSED, closed.id, remark="quietly")
    turn.tell_desk(closed, to_desk.present_closed(closed, turn.at_desk(), quietly=True))
    turn.tell_asker(closed, to_asker.present_closed(closed, turn.to_asker(closed)))


def _forget_asker(case: Case, turn: Turn) -> None:
    if steps.is_over(case):
        turn.uow.addresses.remove(case.id)
        turn.note(Happening.ASKER_ADDRESS_FORGOTTEN, case.id)


def _tell_not_arrived(case: Case, turn: Turn) -> None:
    if case.state is not CaseState.WITHDRAWN:
        turn.tell_desk(case, to_desk.present_not_arrived(case, turn.at_desk()))
