"""What people asked, by week and topic, and of how many different people at least that is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.record import Feedback, Made, QuestionCount
from bot.tally import Cell, Gap
from bot.withheld import Counted, Grid, Told, withheld_grid, withheld_row

_MOST_TOPICS, _MOST_WEEKS = 15, 8
"""In the table of both."""
NO_CLAUSE = "-"
"""In place of a topic, for questions that no clause answered."""
_GAPS: Mapping[Made | Feedback, tuple[Gap, ...]] = {
    Made.ANSWER: (Gap.ANSWERED, Gap.NOT_MEANT),
    Made.CLARIFY: (Gap.CLARIFIED,),
    Made.REFER: (Gap.UNANSWERED,),
    Made.ABSTAIN: (Gap.UNANSWERED,),
    Feedback.HELPED: (Gap.ANSWERED, Gap.CLARIFIED),
    Feedback.NOT_MEANT: (Gap.NOT_MEANT,),
}
"""Where the people of a question are counted."""


@dataclass(frozen=True, slots=True)
class WeeksTable:
    """Questions by topic and week.

    Attributes:
        weeks: Such as 2026-W48, the first first.
        rows: Of each topic, and of ``NO_CLAUSE``, most first; empty where nothing may be told.
    """

    weeks: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


class People:
    """How many different people are known to have asked, at least."""

    def __init__(self, cells: Mapping[Cell, int]) -> None:
        self._gaps = dict[Gap, int]()
        self._months = dict[tuple[str, str | None], int]()
        for cell, count in cells.items():
            self._gaps[cell.gap] = max(count, self._gaps.get(cell.gap, 0))
            for topic in _topics_of(cell):
                there = cell.month, topic
                self._months[there] = max(count, self._months.get(there, 0))

    def ever(self, gaps: Collection[Gap] = tuple(Gap)) -> int:
        """In any month, of any topic."""
        return max((self._gaps.get(gap, 0) for gap in gaps), default=0)

    def within(self, months: Collection[str], topic: str | None = None) -> int:
        """In one of the months; of a topic, or ``NO_CLAUSE``, where one is given."""
        return max((self._months.get((month, topic), 0) for month in months), default=0)


def _topics_of(cell: Cell) -> tuple[str | None, ...]:
    """Those for which its people count; ``None`` for all together."""
    if cell.gap is Gap.UNANSWERED:
        return None, NO_CLAUSE
    return (None, cell.topic, NO_CLAUSE) if cell.gap is Gap.CLARIFIED else (None, cell.topic)


class Asked:
    """Questions of one week and one clause.

    Attributes:
        topic: Of the clause; ``NO_CLAUSE`` where there is none any more.
        months: In which the week lies.
    """

    def __init__(self, one: QuestionCount, topics: Mapping[str, str]) -> None:
        self.count = one.count
        self.week = week_name(one.week)
        self.topic = topics.get(one.clause_id or "", NO_CLAUSE)
        self.months = _months_of(one.week)


def by_week(asked: Iterable[Asked], people: People) -> dict[str, Counted]:
    """How many of each week, the first first."""
    counted, months = Counter[str](), dict[str, frozenset[str]]()
    for one in asked:
        counted[one.week] += one.count
        months[one.week] = one.months
    return {week: (counted[week], min(counted[week], people.within(months[week]))) for week in sorted(counted)}


def by_name(asked: Sequence[Asked], people: People) -> dict[str, Counted]:
    """How many of each topic, most first."""
    counted, months = Counter[str](), defaultdict[str, set[str]](set)
    for one in asked:
        counted[one.topic] += one.count
        months[one.topic] |= one.months
    return {name: (count, min(count, people.within(months[name], name))) for name, count in counted.most_common()}


def by_topic(
    asked: Sequence[Asked], people: People, of_weeks: Mapping[str, Counted], of_names: Mapping[str, Counted]
) -> WeeksTable:
    """The last weeks and the topics asked most; with what is told of each of them in all as its totals."""
    cells, months = Counter[tuple[str, str]](), dict[str, frozenset[str]]()
    for one in asked:
        cells[one.topic, one.week] += one.count
        months[one.week] = one.months
    weeks = tuple(of_weeks)[-_MOST_WEEKS:]
    names = tuple(sorted(of_names, key=lambda name: (name == NO_CLAUSE, -of_names[name][0])))[:_MOST_TOPICS]
    other_weeks, other_names = set(of_weeks) - set(weeks), set(of_names) - set(names)

    def counted(name: str, week: str) -> Counted:
        count = cells[name, week]
        return count, min(count, people.within(months[week], name)) if count else 0

    grid = Grid(
        tuple(tuple(counted(name, week) for week in weeks) for name in names),
        _totals(of_names, names),
        _totals(of_weeks, weeks),
        tuple(sum(cells[name, week] for name in other_names) for week in weeks) if other_names else (),
        tuple(sum(cells[name, week] for week in other_weeks) for name in names) if other_weeks else (),
        sum(cells[name, week] for name in other_names for week in other_weeks),
    )
    told = withheld_grid(grid)
    return WeeksTable(weeks, tuple(zip(names, told, strict=True))) if told else WeeksTable((), ())


def _totals(by: Mapping[str, Counted], names: Sequence[str]) -> Told:
    told = withheld_row(tuple(by.values()))
    known = dict(zip(by, told, strict=True)) if told else dict[str, int | None]()
    return tuple(known.get(name) for name in names)


def by_kind(
    found: Iterable[tuple[Made | Feedback, int]], every: Iterable[Made | Feedback], people: People
) -> dict[str, Counted]:
    """How many of each, most first; also of those of which there is none."""
    counted = Counter[Made | Feedback](dict.fromkeys(every, 0))
    for kind, count in found:
        counted[kind] += count
    return {str(kind): (count, min(count, people.ever(_GAPS[kind]))) for kind, count in counted.most_common()}


@lru_cache(maxsize=1_000)
def week_name(monday: date) -> str:
    """The week, such as 2026-W48."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


@lru_cache(maxsize=1_000)
def _months_of(monday: date) -> frozenset[str]:
    return frozenset(f"{day:%Y-%m}" for day in (monday, monday + timedelta(days=6)))
