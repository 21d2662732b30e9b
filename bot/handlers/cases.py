"""The asker's side of a case: from the preview to the withdrawal. Rights and states are read anew each time."""

from dataclasses import replace
from datetime import datetime

from bot import steps
from bot.address import Address
from bot.case import MOST_RUNNING, Anonymous, Asker, Author, Case, CaseState, Entry, Named
from bot.errors import CaseRefusal, CaseRefusedError
from bot.events import Happening, Origin
from bot.giveaways import giveaways
from bot.handlers.turn import Turn
from bot.permissions import is_asker, mark_of, require_asker
from bot.presenter import asker as to_asker
from bot.presenter import desk as to_desk
from bot.presenter.case_card import person_name
from bot.presenter.contacts import present_contact
from bot.pseudonym import pseudonym_for
from bot.record import QuestionRecord
from bot.reminder import BY_TIME, Reminder, ReminderKind
from bot.wording import wording_in

_LONGEST_MARK = 64
"""What a button hands back may have been made up."""


def preview(question_id: str, origin: Origin, turn: Turn) -> None:
    """Show the person exactly what HR would see; nothing is sent. Without a question, tell how to reach HR.

    Raises:
        QuestionNotFoundError: the question is kept no longer.
        CaseRefusedError: the person has as many cases as anyone may have at once.
    """
    if not question_id:
        turn.answer(origin, present_contact(turn.occasion(origin.language)))
        return
    record, existing = _own(question_id, origin, turn)
    occasion = turn.occasion(record.language)
    if existing is not None:
        turn.answer(origin, to_asker.present_already_open(existing, occasion))
        return
    _require_room(origin, turn)
    draft = _draft(record, _anonymous(record), origin, turn)
    subject = record.id if origin.thread is None else f"{record.id}.{turn.mark_place(origin.thread)}"
    protocol = turn.live.protocol
    known = (protocol.organisation.name, *protocol.organisation.also) if protocol.organisation is not None else ()
    warnings = giveaways(record.text, origin.person.name, known)
    own_name = person_name(origin.person, turn.at_desk())
    turn.answer(origin, to_asker.present_preview(draft, own_name, warnings, occasion, turn.at_desk(), subject))


def keep(origin: Origin, turn: Turn) -> None:
    """The person thought better of it: nothing is passed on."""
    turn.answer(origin, to_asker.present_kept(turn.occasion(origin.language)), in_place=True)


def open_case(subject: str, origin: Origin, turn: Turn, *, anonymous: bool) -> None:
    """Take the question to HR; a second time it only says how it stands.

    Args:
        subject: The question's id, and behind a point the mark of the thread where it was asked, as in the preview.
        origin: Who does it, and where.
        turn: The unit of work.
        anonymous: HR does not learn who asks, nor is the thread kept.

    Raises:
        QuestionNotFoundError: the question is kept no longer.
        CaseRefusedError: the person has as many cases as anyone may have at once.
    """
    question_id, _, thread_mark = subject.partition(".")
    record, existing = _own(question_id, origin, turn)
    if existing is not None:
        turn.answer(origin, to_asker.present_already_open(existing, turn.to_asker(existing)))
        return
    _require_room(origin, turn)
    asker = _anonymous(record) if anonymous else Named(origin.person)
    case = replace(_draft(record, asker, origin, turn), thread_mark="" if anonymous else thread_mark[:_LONGEST_MARK])
    uow, desk = turn.uow, turn.ports.desk
    uow.cases.add(case)
    _seal(case, origin, turn)
    uow.threads.put(case.id, desk.address)
    uow.reminders.put(Reminder(case.id, ReminderKind.DESK, case.expected_by))
    turn.note(Happening.CASE_OPENED, case.id, remark="anonymous" if anonymous else "named")
    turn.begin_at_desk(case, to_desk.present_card(case, turn.at_desk()))
    turn.replace_pressed(origin, to_asker.present_sent(case, turn.to_asker(case)))
    turn.tell_asker(case, to_asker.present_opened(case, turn.to_asker(case)))


def add(case_id: str, text: str, origin: Origin, turn: Turn) -> None:
    """Add what the asker writes to their case.

    Raises:
        CaseNotFoundError: there is no such case. So from every handler here that takes a case.
        NotAllowedError: it is someone else's. As above.
        CaseRefusedError: it does not take this step. As above.
    """
    case = _own_case(case_id, origin, turn)
    turn.answer(origin, to_asker.present_added(turn.to_asker(case)))
    write_on(case, text, turn)


def write_on(case: Case, text: str, turn: Turn) -> None:
    """Put the asker's words in the case and pass them to the desk."""
    now, reminders = turn.ports.clock.now(), turn.uow.reminders
    added = steps.add(case, text, now)
    turn.uow.cases.save(added)
    if case.state in (CaseState.WAITING_ON_ASKER, CaseState.ANSWERED):
        reminders.cancel(case.id, *BY_TIME)
        due = turn.ports.desk.hours.after(now, turn.ports.desk.reply_within)
        reminders.put(Reminder(case.id, ReminderKind.DESK, due))
    turn.note(Happening.CASE_ADDED_TO, case.id)
    turn.tell_desk(added, to_desk.present_added(added, added.entries[-1], turn.at_desk()))


def withdraw(case_id: str, origin: Origin, turn: Turn) -> None:
    """Take the case back from HR."""
    case = steps.withdraw(_own_case(case_id, origin, turn), turn.ports.clock.now())
    turn.uow.cases.save(case)
    wind_up(case, turn)
    turn.note(Happening.CASE_WITHDRAWN, case.id)
    turn.tell_desk(case, to_desk.present_withdrawn(case, turn.at_desk()))
    turn.tell_asker(case, to_asker.present_withdrawn(case, turn.to_asker(case)))


