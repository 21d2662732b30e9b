"""``/insight``: what people ask, as charts with a table behind each, and as CSV."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from adapters.web.charts import Chart, as_csv, make_chart
from adapters.web.site import Site
from adapters.web.visits import PageError, Visit
from bot.handlers.insight import Counts, Insight, show_insight
from bot.presenter.occasion import Occasion
from bot.presenter.overviews import topic_title


class InsightPage:
    """What is counted."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, here: Visit) -> Response:
        """The page."""
        insight = await self._insight(here)
        hours = insight.answer_hours
        return await self._site.page(
            here,
            "insight.html",
            title=here.wording.say("web.insight.title"),
            name="insight",
            insight=insight,
            charts=self._charts(insight, here),
            answer_hours="" if hours is None else here.wording.say("web.insight.hours", hours=f"{hours:.1f}"),
            topics=[
                (topic_title(each.topic, self._occasion(here)), each) for each in insight.gaps.topics if each.needed
            ],
        )

    async def file(self, here: Visit) -> Response:
        """One of the charts as CSV."""
        insight = await self._insight(here)
        wanted = here.request.path_params["chart"]
        chart = next((each for each in self._charts(insight, here) if each.name == wanted), None)
        if chart is None:
            raise PageError(404, "web.wrong.not-found")
        rows = ((chart.title, here.wording.say("web.insight.count")), *((bar.label, bar.shown) for bar in chart.bars))
        headers = {"Content-Disposition": f'attachment; filename="magdat-{chart.name}.csv"'}
        return Response(as_csv(rows), media_type="text/csv", headers=headers)

    async def _insight(self, here: Visit) -> Insight:
        return await run_in_threadpool(show_insight, self._site.officer(here), self._site.ports)

    def _charts(self, insight: Insight, here: Visit) -> list[Chart]:
        say, occasion = here.wording.say, self._occasion(here)
        rest = say("topics.rest")
        topics = tuple((topic_title(topic, occasion) if topic else rest, count) for topic, count in insight.topics)
        shown: dict[str, Counts] = {
            "weeks": insight.weeks,
            "decisions": _worded(insight.decisions, lambda name: say(f"web.decision.{name}")),
            "topics": topics,
            "feedback": _worded(insight.feedback, lambda name: say(f"web.feedback.{name}")),
            "cases": _worded(insight.cases, lambda name: say(f"card.state-of.{name}")),
        }
        hidden = say("web.insight.hidden")
        return [make_chart(name, say(f"web.insight.{name}"), counts, hidden) for name, counts in shown.items()]

    def _occasion(self, here: Visit) -> Occasion:
        ports = self._site.ports
        protocol = ports.publications.live().protocol
        return Occasion(protocol, here.language, ports.clock.today(), ports.desk.hours.zone)


def _worded(counts: Counts, word: Callable[[str], str]) -> Counts:
    return tuple((word(name), count) for name, count in counts)
