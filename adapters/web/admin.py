"""``/admin``: a protocol file in; what is wrong beside its lines, or what it would change; and the history."""

from dataclasses import dataclass
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from adapters.web.places import CHANNEL, chat_of, screen_of
from adapters.web.site import Site
from adapters.web.trying import pressed
from adapters.web.visits import PageError, Visit, own_form
from bot.address import Person
from bot.events import Origin
from bot.handlers.reception import PressButton, ShareFile
from bot.handlers.versions_page import look_into, show_versions
from bot.message import Message
from knowledge.problems import Problem

_LARGEST_FILE = 2 << 20
_PATIENCE_SECONDS = 20.0
"""A file is checked, and asked a thousand questions, before anything is said of it."""
_LONGEST_NAME = 100
_AROUND = 2
"""Lines that are shown before and after one with a problem."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the file, with what is wrong in it."""

    number: int
    text: str
    problems: tuple[Problem, ...]


class AdminPages:
    """What an admin sees."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, here: Visit) -> Response:
        """The drafts, the history, and what came of the last thing that was done."""
        person = self._site.signed_in(here)
        sheet = await run_in_threadpool(show_versions, person, self._site.ports)
        notes = await run_in_threadpool(self._site.posts.take, self._screen(here))
        return await self._page(here, sheet.drafts, sheet.history, notes=notes)

    async def upload(self, here: Visit) -> Response:
        """A file was given: what is wrong with it beside its lines, else what it would change."""
        person, form = self._site.signed_in(here), await own_form(here, self._site.sessions)
        given = form.get("file")
        if not isinstance(given, UploadFile) or not given.filename:
            raise PageError(422, "web.wrong.no-file")
        content, name = await given.read(_LARGEST_FILE + 1), given.filename[-_LONGEST_NAME:]
        await given.close()
        examined = await run_in_threadpool(look_into, content, name, person, self._site.ports)
        if examined.version is None:
            sheet = await run_in_threadpool(show_versions, person, self._site.ports)
            lines = shown_lines(content, examined.problems)
            return await self._page(here, sheet.drafts, sheet.history, lines=lines, file=name, status=422)
        return await self._do(here, ShareFile(self._origin(here, person), name, content))

    async def press(self, here: Visit) -> Response:
        """Something was done with a draft."""
        person, form = self._site.signed_in(here), await own_form(here, self._site.sessions)
        origin = self._origin(here, person)
        return await self._do(here, pressed(str(form.get("press", "")), form.get("text"), origin))

    async def _do(self, here: Visit, command: ShareFile | PressButton) -> Response:
        screen = self._screen(here)
        shows = partial(self._has_news, screen)
        await self._site.exchange.send(command, shows, _PATIENCE_SECONDS)
        return RedirectResponse("/admin", 303)

    def _has_news(self, screen: str) -> bool:
        return self._site.posts.revision(screen) > 0

    async def _page(  # noqa: PLR0913 -- what is on the page
        self,
        here: Visit,
        drafts: object,
        history: object,
        *,
        notes: tuple[Message, ...] = (),
        lines: tuple[ShownLine, ...] = (),
        file: str = "",
        status: int = 200,
    ) -> Response:
        return await self._site.page(
            here,
            "admin.html",
            title=here.wording.say("web.admin.title"),
            name="admin",
            status=status,
            drafts=drafts,
            history=history,
            notes=notes,
            lines=lines,
            file=file,
            form=self._site.form(here, "/admin/press", here.language),
            day=lambda moment: here.wording.date(moment.astimezone(self._site.ports.desk.hours.zone).date()),
        )

    def _origin(self, here: Visit, person: Person) -> Origin:
        event_id = f"{CHANNEL}/{here.session.id}/{self._site.ports.ids.new_id()}"
        return Origin(event_id, person, chat_of(person), here.language, screen=screen_of(here.session.id))

    @staticmethod
    def _screen(here: Visit) -> str:
        return screen_of(here.session.id).conversation


def shown_lines(content: bytes, problems: tuple[Problem, ...]) -> tuple[ShownLine, ...]:
    """The lines with a problem, and a few around each."""
    text = content.decode("utf-8", "replace").splitlines()
    near = {
        number
        for problem in problems
        for number in range(problem.place.line - _AROUND, problem.place.line + _AROUND + 1)
        if 1 <= number <= max(1, len(text))
    }
    return tuple(
        ShownLine(
            number,
            text[number - 1] if number <= len(text) else "",
            tuple(problem for problem in problems if problem.place.line == number),
        )
        for number in sorted(near)
    )
