"""What all pages share: the session, the frame around a page, and what is said when one cannot be shown."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.channel import TOO_LONG
from adapters.web.drawing import Drawing, Form, clause_numbers
from adapters.web.exchange import Exchange
from adapters.web.pace import Pace
from adapters.web.places import CHANNEL
from adapters.web.posts import WebPosts
from adapters.web.sessions import LASTS, Session, Sessions
from adapters.web.visits import LANGUAGE_COOKIE, SESSION_COOKIE, PageError, Visit, visit
from bot.address import Person
from bot.errors import (
    CaseNotFoundError,
    DraftNotFoundError,
    MagdatError,
    NotAllowedError,
    PublishRefusedError,
    RightsUnknownError,
    StorageUnavailableError,
)
from bot.handlers.desk_pages import may_see
from bot.handlers.insight import may_look
from bot.ports import Ports
from bot.presenter.refusals import error_sentence
from knowledge.protocol import Language

_YEAR_SECONDS = 31_536_000
_NOT_ALLOWED = 403
_SECTIONS = {"/admin", "/desk", "/insight", "/protocol", "/try"}


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything on one computer, for trying out: nobody signs in.

    Attributes:
        officer: Who the visitor is at the desk.
    """

    officer: Person


Page = Callable[[Visit], Awaitable[Response]]


