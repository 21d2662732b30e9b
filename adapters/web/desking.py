"""``/desk``: the cases, and one of them with what can be done; done by the handlers of the chat desk."""

from dataclasses import replace
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from adapters.web.message_parts import shown_notes
from adapters.web.places import CHANNEL, screen_of
from adapters.web.room import ROOM, fitting, shortened, weight
from adapters.web.site import Site
from adapters.web.trying import pressed
from adapters.web.visits import Visit, own_form
from bot.address import Person
from bot.events import Origin
from bot.handlers.desk_pages import ON_A_PAGE, CaseLine, CaseSheet, Choice, show_case, show_list

_PATIENCE_SECONDS = 4.0
_LAST_PAGE = 1_000_000
_LONGEST_QUESTION, _LONGEST_NAME, _LONGEST_TITLE = 400, 100, 160
"""In characters, in the list; the page of the case has all of it."""
_FRAME = 500
"""In bytes, of the page around a case in the list."""


class DeskPages:
    """What an officer sees."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def list(self, here: Visit) -> Response:
        """The cases that were chosen."""
        officer, query = self._site.officer(here), here.request.query_params
        choice = Choice(query["show"]) if query.get("show") in set(Choice) else Choice.RUNNING
        skipped = min(here.number("from"), _LAST_PAGE)
        seen = await run_in_threadpool(self._site.posts.desk_pulse)
        shown = await run_in_threadpool(show_list, choice, skipped, officer, here.language, self._site.ports)
        say, total = here.wording.say, shown.counts[choice]
        lines = fitting([_brief(line) for line in shown.lines], _weight_of, ROOM)
        return await self._site.page(
            here,
            "desk.html",
            title=say("web.desk.title"),
            name="desk",
            live="desk",
            seen=seen,
            path=f"/desk?show={choice}&from={skipped}",
            choices=[(each.value, say(f"web.choice.{each}"), shown.counts[each]) for each in Choice],
            shown=choice.value,
            lines=lines,
            nothing=say(f"web.nothing.{choice}"),
            first=skipped + 1,
            last=skipped + len(lines),
            total=total,
            before=max(0, skipped - ON_A_PAGE) if skipped else None,
            after=skipped + len(lines) if lines and skipped + len(lines) < total else None,
        )

    async def case(self, here: Visit) -> Response:
        """One case."""
        officer = self._site.officer(here)
        seen = await run_in_threadpool(self._site.posts.desk_pulse)
        sheet = await self._sheet(here, officer)
        notes = () if here.by_htmx else await run_in_threadpool(self._site.posts.take, self._screen(here))
        return await self._site.page(
            here,
            "case.html",
            title=shortened(sheet.message.summary, _LONGEST_TITLE),
            name="desk",
            live="desk",
            seen=seen,
            sheet=sheet,
            near=sheet.near,
            earlier=sheet.page + 1 if sheet.page + 1 < sheet.pages else None,
            later=sheet.page - 1 if sheet.page else None,
            history=[step for step in sheet.history if here.wording.has(f"web.happening.{step.happening}")],
            notes=shown_notes(notes),
            form=self._site.form(here, f"/desk/{sheet.id}", here.language),
        )

    async def press(self, here: Visit) -> Response:
        """Something was done with the case: by the handlers, which look up anew who may."""
        officer, form = self._site.officer(here), await own_form(here, self._site.sessions)
        sheet = await self._sheet(here, officer)
        once = self._site.ports.ids.new_id() if not (given := str(form.get("once", ""))).isalnum() else given[:40]
        screen = screen_of(here.session.id)
        origin = Origin(f"{CHANNEL}/{here.session.id}/{once}", officer, sheet.where, here.language, screen=screen)
        command = pressed(str(form.get("press", "")), form.get("text"), origin)
        shows = partial(self._shows, sheet, screen.conversation)
        await self._site.exchange.send(command, shows, _PATIENCE_SECONDS)
        return RedirectResponse(f"/desk/{sheet.id}", 303)

    async def _sheet(self, here: Visit, officer: Person) -> CaseSheet:
        case_id = here.request.path_params["case"]
        part = here.number("page")
        return await run_in_threadpool(show_case, case_id, officer, here.language, self._site.ports, part)

    def _shows(self, sheet: CaseSheet, screen: str) -> bool:
        """Whether the case is another than on the sheet, or something is said of it."""
        with self._site.ports.storage.begin() as uow:
            if uow.cases.get(sheet.id).version != sheet.version:
                return True
        return self._site.posts.revision(screen) > 0

    @staticmethod
    def _screen(here: Visit) -> str:
        return screen_of(here.session.id).conversation


def _brief(line: CaseLine) -> CaseLine:
    asker, holder = (shortened(name, _LONGEST_NAME) for name in (line.asker, line.holder))
    return replace(line, question=shortened(line.question, _LONGEST_QUESTION), asker=asker, holder=holder)


def _weight_of(line: CaseLine) -> int:
    return _FRAME + weight(line.question, line.asker, line.holder, line.expected, line.state_word)
