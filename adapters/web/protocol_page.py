"""``/protocol``: the protocol for employees, to read, search, print and link to: ``/protocol#4.2``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from adapters.web.site import Site
from adapters.web.visits import Visit
from bot.presenter.occasion import Occasion
from bot.presenter.overviews import topic_title
from bot.wording import Wording
from knowledge.protocol import Clause, Language, SocialMediaProtocol, Text, Verdict

_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause as the page shows it.

    Attributes:
        language: Of the rule, which may not have been translated.
        untranslated: What to say of that.
        groups: For whom it is; empty for everyone.
    """

    number: str
    title: Text
    verdict: Verdict
    rule: str
    language: str
    untranslated: str
    groups: str
    conditions_title: str
    conditions: tuple[str, ...]
    because: str
    see_also: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The clauses of one chapter."""

    anchor: str
    title: str
    clauses: tuple[ShownClause, ...]


class ProtocolPage:
    """The page with the protocol that is live."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, here: Visit) -> Response:
        """The page, or what was sought in it."""
        if self._site.demo is None:
            self._site.signed_in(here)
        protocol = self._site.ports.publications.live().protocol
        sought = here.request.query_params.get("q", "").strip()[:_LONGEST_SEARCH]
        found = [clause for clause in protocol.clauses if _has(clause, sought, here.language)]
        wording, language = here.wording, here.language
        since = protocol.effective_from
        ports = self._site.ports
        occasion = Occasion(protocol, language, ports.clock.today(), ports.desk.hours.zone)
        return await self._site.page(
            here,
            "protocol.html",
            title=protocol.title.get(language),
            name="protocol",
            protocol=protocol,
            since="" if since is None else f"{wording.say('clause.in-force-since')} {wording.date(since)}",
            disclaimer=protocol.disclaimer.get(language) if protocol.disclaimer else wording.say("clause.disclaimer"),
            sought=sought,
            found_count=wording.count("web.protocol.found", len(found)),
            sections=list(_sections(found, protocol, wording)),
            ladder=protocol.ladder,
            left_open=[(topic_title(one.topic, occasion), one.reason.get(language)) for one in protocol.not_regulated],
        )


def _sections(clauses: Iterable[Clause], protocol: SocialMediaProtocol, wording: Wording) -> Iterator[Section]:
    """The clauses in the order of the file, a section a chapter: what stands before the dot of their numbers."""
    for chapter, found in groupby(clauses, key=lambda clause: clause.number.partition(".")[0]):
        shown = tuple(_shown(clause, protocol, wording) for clause in found)
        yield Section(f"chapter-{chapter}", wording.say("web.protocol.chapter", number=chapter), shown)


def _shown(clause: Clause, protocol: SocialMediaProtocol, wording: Wording) -> ShownClause:
    language = wording.language
    of_rule = clause.rule.language_for(language)
    untranslated = wording.say(
        "clause.untranslated", wanted=wording.say(f"language.{language}"), shown=wording.say(f"language.{of_rule}")
    )
    groups = [protocol.groups[each].title.get(language) for each in clause.applies_to]
    return ShownClause(
        number=clause.number,
        title=clause.title,
        verdict=clause.verdict,
        rule=clause.rule.get(language),
        language=of_rule.value,
        untranslated=untranslated,
        groups=wording.say("clause.applies-to", groups=wording.all_of(groups)) if groups else "",
        conditions_title=wording.count("clause.conditions", len(clause.conditions)),
        conditions=tuple(one.get(language) for one in clause.conditions),
        because=wording.say("clause.because", reason=clause.because.get(language)) if clause.because else "",
        see_also=tuple(protocol.clause(each) for each in clause.see_also),
    )


def _has(clause: Clause, sought: str, language: Language) -> bool:
    """Whether all words that are sought stand in what the page shows of the clause, or in its own words for it."""
    texts = (clause.title, clause.rule, *clause.conditions, *((clause.because,) if clause.because else ()))
    words = [clause.number, *(text.get(language) for text in texts), *clause.terms.get(language, ())]
    there = " ".join(words).casefold()
    return all(word in there for word in sought.casefold().split())
