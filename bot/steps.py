"""What each step of a case changes, and when it is refused. Pure: the case goes in, the changed case comes out."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.address import Person
from bot.case import (
    HELD,
    LONGEST_TEXT,
    MOST_ENTRIES,
    OVER,
    Anonymous,
    Author,
    Case,
    CaseState,
    Entry,
    Line,
    Named,
    Outcome,
)
from bot.errors import CaseRefusal, CaseRefusedError
from bot.question import is_text, seen


class Step(StrEnum):
    """What can be done with a case."""

    CLAIM = "claim"
    HAND_BACK = "hand-back"
    HAND_OVER = "hand-over"
    ASK_ASKER = "ask-asker"
    REPLY = "reply"
    CLOSE = "close"
    SECOND_LINE = "second-line"
    REOPEN = "reopen"
    ADD = "add"
    WITHDRAW = "withdraw"
    REVEAL = "reveal"


def refusal(case: Case, step: Step, officer: Person | None = None) -> CaseRefusedError | None:
    """Why the case does not take the step now; ``None`` when it does.

    Args:
        case: As it stands.
        step: What is to be done.
        officer: Who does it; ``None`` for the asker, and for Magdat itself.
    """
    reason = _refused(case, step, officer)
    if reason is None:
        return None
    holder = (
        (case.owner.name or case.owner.id) if reason is CaseRefusal.HELD_BY_OTHER and case.owner is not None else ""
    )
    return CaseRefusedError(reason, holder)


def _refused(case: Case, step: Step, officer: Person | None) -> CaseRefusal | None:
    match case.state, step:
        case CaseState.WITHDRAWN, _:
            return CaseRefusal.WITHDRAWN
        case CaseState.CLOSED, Step.REOPEN:
            return None
        case CaseState.CLOSED, _:
            return CaseRefusal.CLOSED
        case _, Step.REOPEN:
            return CaseRefusal.NOT_CLOSED
        case _:
            return _refused_while_running(case, step, officer)


def _refused_while_running(case: Case, step: Step, officer: Person | None) -> CaseRefusal | None:
    match step:
        case Step.CLAIM:
            return _refused_claim(case, officer)
        case Step.SECOND_LINE:
            return _refused_second_line(case, officer)
        case Step.REVEAL:
            return CaseRefusal.NOT_ANONYMOUS if isinstance(case.asker, Named) else None
        case Step.WITHDRAW:
            return CaseRefusal.ALREADY_ANSWERED if case.state is CaseState.ANSWERED else None
        case Step.ADD:
            return None
        case _:
            return _refused_to_officer(case, step, officer)


def _refused_claim(case: Case, officer: Person | None) -> CaseRefusal | None:
    if case.owner is not None:
        return CaseRefusal.HELD_BY_YOU if case.owner == officer else CaseRefusal.HELD_BY_OTHER
    own = isinstance(case.asker, Named) and case.asker.person == officer
    return CaseRefusal.OWN_QUESTION if own else None


def _refused_to_officer(case: Case, step: Step, officer: Person | None) -> CaseRefusal | None:
    """Of the steps that only the officer takes who claimed the case."""
    if case.owner is None:
        return CaseRefusal.NOT_CLAIMED
    if case.owner != officer:
        return CaseRefusal.HELD_BY_OTHER
    if step is Step.HAND_BACK and case.state is CaseState.ANSWERED:
        return CaseRefusal.ALREADY_ANSWERED
    if step is Step.CLOSE and case.state is not CaseState.ANSWERED:
        return CaseRefusal.NOT_ANSWERED
    return None


def _refused_second_line(case: Case, officer: Person | None) -> CaseRefusal | None:
    if case.owner not in (None, officer):
        return CaseRefusal.HELD_BY_OTHER
    if case.state is CaseState.ANSWERED:
        return CaseRefusal.ALREADY_ANSWERED
    return CaseRefusal.ALREADY_SECOND_LINE if case.line is Line.SECOND else None


def claim(case: Case, officer: Person, at: datetime) -> Case:
    """The officer takes the case.

    Raises:
        CaseRefusedError: someone holds it, it is the officer's own question, or it is over. So from every step here.
    """
    _check(case, Step.CLAIM, officer)
    return replace(case, state=CaseState.CLAIMED, owner=officer, changed_at=at)


def hand_back(case: Case, officer: Person, at: datetime) -> Case:
    """The officer lets go of the case; anyone at the desk can claim it."""
    _check(case, Step.HAND_BACK, officer)
    return replace(case, state=CaseState.OPEN, owner=None, changed_at=at)


def hand_over(case: Case, officer: Person, to: Person, at: datetime) -> Case:
    """The officer gives the case to another, who goes on where it stands."""
    _check(case, Step.HAND_OVER, officer)
    if to == officer:
        raise CaseRefusedError(CaseRefusal.HELD_BY_COLLEAGUE)
    if isinstance(case.asker, Named) and case.asker.person == to:
        raise CaseRefusedError(CaseRefusal.OWN_QUESTION)
    return replace(case, owner=to, changed_at=at)


def ask_asker(case: Case, officer: Person, text: str, at: datetime) -> Case:
    """The officer needs to know more; the word is to the asker."""
    _check(case, Step.ASK_ASKER, officer)
    entries = _with(case, Entry(Author.OFFICER, readable(text), at, officer.name, officer.key))
    return replace(case, state=CaseState.WAITING_ON_ASKER, entries=entries, changed_at=at)


def reply(case: Case, officer: Person, text: str, at: datetime) -> Case:
    """The officer answers; more can follow until the case is closed."""
    _check(case, Step.REPLY, officer)
    entries = _with(case, Entry(Author.OFFICER, readable(text), at, officer.name, officer.key))
    return replace(case, state=CaseState.ANSWERED, entries=entries, changed_at=at)


def close(case: Case, officer: Person, outcome: Outcome, at: datetime) -> Case:
    """The officer is done with an answered case, and says what it means for the protocol."""
    _check(case, Step.CLOSE, officer)
    return replace(case, state=CaseState.CLOSED, outcome=outcome, over_since=at, changed_at=at)


def close_quiet(case: Case, at: datetime) -> Case:
    """An answered case about which nothing is said any more comes to rest by itself."""
    if case.state is not CaseState.ANSWERED:
        raise CaseRefusedError(CaseRefusal.NOT_ANSWERED)
    return replace(case, state=CaseState.CLOSED, outcome=Outcome.ONE_OFF, over_since=at, changed_at=at)


def send_to_second_line(case: Case, officer: Person, at: datetime) -> Case:
    """The case goes to the specialists, free to be claimed by one of them."""
    _check(case, Step.SECOND_LINE, officer)
    return replace(case, state=CaseState.OPEN, owner=None, line=Line.SECOND, changed_at=at)


def reopen(case: Case, expected_by: datetime, at: datetime) -> Case:
    """The case begins again, with a new time to expect an answer."""
    _check(case, Step.REOPEN)
    return replace(
        case, state=CaseState.OPEN, owner=None, outcome=None, over_since=None, expected_by=expected_by, changed_at=at
    )


def add(case: Case, text: str, at: datetime) -> Case:
    """The asker writes more; where the word was to the asker, it is back to the officer."""
    _check(case, Step.ADD)
    entries = _with(case, Entry(Author.ASKER, readable(text), at))
    state = case.state if case.state is CaseState.OPEN else CaseState.CLAIMED
    return replace(case, state=state, entries=entries, changed_at=at)


def withdraw(case: Case, at: datetime) -> Case:
    """The asker wants no answer any more."""
    _check(case, Step.WITHDRAW)
    return replace(case, state=CaseState.WITHDRAWN, owner=None, over_since=at, changed_at=at)


def reveal(case: Case, person: Person, at: datetime) -> Case:
    """The asker tells the desk who they are; this cannot be taken back."""
    _check(case, Step.REVEAL)
    formerly = case.asker.pseudonym if isinstance(case.asker, Anonymous) else None
    return replace(case, asker=Named(person, formerly), changed_at=at)


def readable(text: str) -> str:
    """The text without what cannot be seen.

    Raises:
        CaseRefusedError: nothing is left, or it is too long or no text.
    """
    if len(text) > LONGEST_TEXT:
        raise CaseRefusedError(CaseRefusal.TEXT_TOO_LONG)
    if not is_text(text):
        raise CaseRefusedError(CaseRefusal.NOT_TEXT)
    if not (left := seen(text)):
        raise CaseRefusedError(CaseRefusal.TEXT_EMPTY)
    return left


def is_held(case: Case) -> bool:
    """Whether an officer is busy with it."""
    return case.state in HELD


def is_over(case: Case) -> bool:
    """Whether nothing is done about it any more."""
    return case.state in OVER


def _check(case: Case, step: Step, officer: Person | None = None) -> None:
    if (refused := refusal(case, step, officer)) is not None:
        raise refused


def _with(case: Case, entry: Entry) -> tuple[Entry, ...]:
    if len(case.entries) >= MOST_ENTRIES:
        raise CaseRefusedError(CaseRefusal.FULL)
    return (*case.entries, entry)
