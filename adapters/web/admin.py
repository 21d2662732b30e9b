"""``/admin``: a file in; what is wrong beside its lines, or what it would change; the history, and the way back."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.web.changes import shown_difference
from adapters.web.file_lines import ShownFile, shown_file
from adapters.web.message_parts import shown_notes
from adapters.web.pace import Pace
from adapters.web.places import CHANNEL, chat_of, screen_of
from adapters.web.room import ROOM, fitting, page_of, pages, shortened, weight
from adapters.web.site import Site
from adapters.web.trying import pressed
from adapters.web.visits import PageError, Visit, own_form
from bot.address import Person
from bot.events import Origin
from bot.handlers.reception import PressButton, ShareFile
from bot.handlers.versions_page import (
    content_of,
    draft_of,
    look_into,
    show_draft,
    show_earlier,
    show_versions,
    weigh_draft,
)
from bot.impact import Shift
from bot.message import Message
from bot.permissions import require_admin
from bot.publication import Edition, Publication, file_name
from bot.wording import Wording

_LARGEST_FILE = 2 << 20
_PATIENCE_SECONDS = 20.0
"""A file is checked, and asked a thousand questions, before anything is said of it."""
_LONGEST_NAME = 100
_MOST_UPLOADS = 12
"""In a minute, by one person: each takes seconds of work."""
_LONGEST_QUESTION = 300
_AGAIN = "?again"
"""Its very file was given once more."""
_ROW = 200
"""In bytes, of the page around a row or a line."""


class AdminPages:
    """What an admin sees."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._uploads = Pace(_MOST_UPLOADS)

    async def show(self, here: Visit) -> Response:
        """The drafts, the history, and what came of the last thing that was done."""
        person = self._site.signed_in(here)
        await run_in_threadpool(show_versions, person, self._site.ports)  # who may not sees no notes either
        notes = await run_in_threadpool(self._site.posts.take, self._screen(here))
        return await self._versions(here, notes=notes)

    async def upload(self, here: Visit) -> Response:
        """A file was given: what is wrong with it beside its lines, else what it would change."""
        person, form = await self._admin(here), await own_form(here, self._site.sessions)
        self._site.keep_pace(self._uploads, person.key)
        given = form.get("file")
        if not isinstance(given, UploadFile) or not given.filename:
            raise PageError(422, "web.wrong.no-file")
        content, name = await given.read(_LARGEST_FILE + 1), given.filename[-_LONGEST_NAME:]
        await given.close()
        examined = await run_in_threadpool(look_into, content, name, person, self._site.ports)
        if examined.version is None:
            return await self._versions(
                here, wrong=shown_file(content, examined.problems, here.language, ROOM // 3), file=name, status=422
            )
        draft = partial(draft_of, content, person, self._site.ports)
        before = await run_in_threadpool(draft)
        command = ShareFile(self._origin(here, person), name, content)
        await self._site.exchange.send(command, partial(self._has_news, here), _PATIENCE_SECONDS)
        draft_id = await run_in_threadpool(draft)
        if draft_id is None:
            return RedirectResponse("/admin", 303)
        await run_in_threadpool(self._site.posts.take, self._screen(here))  # its page says it all, and more
        return RedirectResponse(f"/admin/draft/{draft_id}{_AGAIN if draft_id == before else ''}", 303)

    async def draft(self, here: Visit) -> Response:
        """One draft: what it changes, clause by clause, and what can be done with it."""
        person, draft_id = self._site.signed_in(here), here.request.path_params["draft"]
        sheet = await run_in_threadpool(show_draft, draft_id, person, here.language, self._site.ports)
        edition = sheet.edition
        return await self._site.page(
            here,
            "draft.html",
            title=here.wording.say("publish.draft", version=edition.version),
            name="admin",
            edition=edition,
            file=shortened(edition.file, _LONGEST_NAME),
            author=_name_of(edition.author),
            asked_by=_name_of(edition.asked_by),
            made_at=self._day(here, edition.made_at),
            since="" if edition.effective_from is None else here.wording.date(edition.effective_from),
            difference=shown_difference(sheet.difference, here.wording, here.number("page", 1)),
            ways=sheet.ways,
            again=sheet.again if here.request.url.query == _AGAIN[1:] else "",
            form=self._site.form(here, "/admin/press", here.language),
        )

    async def weighed(self, here: Visit) -> Response:
        """What is wrong with a draft, by line, and what it makes of recent questions: a part of its page, or a page."""
        person, draft_id = self._site.signed_in(here), here.request.path_params["draft"]
        self._site.keep_pace(self._uploads, f"weigh/{person.key}")
        weighed = await run_in_threadpool(weigh_draft, draft_id, person, self._site.ports)
        impact, say = weighed.impact, here.wording
        counts = [] if impact is None else [say.count(f"impact.{each}", number) for each, number in impact.counts()]
        shifts = () if impact is None else impact.shifts
        room = ROOM // 4 if here.by_htmx else ROOM // 2
        shown = fitting(
            [replace(each, question=shortened(each.question, _LONGEST_QUESTION)) for each in shifts],
            _weight_of_shift,
            room,
        )
        values = {
            "draft": draft_id,
            "file": shown_file(weighed.content, weighed.examined.problems, here.language, room),
            "asked": 0 if impact is None else impact.asked,
            "gist": say.all_of(counts) if counts else "",
            "shifts": shown,
            "turnout": lambda turnout: say.say(f"web.turnout.{turnout}"),
            "more": len(shifts) - len(shown),
            "part": here.by_htmx,
        }
        if here.by_htmx:
            return HTMLResponse(await run_in_threadpool(partial(self._site.part, here, "weighed.html", **values)))
        return await self._site.page(
            here, "weighed_page.html", title=say.say("web.admin.weighed"), name="admin", **values
        )

    async def earlier(self, here: Visit) -> Response:
        """A version that was live: what putting it back changes, and the button that does it."""
        person, number = self._site.signed_in(here), here.request.path_params["number"]
        sheet = await run_in_threadpool(show_earlier, number, person, self._site.ports)
        one = sheet.publication
        return await self._site.page(
            here,
            "earlier.html",
            title=here.wording.say("web.admin.earlier", version=one.version),
            name="admin",
            one=one,
            live_from=self._day(here, one.live_from),
            is_live=sheet.is_live,
            difference=shown_difference(sheet.difference, here.wording, here.number("page", 1)),
            form=self._site.form(here, "/admin/press", here.language),
        )

    async def file(self, here: Visit) -> Response:
        """The file of a version that was published, byte for byte."""
        person, number = self._site.signed_in(here), here.request.path_params["number"]
        one, content = await run_in_threadpool(content_of, number, person, self._site.ports)
        headers = {"Content-Disposition": f'attachment; filename="{file_name(one.version)}"'}
        return Response(content, media_type="application/yaml", headers=headers)

    async def press(self, here: Visit) -> Response:
        """Something was done with a draft or a version."""
        person, form = await self._admin(here), await own_form(here, self._site.sessions)
        origin = self._origin(here, person)
        command: PressButton = pressed(str(form.get("press", "")), form.get("text"), origin)
        await self._site.exchange.send(command, partial(self._has_news, here), _PATIENCE_SECONDS)
        return RedirectResponse("/admin", 303)

    async def _versions(
        self,
        here: Visit,
        *,
        notes: tuple[Message, ...] = (),
        wrong: ShownFile | None = None,
        file: str = "",
        status: int = 200,
    ) -> Response:
        sheet = await run_in_threadpool(show_versions, self._site.signed_in(here), self._site.ports)
        drafts = fitting(sheet.drafts, _weight_of_draft, ROOM // 6)
        every = tuple(pages(sheet.history, _weight_of_publication, ROOM // 3))
        history, number = page_of(every, here.number("page", 1))
        now = self._site.ports.clock.now()
        return await self._site.page(
            here,
            "admin.html",
            title=here.wording.say("web.admin.title"),
            name="admin",
            status=status,
            drafts=drafts,
            more_drafts=sheet.has_more_drafts or len(drafts) < len(sheet.drafts),
            history=history,
            number=number,
            all_pages=len(every),
            live_number=sheet.live,
            is_stale=lambda draft: sheet.live not in {None, draft.based_on},
            now=now,
            notes=shown_notes(notes),
            wrong=wrong,
            file=file,
            form=self._site.form(here, "/admin/press", here.language),
            day=partial(self._day, here),
            name_of=_name_of,
            file_name=lambda name: shortened(name, _LONGEST_NAME),
            way=lambda one: _way(one, sheet.live, now, here.wording),
        )

    async def _admin(self, here: Visit) -> Person:
        """Who it is, before anything is read of what was sent."""
        person = self._site.signed_in(here)
        await run_in_threadpool(require_admin, person, self._site.ports.roster)
        return person

    def _has_news(self, here: Visit) -> bool:
        return self._site.posts.revision(self._screen(here)) > 0

    def _day(self, here: Visit, moment: datetime) -> str:
        return here.wording.date(moment.astimezone(self._site.ports.desk.hours.zone).date())

    def _origin(self, here: Visit, person: Person) -> Origin:
        event_id = f"{CHANNEL}/{here.session.id}/{self._site.ports.ids.new_id()}"
        return Origin(event_id, person, chat_of(person), here.language, screen=screen_of(here.session.id))

    @staticmethod
    def _screen(here: Visit) -> str:
        return screen_of(here.session.id).conversation


def _way(one: Publication, live: int | None, now: datetime, wording: Wording) -> str:
    """What became of the publication."""
    if one.withdrawn_at is not None:
        way = "withdrawn"
    elif one.number == live:
        way = "live"
    else:
        way = "staged" if one.live_from > now else one.way.value
    return wording.say(f"web.admin.way.{way}")


def _name_of(person: Person | None) -> str:
    return "" if person is None else shortened(person.name or person.id, _LONGEST_NAME)


def _weight_of_shift(shift: Shift) -> int:
    return _ROW + weight(shift.question, shift.before, shift.after)


def _weight_of_draft(draft: Edition) -> int:
    return _ROW + weight(
        draft.id, draft.version, draft.file[:_LONGEST_NAME], _name_of(draft.author), _name_of(draft.asked_by)
    )


def _weight_of_publication(one: Publication) -> int:
    names = weight(_name_of(one.publisher), _name_of(one.approver))
    return 3 * _ROW + 2 * weight(one.version) + names + weight(one.reason or one.note)
