"""What people ask, counted: for officers and admins. What fewer than five people are in is not told, see ``tally``.

A question is kept without its asker; how many different people asked of a topic in a month is counted apart. What is
counted of all topics together counts each question as of another person.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from statistics import median

from bot.address import Person
from bot.case import CaseState, Line
from bot.errors import Forbidden, NotAllowedError, RightsUnknownError
from bot.handlers.gaps import GapReport, report_gaps
from bot.ports import Ports, Roster
from bot.record import Feedback, Made, QuestionCount
from bot.tally import FEWEST, Cell, withheld, withheld_table
from knowledge.protocol import Clause

_MOST_CASES = 10_000
_MOST_TOPICS = 15
_MOST_WEEKS = 8
WITHIN_HOURS: Mapping[str, float] = {"hour": 1, "half-day": 4, "day": 24, "three-days": 72, "later": float("inf")}
"""In how much time HR gave its first answer."""

Counts = tuple[tuple[str, int | None], ...]
"""How many by what; ``None`` for what is not told."""


@dataclass(frozen=True, slots=True)
class WeeksTable:
    """Questions by topic and week.

    Attributes:
        weeks: Such as 2026-W48, the first first.
        rows: Of each topic, empty for those that no clause answered; most first.
    """

    weeks: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """All that is counted.

    Attributes:
        questions: How many are kept.
        weeks: Questions by week, the first first.
        by_topic: The same by the topic of the clause that was quoted.
        decisions: By ``Made``.
        topics: By the topic of the clause that was quoted, most first; without those that quoted none.
        feedback: By ``Feedback``.
        never_asked: Clauses that no question led to; empty where too few were asked to say so.
        cases: By ``CaseState``.
        opened: What was put to HR, by week.
        answered: By how soon HR answered first, see ``WITHIN_HOURS``.
        hand_overs: What was put to HR, by how often it went to someone else there: none, once, more.
        answer_hours: The median of the time from a question at HR to its first answer; ``None`` where it is not told.
        gaps: Where the protocol falls short.
    """

    questions: int
    weeks: Counts
    by_topic: WeeksTable
    decisions: Counts
    topics: Counts
    feedback: Counts
    never_asked: tuple[Clause, ...]
    cases: Counts
    opened: Counts
    answered: Counts
    hand_overs: Counts
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
        questions = uow.questions.counted()
        cases = uow.cases.outlines(_MOST_CASES)
        found = uow.questions.found_clauses()
        people = _people_in(uow.tallies.counts())
    topics: dict[str | None, str] = {clause.id: clause.topic or "" for clause in protocol.clauses}
    waited = [(one.answer_hours, one.asker_mark) for one in cases if one.answer_hours is not None]
    total = sum(one.count for one in questions)
    return Insight(
        questions=total,
        weeks=tuple(sorted(_counts((_week(one.week), one.count) for one in questions))),
        by_topic=_by_topic(questions, topics, people),
        decisions=_counts(((one.made, one.count) for one in questions), Made),
        topics=_topics(questions, topics, people),
        feedback=_counts(((one.feedback, one.count) for one in questions if one.feedback is not None), Feedback),
        never_asked=tuple(each for each in protocol.clauses if each.id not in found) if total >= FEWEST else (),
        cases=_of_people(((one.state, one.asker_mark) for one in cases), CaseState),
        opened=tuple(sorted(_of_people(((_week(one.week), one.asker_mark) for one in cases), ()))),
        answered=_of_people(((_within(hours), mark) for hours, mark in waited), WITHIN_HOURS),
        hand_overs=_of_people(((_often(one.hand_overs), one.asker_mark) for one in cases), ("none", "once", "more")),
        answer_hours=median(hours for hours, _ in waited) if len({mark for _, mark in waited}) >= FEWEST else None,
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


def _people_in(cells: Mapping[Cell, int]) -> Mapping[tuple[str, str], int]:
    """At least so many different people asked of a topic in a month."""
    people: dict[tuple[str, str], int] = {}
    for cell, count in cells.items():
        people[cell.topic, cell.month] = max(count, people.get((cell.topic, cell.month), 0))
    return people


def _topics(
    questions: Sequence[QuestionCount], topics: Mapping[str | None, str], people: Mapping[tuple[str, str], int]
) -> Counts:
    counted: Counter[str] = Counter()
    for one in questions:
        if one.clause_id in topics:
            counted[topics[one.clause_id]] += one.count
    most = {name: max((count for (topic, _), count in people.items() if topic == name), default=0) for name in counted}
    return withheld({name: (count, min(count, most[name])) for name, count in counted.most_common()})


def _by_topic(
    questions: Sequence[QuestionCount], topics: Mapping[str | None, str], people: Mapping[tuple[str, str], int]
) -> WeeksTable:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    months: dict[str, set[str]] = defaultdict(set)
    for one in questions:
        counted[topics.get(one.clause_id, "")][_week(one.week)] += one.count
        months[_week(one.week)] |= {f"{day:%Y-%m}" for day in (one.week, one.week + timedelta(days=6))}

    def seen(name: str, week: str) -> tuple[int, int]:
        count = counted[name][week]
        return count, min(count, max(people.get((name, month), 0) for month in months[week]))

    weeks = sorted({week for row in counted.values() for week in row})[-_MOST_WEEKS:]
    names = sorted(counted, key=lambda name: (not name, -counted[name].total()))[:_MOST_TOPICS]
    told = withheld_table([[seen(name, week) for week in weeks] for name in names])
    return WeeksTable(tuple(weeks), tuple(zip(names, told, strict=True)))


def _counts(found: Iterable[tuple[str, int]], every: Iterable[str] = ()) -> Counts:
    """How many of each, most first; also of ``every`` of which there is none.

    A question is kept without its asker, so each counts as of another person.
    """
    counted = Counter({str(each): 0 for each in every})
    for name, count in found:
        counted[str(name)] += count
    return withheld({name: (count, count) for name, count in counted.most_common()})


def _of_people(found: Iterable[tuple[str, str]], every: Iterable[str]) -> Counts:
    """How many of each; also of ``every`` of which there is none, in that order."""
    counted, people = {str(each): 0 for each in every}, defaultdict[str, set[str]](set)
    for name, mark in found:
        counted[name] = counted.get(name, 0) + 1
        people[name].add(mark)
    return withheld({str(name): (count, len(people[name])) for name, count in counted.items()})


@lru_cache(maxsize=1_000)
def _week(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _within(hours: float) -> str:
    return next(name for name, most in WITHIN_HOURS.items() if hours <= most)


def _often(times: int) -> str:
    return "none" if times == 0 else "once" if times == 1 else "more"
