"""What people ask, counted: for officers and admins. What fewer than five people are in is not told, see ``withheld``.

A question is kept without its asker. How many different people asked is counted apart, by month, topic and what
became of it (``tally``): a number of questions is of at least as many people as the highest of those counts. Nobody
counts who pressed that an answer helped: it is taken as of as many people as were answered.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.address import Person
from bot.case import CaseState, Line
from bot.errors import Forbidden, NotAllowedError, RightsUnknownError
from bot.handlers.asked import NO_CLAUSE, Asked, People, WeeksTable, by_kind, by_name, by_topic, by_week, week_name
from bot.handlers.gaps import GapReport, report_gaps
from bot.ports import Ports, Roster
from bot.record import Feedback, Made
from bot.withheld import FEWEST, is_few, withheld
from knowledge.protocol import Clause

_MOST_CASES = 10_000
WITHIN_HOURS: Mapping[str, float] = {"hour": 1, "half-day": 4, "day": 24, "three-days": 72, "later": float("inf")}
"""In how much time HR gave its first answer."""
_OFTEN = ("none", "once", "more")
"""How often a case went to someone else at HR."""
_NONE = (0, 0)

Counts = tuple[tuple[str, int | None], ...]
"""How many by what; ``None`` for what is not told."""


@dataclass(frozen=True, slots=True)
class Insight:
    """All that is counted.

    Attributes:
        questions: How many are kept; ``None`` where too few people asked.
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

    questions: int | None
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
        cases = uow.cases.counted(_MOST_CASES)
        found = uow.questions.found_clauses()
        people = People(uow.tallies.counts())
    topics_of = {clause.id: clause.topic or "" for clause in protocol.clauses}
    asked = [Asked(one, topics_of) for one in questions]
    total = sum(one.count for one in questions)
    weeks, topics = by_week(asked, people), by_name(asked, people)
    return Insight(
        questions=None if is_few((total, people.ever())) else total,
        weeks=withheld(weeks),
        by_topic=by_topic(asked, people, weeks, topics),
        decisions=withheld(by_kind(((one.made, one.count) for one in questions), Made, people)),
        topics=tuple((name, count) for name, count in withheld(topics) if name != NO_CLAUSE),
        feedback=withheld(
            by_kind(((one.feedback, one.count) for one in questions if one.feedback is not None), Feedback, people)
        ),
        never_asked=tuple(each for each in protocol.clauses if each.id not in found)
        if total and not is_few((total, people.ever()))
        else (),
        cases=withheld({str(state): cases.states.get(state, _NONE) for state in CaseState}),
        opened=withheld({week_name(monday): counted for monday, counted in cases.weeks.items()}),
        answered=_by_speed(cases.answers),
        hand_overs=withheld({name: cases.hand_overs.get(times, _NONE) for times, name in enumerate(_OFTEN)}),
        answer_hours=_middle(cases.answers),
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


def _by_speed(answers: Sequence[tuple[float, str]]) -> Counts:
    names, counted = tuple(WITHIN_HOURS), Counter[str]()
    bounds, people = tuple(WITHIN_HOURS.values()), defaultdict[str, set[str]](set)
    for hours, mark in answers:
        name = names[bisect_left(bounds, hours)]
        counted[name] += 1
        people[name].add(mark)
    return withheld({name: (counted[name], len(people[name])) for name in names})


def _middle(answers: Sequence[tuple[float, str]]) -> float | None:
    """The median of the hours, where it is of enough people."""
    return median(hours for hours, _ in answers) if len({mark for _, mark in answers}) >= FEWEST else None