def reveal(case_id: str, origin: Origin, turn: Turn) -> None:
    """Tell the desk who asked: once, by the asker's own hand."""
    before = _own_case(case_id, origin, turn)
    case = steps.reveal(before, origin.person, turn.ports.clock.now())
    turn.uow.cases.save(case)
    turn.note(Happening.ASKER_REVEALED, case.id)
    pseudonym = before.asker.pseudonym if isinstance(before.asker, Anonymous) else ""
    turn.tell_desk(case, to_desk.present_revealed(case, origin.person.name, pseudonym, turn.at_desk()))
    turn.tell_asker(case, to_asker.present_revealed(case, turn.to_asker(case)))


def reopen(case_id: str, origin: Origin, turn: Turn) -> None:
    """Take up a closed case again; from here on its answers come to where the asker is now."""
    own = _own_case(case_id, origin, turn)
    if own.state is CaseState.CLOSED:
        _require_room(origin, turn)
    case = steps.reopen(own, expected_by(turn), turn.ports.clock.now())
    case = replace(case, conversation_mark=turn.mark_place(_place(case.asker, origin)))
    _seal(case, origin, turn)
    run_again(case, None, turn)


def list_own(origin: Origin, turn: Turn) -> None:
    """Show the person their own cases."""
    own = turn.uow.cases.of_asker(mark_of(origin.person, turn.ports.vault))
    turn.answer(origin, to_asker.present_own_cases(own, turn.occasion(origin.language)))


def show_own(case_id: str, origin: Origin, turn: Turn) -> None:
    """Show the person one of their own cases."""
    case = _own_case(case_id, origin, turn)
    turn.answer(origin, to_asker.present_own_case(case, turn.to_asker(case)))


def run_again(case: Case, officer: str | None, turn: Turn) -> None:
    """Save a reopened case and tell everyone; ``officer`` is ``None`` when the asker did it."""
    turn.uow.cases.save(case)
    turn.uow.reminders.cancel(case.id, *BY_TIME)
    turn.uow.reminders.put(Reminder(case.id, ReminderKind.DESK, case.expected_by))
    turn.tell_desk(case, to_desk.present_reopened(case, officer, turn.at_desk()))
    turn.tell_asker(case, to_asker.present_reopened(case, turn.to_asker(case)))
    if officer is None:
        turn.note(Happening.CASE_REOPENED, case.id)


def wind_up(case: Case, turn: Turn) -> None:
    """What goes with a case that is over: nothing is due but to forget where an anonymous asker is.

    Where a named one is goes with the case itself: until then the desk can reopen it.
    """
    turn.uow.reminders.cancel(case.id, *BY_TIME)
    if isinstance(case.asker, Named):
        return
    due = turn.ports.clock.now() + turn.ports.retention.askers
    turn.uow.reminders.put(Reminder(case.id, ReminderKind.FORGET_ASKER, due))


def expected_by(turn: Turn) -> datetime:
    """When an answer to a case that begins now can be expected."""
    return turn.ports.desk.hours.after(turn.ports.clock.now(), turn.ports.desk.reply_within)


def _require_room(origin: Origin, turn: Turn) -> None:
    if turn.uow.cases.count_running(mark_of(origin.person, turn.ports.vault)) >= MOST_RUNNING:
        raise CaseRefusedError(CaseRefusal.TOO_MANY_RUNNING)


def _own_case(case_id: str, origin: Origin, turn: Turn) -> Case:
    case = turn.uow.cases.get(case_id)
    require_asker(origin, case, turn.ports.vault)
    return case


def _own(question_id: str, origin: Origin, turn: Turn) -> tuple[QuestionRecord, Case | None]:
    """The question, and the person's own case of it.

    Where someone else took the same question to HR, a copy of it: each has a case of their own, and neither learns
    of the other's. A copy as well where the person took it back before, so that it can go to HR after all.
    """
    record = turn.uow.questions.get(question_id)
    case = turn.uow.cases.of_question(question_id)
    if case is None:
        return record, None
    if is_asker(origin.person, case, turn.ports.vault) and case.state is not CaseState.WITHDRAWN:
        return record, case
    copy = replace(record, id=turn.ports.ids.new_id(), feedback=None)
    turn.uow.questions.add(copy)
    return copy, None


def _draft(record: QuestionRecord, asker: Asker, origin: Origin, turn: Turn) -> Case:
    """The case that the question makes; it has the question's id, so that the preview shows its very reference."""
    now = turn.ports.clock.now()
    return Case(
        id=record.id,
        question_id=record.id,
        asker=asker,
        asker_mark=mark_of(origin.person, turn.ports.vault),
        conversation_mark=turn.mark_place(_place(asker, origin)),
        language=record.language,
        entries=(Entry(Author.ASKER, record.text, record.asked_at),),
        clause_id=record.clause_id,
        protocol_version=record.protocol_version,
        opened_at=now,
        expected_by=expected_by(turn),
        changed_at=now,
    )


def _anonymous(record: QuestionRecord) -> Anonymous:
    return Anonymous(pseudonym_for(record.id, wording_in(record.language)))


def _seal(case: Case, origin: Origin, turn: Turn) -> None:
    place = _place(case.asker, origin).only(origin.person)
    turn.uow.addresses.put(turn.ports.vault.seal(case.id, place))


def _place(asker: Asker, origin: Origin) -> Address:
    """Where the asker hears of the case: with others around not what they asked privately or anonymously."""
    if origin.direct is not None and (origin.privately or isinstance(asker, Anonymous)):
        return origin.direct
    return origin.where
