"""``/insight``: what people ask, as charts with a table behind each, and as CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from adapters.web.charts import Chart, as_csv, bars, shaded, wheel
from adapters.web.room import ROOM, fitting, shortened, weight
from adapters.web.site import Site
from adapters.web.visits import PageError, Visit
from bot.handlers.asked import NO_CLAUSE
from bot.handlers.gaps import GapGroup, TopicCover
from bot.handlers.insight import Counts, Insight, show_insight
from bot.presenter.occasion import Occasion
from bot.presenter.overviews import topic_title
from bot.withheld import FEWEST
from knowledge.protocol import Topic

_IN_TIME = {"weeks", "opened"}
_LONGEST_QUESTION = 200
_FRAME = 40
"""In bytes, of the page around a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list.

    Attributes:
        clause: The number of the clause that it is about; empty where it is about none.
    """

    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class LongList:
    """A list of which a page shows as much as there is room for; the file has all of it.

    Attributes:
        name: In the address of its file.
        nothing: What stands there when it is empty.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    nothing: str

    @property
    def some(self) -> tuple[Line, ...]:
        """What the page shows."""
        return fitting(self.lines, _weight_of, ROOM // 8)


class InsightPage:
    """What is counted."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, here: Visit) -> Response:
        """The page."""
        insight = await self._insight(here)
        hours = insight.answer_hours
        lists = self._lists(insight, here)
        return await self._site.page(
            here,
            "insight.html",
            title=here.wording.say("web.insight.title"),
            name="insight",
            insight=insight,
            charts=self._charts(insight, here),
            answer_hours="" if hours is None else here.wording.say("web.insight.hours", hours=f"{hours:.1f}"),
            lists=lists,
        )

    async def file(self, here: Visit) -> Response:
        """One of the charts as CSV."""
        insight = await self._insight(here)
        wanted = here.request.path_params["chart"]
        tables = {chart.name: ((chart.title, *chart.head[1:]), *chart.rows) for chart in self._charts(insight, here)}
        tables |= {
            each.name: ((each.title,), *((line.text,) for line in each.lines)) for each in self._lists(insight, here)
        }
        if wanted not in tables:
            raise PageError(404, "web.wrong.not-found")
        headers = {"Content-Disposition": f'attachment; filename="magdat-{wanted}.csv"'}
        return Response("\ufeff" + as_csv(tables[wanted]), media_type="text/csv; charset=utf-8", headers=headers)

    async def _insight(self, here: Visit) -> Insight:
        return await run_in_threadpool(show_insight, self._site.officer(here), self._site.ports)

    def _charts(self, insight: Insight, here: Visit) -> list[Chart]:
        say, occasion = here.wording.say, self._occasion(here)

        def title_of(topic: str) -> str:
            return _title_of(topic, occasion) if topic else say("topics.rest")

        shown: dict[str, Counts] = {
            "weeks": insight.weeks,
            "decisions": _worded(insight.decisions, lambda name: say(f"web.decision.{name}")),
            "topics": _worded(insight.topics, title_of),
            "feedback": _worded(insight.feedback, lambda name: say(f"web.feedback.{name}")),
            "cases": _worded(insight.cases, lambda name: say(f"card.state-of.{name}")),
            "opened": insight.opened,
            "answered": _worded(insight.answered, lambda name: say(f"web.within.{name}")),
            "hand-overs": _worded(insight.hand_overs, lambda name: say(f"web.often.{name}")),
        }
        hidden, count = say("web.insight.hidden"), say("web.insight.count")
        charts = [
            bars(name, say(f"web.insight.{name}"), counts, hidden, count, in_time=name in _IN_TIME)
            for name, counts in shown.items()
        ]
        table, title = insight.by_topic, say("web.insight.topic-weeks")
        rows = [
            (say("web.insight.no-clause") if topic == NO_CLAUSE else title_of(topic), numbers)
            for topic, numbers in table.rows
        ]
        weeks = [week.partition("-")[2] for week in table.weeks]
        charts.insert(2, shaded("topic-weeks", title, weeks, rows, hidden=hidden, told=say("web.insight.shades")))
        return [*charts, self._coverage(insight, here, title_of)]

    def _lists(self, insight: Insight, here: Visit) -> list[LongList]:
        say, occasion = here.wording.say, self._occasion(here)
        topics = [each for each in insight.gaps.topics if each.gaps >= FEWEST and not each.clauses]
        without = tuple(Line(f"{_title_of(each.topic, occasion)}: {each.gaps}") for each in topics)
        gaps = tuple(Line(f"{group.count}: {_brief(group)}") for group in insight.gaps.groups)
        never = tuple(
            Line(f"{each.number} {each.title.get(here.language)}", each.number) for each in insight.never_asked
        )
        nothing = say("web.insight.nothing")
        all_asked = say("web.insight.all-asked") if insight.questions else nothing
        return [
            LongList("without", say("web.insight.without"), without, nothing),
            LongList("gaps", say("web.insight.gap-title"), gaps, nothing),
            LongList("never", say("web.insight.never"), never, all_asked),
        ]

    def _coverage(self, insight: Insight, here: Visit, title_of: Callable[[str], str]) -> Chart:
        say = here.wording.say
        needed = [each for each in insight.gaps.topics if each.needed]
        parts = []
        for each in needed:
            kind = _standing(each)
            parts.append((title_of(each.topic), here.wording.count(f"web.cover.{kind}", each.clauses), kind))
        missing = [label for label, _, kind in parts if kind == "missing"]
        told = say("web.insight.covered", count=len(parts) - len(missing), all=len(parts))
        head = (say("web.insight.topic"), say("web.insight.clauses"))
        return wheel("coverage", say("web.insight.coverage"), head, parts, told)

    def _occasion(self, here: Visit) -> Occasion:
        ports = self._site.ports
        protocol = ports.publications.live().protocol
        return Occasion(protocol, here.language, ports.clock.today(), ports.desk.hours.zone)


def _title_of(topic: str, occasion: Occasion) -> str:
    """A topic of the organisation's own has a name in one language alone; the title of its only clause has both."""
    about = [clause for clause in occasion.protocol.clauses if clause.topic == topic]
    if len(about) == 1 and topic not in set(Topic):
        return about[0].title.get(occasion.language)
    return topic_title(topic, occasion)


def _standing(topic: TopicCover) -> str:
    return "covered" if topic.clauses else "left-open" if topic.left_open else "missing"


def _worded(counts: Counts, word: Callable[[str], str]) -> Counts:
    return tuple((word(name), count) for name, count in counts)


def _brief(group: GapGroup) -> str:
    return " / ".join(shortened(each, _LONGEST_QUESTION) for each in group.examples)


def _weight_of(line: Line) -> int:
    return _FRAME + weight(line.text) + 2 * len(quote(line.clause, safe=""))
