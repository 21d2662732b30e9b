"""What people ask, counted: for officers and admins.

What fewer than five were counted in is not shown; a topic is shown only where at least five different people asked of
it in a month (``bot/tally.py``), so that the one colleague who keeps asking of it cannot be seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from bot.address import Person
from bot.case import Author, Case, CaseState, Line
from bot.errors import Forbidden, NotAllowedError, RightsUnknownError
from bot.handlers.gaps import GapReport, report_gaps
from bot.ports import Ports, Roster
from bot.record import Feedback, Made, QuestionRecord
from bot.repositories import CaseFilter
from bot.tally import FEWEST, Cell
from knowledge.protocol import Clause

_MOST_QUESTIONS = 20_000
_MOST_CASES = 5_000

Counts = tuple[tuple[str, int | None], ...]
"""How many by what; ``None`` for fewer than five."""


@dataclass(frozen=True, slots=True)
class Insight:
    """All that is counted.

    Attributes:
        questions: How many are kept.
        weeks: Questions by week, such as 2026-W48, the first first.
        decisions: By ``Made``.
        topics: By the topic of the clause that was quoted, most first; without those that quoted none.
        feedback: By ``Feedback``.
        never_asked: Clauses that no question led to; empty where too few were asked to say so.
        cases: By ``CaseState``.
        answer_hours: The median of the time from a question at HR to its first answer; ``None`` for fewer than five.
        gaps: Where the protocol falls short.
    """

    questions: int
    weeks: Counts
    decisions: Counts
    topics: Counts
    feedback: Counts
    never_asked: tuple[Clause, ...]
    cases: Counts
    answer_hours: float | None
    gaps: GapReport


def show_insight(viewer: Person, ports: Ports) -> Insight:
    """What is counted at this moment.

    Raises:
        NotAllowedError: the viewer is neither officer nor admin, or that could not be checked.
    """
    _require_right(viewer, ports.roster)
    protocol = ports.publications.live().protocol
    with ports.storage.begin() as uow:
        records = uow.questions.recent(_MOST_QUESTIONS)
        cases = uow.cases.chosen(CaseFilter(frozenset(CaseState)), _MOST_CASES)
        people = uow.tallies.counts()
    topics: dict[str | None, str] = {clause.id: clause.topic or "" for clause in protocol.clauses}
    quoted = [topics[record.clause_id] for record in records if record.clause_id in topics]
    asked = {clause_id for record in records for clause_id in (record.clause_id, *record.options)}
    never = tuple(clause for clause in protocol.clauses if clause.id not in asked)
    return Insight(
        questions=len(records),
        weeks=tuple(sorted(_counts(_week(record) for record in records))),
        decisions=_counts((record.made for record in records), Made),
        topics=_of_enough(_counts(quoted), people),
        feedback=_counts((record.feedback for record in records if record.feedback is not None), Feedback),
        never_asked=never if len(records) >= FEWEST else (),
        cases=_counts((case.state for case in cases), CaseState),
        answer_hours=_answer_hours(cases),
        gaps=report_gaps(ports),
    )


def may_look(viewer: Person, ports: Ports) -> bool:
    """Whether the person is an officer or an admin, as far as can be found out."""
    try:
        _require_right(viewer, ports.roster)
    except NotAllowedError:
        return False
    return True


def _require_right(viewer: Person, roster: Roster) -> None:
    try:
        allowed = roster.is_admin(viewer) or any(roster.is_officer(viewer, line) for line in Line)
    except RightsUnknownError as error:
        raise NotAllowedError(Forbidden.NOT_CHECKED) from error
    if not allowed:
        raise NotAllowedError(Forbidden.NOT_AN_OFFICER)


def _week(record: QuestionRecord) -> str:
    year, week, _ = record.asked_at.isocalendar()
    return f"{year}-W{week:02}"


def _counts(found: Iterable[str], every: Iterable[str] = ()) -> Counts:
    """How many of each, most first; also of ``every`` of which there is none."""
    counted = Counter({str(each): 0 for each in every})
    counted.update(map(str, found))
    return tuple((name, count if count >= FEWEST or count == 0 else None) for name, count in counted.most_common())


def _of_enough(counts: Counts, people: Mapping[Cell, int]) -> Counts:
    """The counts by topic, of those topics that enough people asked of in one month."""
    shown = {cell.topic for cell, count in people.items() if count >= FEWEST}
    return tuple((topic, count if topic in shown else None) for topic, count in counts)


def _answer_hours(cases: Iterable[Case]) -> float | None:
    waited = [
        (answer.at - case.opened_at).total_seconds() / 3_600
        for case in cases
        if (answer := next((entry for entry in case.entries if entry.author is Author.OFFICER), None)) is not None
    ]
    return median(waited) if len(waited) >= FEWEST else None
