"""What an officer's pages show of the desk; they change nothing. Who may is checked as in the chat, at each look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.address import Address, Person
from bot.case import OVER, Case, CaseState, Entry, Line
from bot.errors import NotAllowedError
from bot.events import AuditEntry, Happening, Origin
from bot.handlers.turn import Turn
from bot.message import Message
from bot.permissions import require_officer
from bot.ports import Ports
from bot.presenter.case_card import asker_name, person_name, state_word
from bot.presenter.desk import present_desk_case
from bot.presenter.occasion import Occasion
from bot.repositories import CaseFilter
from knowledge.protocol import Clause, Language

ON_A_PAGE = 50
_MOST_CHARACTERS = 6_000
"""Of what was written after the question, on one page of a case."""
_MOST_STEPS = 100
"""Of what happened to a case, the newest; a case that has more was passed around."""


class Choice(StrEnum):
    """Which cases a list shows."""

    RUNNING = "running"
    OPEN = "open"
    MINE = "mine"
    WAITING = "waiting"
    STALE = "stale"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list, put into words.

    Attributes:
        expected: For when an answer was promised; empty once it was given, or is needed no more.
        late: An answer was promised for an earlier moment, and has not been given.
    """

    id: str
    reference: str
    state: CaseState
    state_word: str
    question: str
    asker: str
    holder: str
    expected: str
    late: bool


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of cases.

    Attributes:
        counts: How many cases each choice has.
    """

    lines: tuple[CaseLine, ...]
    counts: Mapping[Choice, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a case."""

    happening: Happening
    when: str
    by: str


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """One case as its page shows it.

    Attributes:
        message: The case, and what can be done with it, as the chat has it.
        version: Another one after each change.
        where: Its place at the desk: what is done with it is done there.
        near: Clauses near the question, best first.
        page: Which part of what was written the message has; 0 is the newest.
        pages: How many parts there are.
    """

    id: str
    reference: str
    message: Message
    version: int
    where: Address
    near: tuple[Clause, ...]
    history: tuple[Step, ...]
    page: int
    pages: int


def show_list(choice: Choice, skipped: int, viewer: Person, language: Language, ports: Ports) -> CaseList:
    """The cases that the choice shows, the one promised first first.

    Raises:
        NotAllowedError: the viewer is no officer, or that could not be checked.
    """
    require_officer(_at_desk(viewer, ports), Line.FIRST, ports.desk, ports.roster)
    now = ports.clock.now()
    with ports.storage.begin() as uow:
        occasion = _occasion(language, Turn(uow, ports, ports.publications.live()))
        counts = {each: uow.cases.count(_filter(each, viewer, now)) for each in Choice}
        cases = uow.cases.chosen(_filter(choice, viewer, now), ON_A_PAGE, skipped)
    return CaseList(tuple(_line(case, now, occasion) for case in cases), counts)


def show_case(case_id: str, viewer: Person, language: Language, ports: Ports, page: int = 0) -> CaseSheet:
    """The case with its history, and a part of what was written; a part that is not there is the oldest.

    Raises:
        NotAllowedError: the viewer is no officer of its line, or that could not be checked.
        CaseNotFoundError: there is no such case.
    """
    origin = _at_desk(viewer, ports)
    require_officer(origin, Line.FIRST, ports.desk, ports.roster)
    live = ports.publications.live()
    with ports.storage.begin() as uow:
        case = uow.cases.get(case_id)
        require_officer(origin, case.line, ports.desk, ports.roster)
        occasion = _occasion(language, Turn(uow, ports, live))
        where = uow.threads.get(case_id) or ports.desk.at(case.line)
        history = tuple(_step(entry, case, viewer, occasion) for entry in uow.audit.about(case_id))[-_MOST_STEPS:]
    found = live.matcher.find(case.question, otherwise=case.language)
    near = tuple(live.protocol.clause(match.clause_id) for match in found.matches)
    parts = _parts_of(case.entries[1:])
    page = min(page, len(parts) - 1)
    message = present_desk_case(replace(case, entries=(case.entries[0], *parts[page])), occasion)
    return CaseSheet(case.id, case.reference, message, case.version, where, near, history, page, len(parts))


def _parts_of(written: tuple[Entry, ...]) -> list[tuple[Entry, ...]]:
    """What was written in parts that fit on a page, the newest first; each in the order in which it was written."""
    parts: list[tuple[Entry, ...]] = [()]
    left = _MOST_CHARACTERS
    for entry in reversed(written):
        if parts[-1] and len(entry.text) > left:
            parts.append(())
            left = _MOST_CHARACTERS
        parts[-1] = (entry, *parts[-1])
        left -= len(entry.text)
    return parts


def may_see(viewer: Person, ports: Ports) -> bool:
    """Whether the person is an officer, as far as can be found out."""
    try:
        require_officer(_at_desk(viewer, ports), Line.FIRST, ports.desk, ports.roster)
    except NotAllowedError:
        return False
    return True


def _at_desk(viewer: Person, ports: Ports) -> Origin:
    return Origin("", viewer, ports.desk.address)


def _occasion(language: Language, turn: Turn) -> Occasion:
    return replace(turn.occasion(language), second_line=turn.ports.desk.second_line is not None)


def _filter(choice: Choice, viewer: Person, now: datetime) -> CaseFilter:
    running = frozenset(CaseState) - OVER
    match choice:
        case Choice.RUNNING:
            return CaseFilter(running)
        case Choice.OPEN:
            return CaseFilter(frozenset({CaseState.OPEN}))
        case Choice.MINE:
            return CaseFilter(running, owner_key=viewer.key)
        case Choice.WAITING:
            return CaseFilter(frozenset({CaseState.WAITING_ON_ASKER}))
        case Choice.STALE:
            return CaseFilter(_UNANSWERED, expected_before=now)
        case Choice.OVER:
            return CaseFilter(OVER)


_UNANSWERED = frozenset({CaseState.OPEN, CaseState.CLAIMED})
_EXPECTED = _UNANSWERED | {CaseState.WAITING_ON_ASKER}


def _line(case: Case, now: datetime, occasion: Occasion) -> CaseLine:
    return CaseLine(
        id=case.id,
        reference=case.reference,
        state=case.state,
        state_word=state_word(case, occasion),
        question=case.question,
        asker=asker_name(case, occasion),
        holder="" if case.owner is None else person_name(case.owner, occasion),
        expected=occasion.moment(case.expected_by) if case.state in _EXPECTED else "",
        late=case.state in _UNANSWERED and case.expected_by < now,
    )


def _step(entry: AuditEntry, case: Case, viewer: Person, occasion: Occasion) -> Step:
    """Who did it is told of whom the name is known: the one who has the case, and the viewer."""
    known = {person.key: person for person in (case.owner, viewer) if person is not None}
    by = known.get(entry.actor or "")
    return Step(entry.happening, occasion.moment(entry.at), "" if by is None else person_name(by, occasion))
