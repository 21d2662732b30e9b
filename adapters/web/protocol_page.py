"""``/protocol``: the protocol for employees, to read, search, print and link to: ``/protocol?clause=4.2``.

A protocol that fits on a page is one page, which prints as it is. A longer one is a page of contents and a page for
each part; all of it is a file to keep and to print.
"""

import typing
from collections.abc import Sequence
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.web.pace import Pace
from adapters.web.pieces import Piece, Scales
from adapters.web.protocol_parts import Part, fits_in, found_pages, parts_of, whole_of
from adapters.web.room import ROOM, page_of, pages
from adapters.web.shown_protocol import left_open, part_line, part_title, sections_of
from adapters.web.site import Site
from adapters.web.visits import PageError, Visit
from bot.presenter.occasion import Occasion
from knowledge.protocol import Clause, Language, SocialMediaProtocol

_LONGEST_SEARCH = 200
_MOST_WHOLE = 12
"""Times a minute that one person gets all of a long protocol: that is work."""


class ProtocolPage:
    """The page with the protocol that is live."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._pace = Pace(_MOST_WHOLE)
        self._known: tuple[Scales, tuple[Part, ...]] | None = None

    async def show(self, here: Visit) -> Response:
        """The page, its contents where it is a long one, what was sought in it, or the way to a clause."""
        occasion, asked = self._occasion(here), here.request.query_params
        parts = await run_in_threadpool(self._parts_of, occasion.protocol)
        if "clause" in asked:
            return RedirectResponse(_place_of(asked["clause"], parts), 303)
        if sought := asked.get("q", "").strip()[:_LONGEST_SEARCH]:
            return await self._found(here, sought, occasion)
        if len(parts) == 1:
            return await self._page(here, occasion, parts[0], occasion.protocol.title.get(here.language))
        return await self._contents(here, occasion, parts)

    async def part(self, here: Visit) -> Response:
        """One part of a long protocol."""
        occasion, number = self._occasion(here), here.request.path_params["number"]
        parts = await run_in_threadpool(self._parts_of, occasion.protocol)
        if len(parts) == 1:
            return RedirectResponse("/protocol", 303)
        if not 0 < number <= len(parts):
            raise PageError(404, "web.wrong.not-found")
        part = parts[number - 1]
        before, after = (part_line(parts[at - 1], occasion) if 0 < at <= len(parts) else None for at in _beside(part))
        return await self._page(here, occasion, part, part_title(part, occasion), before=before, after=after)

    async def whole(self, here: Visit) -> Response:
        """All of it as a file, however long, that needs nothing beside itself."""
        occasion = self._occasion(here)
        self._site.keep_pace(self._pace, here.computer if here.session.person is None else here.session.person.key)
        drawn = await run_in_threadpool(self._drawn_whole, here, occasion)
        headers = {"Content-Disposition": f'attachment; filename="protocol-{here.language}.html"'}
        return HTMLResponse(drawn, headers=headers)

    def _drawn_whole(self, here: Visit, occasion: Occasion) -> str:
        values = _body(whole_of(occasion.protocol), occasion) | self._head(here, occasion)
        title = occasion.protocol.title.get(here.language)
        return self._site.part(here, "protocol_file.html", title=title, before=None, after=None, **values)

    async def _contents(self, here: Visit, occasion: Occasion, parts: tuple[Part, ...]) -> Response:
        lines = [part_line(part, occasion) for part in parts]
        light = sum(line.weighs for line in lines) <= ROOM / 4
        all_pages = tuple(pages(lines, lambda line: line.weighs))
        shown, number = page_of(all_pages, here.number("page", 1))
        return await self._site.page(
            here,
            "protocol_contents.html",
            title=occasion.protocol.title.get(here.language),
            lines=shown,
            with_clauses=light and fits_in(occasion.protocol.clauses),
            number=number,
            all_pages=len(all_pages),
            **self._head(here, occasion),
        )

    async def _found(self, here: Visit, sought: str, occasion: Occasion) -> Response:
        found = [clause for clause in occasion.protocol.clauses if _has(clause, sought, here.language)]
        all_pages = await run_in_threadpool(self._found_pages, found, occasion.protocol)
        shown, number = page_of(all_pages, here.number("page", 1))
        return await self._site.page(
            here,
            "protocol_found.html",
            title=occasion.protocol.title.get(here.language),
            found_count=here.wording.count("web.protocol.found", len(found)),
            sections=sections_of(shown, occasion),
            number=number,
            all_pages=len(all_pages),
            **self._head(here, occasion, sought),
        )

    async def _page(self, here: Visit, occasion: Occasion, part: Part, title: str, **beside: typing.Any) -> Response:  # noqa: ANN401 -- what a template draws
        return await self._site.page(
            here,
            "protocol.html",
            title=title,
            **await run_in_threadpool(_body, part, occasion),
            **self._head(here, occasion),
            **({"before": None, "after": None} | beside),
        )

    def _head(self, here: Visit, occasion: Occasion, sought: str = "") -> dict[str, typing.Any]:
        protocol, wording = occasion.protocol, here.wording
        since, said = protocol.effective_from, protocol.disclaimer
        return {
            "name": "protocol",
            "protocol": protocol,
            "since": "" if since is None else f"{wording.say('clause.in-force-since')} {wording.date(since)}",
            "disclaimer": said.get(here.language) if said else wording.say("clause.disclaimer"),
            "sought": sought,
        }

    def _occasion(self, here: Visit) -> Occasion:
        """What is said to whom.

        Raises:
            PageError: nobody signed in.
        """
        if self._site.demo is None:
            self._site.signed_in(here)
        ports = self._site.ports
        protocol = ports.publications.live().protocol
        return Occasion(protocol, here.language, ports.clock.today(), ports.desk.hours.zone)

    def _parts_of(self, protocol: SocialMediaProtocol) -> tuple[Part, ...]:
        """The parts; weighed once for each version that is live."""
        return self._weighed(protocol)[1]

    def _found_pages(
        self, found: Sequence[Clause], protocol: SocialMediaProtocol
    ) -> tuple[tuple[Piece[Clause], ...], ...]:
        return found_pages(found, self._weighed(protocol)[0])

    def _weighed(self, protocol: SocialMediaProtocol) -> tuple[Scales, tuple[Part, ...]]:
        if (known := self._known) is None or known[0].protocol is not protocol:
            scales = Scales(protocol)
            known = self._known = scales, parts_of(scales)
        return known


def _body(part: Part, occasion: Occasion) -> dict[str, typing.Any]:
    return {
        "sections": sections_of(part.clauses, occasion),
        "on_page": {piece.entry.number for piece in part.clauses},
        "ladder": part.ladder,
        "left_open": list(left_open(part, occasion)),
    }


def _beside(part: Part) -> tuple[int, int]:
    return part.number - 1, part.number + 1


def _place_of(number: str, parts: tuple[Part, ...]) -> str:
    """Where the clause with the number stands; the beginning where there is none."""
    if len(parts) == 1:
        return f"/protocol#{quote(number)}"
    for part in parts:
        if any(piece.entry.number == number for piece in part.clauses):
            return f"/protocol/part/{part.number}#{quote(number)}"
    return "/protocol"


def _has(clause: Clause, sought: str, language: Language) -> bool:
    """Whether all words that are sought stand in what the page shows of the clause, or in its own words for it."""
    texts = (clause.title, clause.rule, *clause.conditions, *((clause.because,) if clause.because else ()))
    words = [clause.number, *(text.get(language) for text in texts), *clause.terms.get(language, ())]
    there = " ".join(words).casefold()
    return all(word in there for word in sought.casefold().split())