class Site:
    """What a page is made with."""

    def __init__(self, ports: Ports, exchange: Exchange, posts: WebPosts, demo: Demo | None, *, secure: bool) -> None:
        self.ports = ports
        self.exchange = exchange
        self.posts = posts
        self.demo = demo
        self.sessions = Sessions(ports.vault, ports.clock, ports.ids)
        self._drawing = Drawing()
        self._secure = secure

    def answers(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        """The page as the web server calls it: with its session, and a sentence for whatever goes wrong."""

        async def answer(request: Request) -> Response:
            here = visit(request, self.sessions, self.ports.publications.live().protocol.languages[0])
            if here.chosen is not None and request.method == "GET":
                gone_on: Response = RedirectResponse(str(request.url.path), 303)
            else:
                gone_on = await self._tried(page, here)
            if here.is_fresh and "set-cookie" not in gone_on.headers:
                self.keep_session(gone_on, here.session)
            if here.chosen is not None:
                gone_on.set_cookie(
                    LANGUAGE_COOKIE, here.chosen.value, _YEAR_SECONDS, samesite="lax", secure=self._secure
                )
            return gone_on

        return answer

    async def _tried(self, page: Page, here: Visit) -> Response:
        try:
            if TOO_LONG in here.request.scope:
                raise PageError(413, "web.wrong.too-large")  # noqa: TRY301 -- told as all that goes wrong is
            return await page(here)
        except (PageError, HTTPException, MagdatError) as error:
            status, told = self._why_not(error, here)
            response = await self.told(here, status, told, _title_of(error, known=self._is_known(here)))
            if status == _NOT_ALLOWED and here.by_htmx:
                response.headers["HX-Refresh"] = "true"  # the whole page then says why, in place of what it showed
            return response

    def _why_not(self, error: Exception, here: Visit) -> tuple[int, str]:
        """The status and the sentence for what went wrong."""
        say = here.wording.say
        match error:
            case PageError(status=status, key=key):
                return status, say(key)
            case NotAllowedError() | RightsUnknownError():
                return 403, say("web.wrong.not-allowed" if self._is_known(here) else "web.wrong.sign-in")
            case CaseNotFoundError() | DraftNotFoundError():
                return 404, say("web.wrong.not-found")
            case PublishRefusedError():
                return 404, error_sentence(error, here.wording)
            case HTTPException(status_code=status):
                return status, say("web.wrong.form")
            case StorageUnavailableError():
                return 503, say("web.wrong.away")
            case _:
                raise error

    def keep_session(self, response: Response, session: Session) -> None:
        """Let the browser keep the session."""
        self.keep_cookie(response, SESSION_COOKIE, self.sessions.cookie(session), int(LASTS.total_seconds()))

    def keep_cookie(self, response: Response, name: str, value: str, seconds: int) -> None:
        """Let the browser keep this, out of reach of scripts and of forms on other sites."""
        response.set_cookie(name, value, seconds, httponly=True, samesite="lax", secure=self._secure)

    async def wrong(self, here: Visit, status: int, key: str) -> Response:
        """A page that says why another cannot be shown."""
        return await self.told(here, status, here.wording.say(key))

    async def told(self, here: Visit, status: int, told: str, title: str = "web.wrong.title") -> Response:
        """The same, with a sentence of its own."""
        say, known = here.wording.say, self._is_known(here)
        back = _way_back(here, status) if known else "/sign-in"
        go_on = say("web.back" if known else "web.sign-in.title")
        return await self.page(here, "told.html", title=say(title), told=told, back=back, go_on=go_on, status=status)

    async def page(
        self, here: Visit, template: str, /, *, title: str, name: str = "", status: int = 200, **values: object
    ) -> Response:
        """A whole page."""
        shown = await run_in_threadpool(self._navigation, here)
        frame: Mapping[str, object] = {
            "title": title,
            "here": name,
            "navigation": shown,
            "token": self.sessions.token(here.session),
            "signed_in_as": "" if here.session.person is None else here.session.person.name or here.session.person.id,
            "embedded": here.is_embedded,
            "live": "",
            "seen": "",
        }
        return HTMLResponse(await run_in_threadpool(self.part, here, template, **{**frame, **values}), status)

    def part(self, here: Visit, template: str, /, **values: object) -> str:
        """A part of a page."""
        numbers = clause_numbers(self.ports.publications.live().protocol)
        return self._drawing.draw(template, here.wording, **{"is_clause_number": numbers} | values)

    def form(self, here: Visit, action: str, language: Language, *, post: str = "", live: bool = False) -> Form:
        """What the forms under a message carry along."""
        return Form(
            action=action,
            token=self.sessions.token(here.session),
            once=self.ports.ids.new_id(),
            language=language,
            send=here.wording.say("form.send"),
            post=post,
            live=live,
        )

    def officer(self, here: Visit) -> Person:
        """Who the visitor is at the desk; what that person may is looked up each time.

        Raises:
            PageError: nobody signed in.
        """
        if self.demo is not None:
            return self.demo.officer
        return self.signed_in(here)

    def asker(self, here: Visit) -> Person:
        """Who the visitor is in the try-out chat.

        Raises:
            PageError: nobody signed in, or the person is no admin.
        """
        if self.demo is not None:
            return Person(CHANNEL, "", f"try-{here.session.id}", here.wording.say("web.demo.employee-name"))
        person = self.signed_in(here)
        if not self.ports.roster.is_admin(person):
            raise PageError(403, "web.wrong.not-allowed")
        return Person(CHANNEL, "", f"try-{here.session.id}", person.name)

    def keep_pace(self, pace: Pace, who: str) -> None:
        """Count what is done.

        Raises:
            PageError: it was done too often.
        """
        if not pace.admits(who, self.ports.clock.now()):
            raise PageError(429, "web.wrong.too-often")

    @staticmethod
    def signed_in(here: Visit) -> Person:
        """Who signed in.

        Raises:
            PageError: nobody did.
        """
        if here.session.person is None:
            raise PageError(403, "web.wrong.sign-in")
        return here.session.person

    def _is_admin(self, person: Person) -> bool:
        try:
            return self.ports.roster.is_admin(person)
        except RightsUnknownError:
            return False

    def _is_known(self, here: Visit) -> bool:
        return self.demo is not None or here.session.person is not None

    def _navigation(self, here: Visit) -> list[tuple[str, str, str]]:
        """The pages that this visitor can use."""
        say, person = here.wording.say, here.session.person
        links = [("protocol", "/protocol", say("web.nav.protocol"))]
        insight = ("insight", "/insight", say("web.nav.insight"))
        if self.demo is not None:
            demo, chat = ("demo", "/", say("web.nav.demo")), ("try", "/try", say("web.nav.try"))
            return [demo, chat, ("desk", "/desk", say("web.nav.desk")), insight, *links]
        if person is not None and may_see(person, self.ports):
            links.append(("desk", "/desk", say("web.nav.desk")))
        if person is not None and may_look(person, self.ports):
            links.append(insight)
        if person is not None and self._is_admin(person):
            links += [("try", "/try", say("web.nav.try")), ("admin", "/admin", say("web.nav.admin"))]
        return links if person is not None else []


def _title_of(error: Exception, *, known: bool) -> str:
    """The key of what stands above the sentence: nothing went wrong for who has yet to sign in."""
    match error:
        case PageError(key="web.wrong.sign-in"):
            return "web.sign-in.title"
        case NotAllowedError() | RightsUnknownError() if not known:
            return "web.sign-in.title"
        case _:
            return "web.wrong.title"


def _way_back(here: Visit, status: int) -> str:
    """To the beginning of where the visitor was, unless that is what cannot be shown."""
    path = here.request.url.path
    section = f"/{path.split('/')[1]}"
    return section if section in _SECTIONS and section != path and status != _NOT_ALLOWED else "/"
