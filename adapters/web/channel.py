"""The web as a channel of ``magdat serve``: its pages, and what is delivered to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from adapters.channel import Entrance
from adapters.web.accounts import COME_BACK, LEAVE, Issuer
from adapters.web.admin import AdminPages
from adapters.web.desking import DeskPages
from adapters.web.drawing import STATIC
from adapters.web.exchange import Exchange
from adapters.web.guard import Guard, asked_name
from adapters.web.incoming import WebReader
from adapters.web.insight_page import InsightPage
from adapters.web.live import LivePages
from adapters.web.openid_pages import OpenIdPages
from adapters.web.places import CHANNEL
from adapters.web.posts import WebMessenger, WebPosts
from adapters.web.protocol_page import ProtocolPage
from adapters.web.roster import WebRoster
from adapters.web.signing_in import SignInPages
from adapters.web.site import Demo, Site
from adapters.web.trying import TryPages
from bot.address import Address
from bot.ports import Clock

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class WebSetup:
    """How the pages are reached.

    Attributes:
        hosts: The names by which they may be asked for.
        secure: Whether that is over https alone.
        demo: Without signing in, for trying out on one computer.
        issuer: Of the accounts that can sign in; ``None`` for links from the chat alone.
    """

    hosts: tuple[str, ...] = LOOPBACK
    secure: bool = False
    demo: Demo | None = None
    issuer: Issuer | None = None


class WebChannel:
    """The protocol ``Channel`` for the web."""

    def __init__(self, setup: WebSetup, posts: WebPosts, clock: Clock, close: Callable[[], None]) -> None:
        self._setup = setup
        self._posts = posts
        self._messenger = WebMessenger(posts, clock)
        self._close = close

    @property
    def name(self) -> str:
        """As in the addresses."""
        return CHANNEL

    @property
    def tenant(self) -> str:
        """The name by which browsers reach it."""
        return self._setup.hosts[0]

    @property
    def messenger(self) -> WebMessenger:
        """Delivers there."""
        return self._messenger

    @property
    def reader(self) -> WebReader:
        """Reads what came in there."""
        return WebReader()

    @property
    def roster(self) -> WebRoster:
        """Knows who has which rights there."""
        return WebRoster()

    def complete(self, address: Address) -> Address:
        """The address; nothing is left out in it."""
        return address

    def listen(self, entrance: Entrance) -> "WebListener":
        """The pages."""
        setup = self._setup
        site = Site(entrance.ports, Exchange(entrance.door), self._posts, setup.demo, secure=setup.secure)
        return WebListener(site, setup)

    async def close(self) -> None:
        """Let go of every connection."""
        self._close()


class WebListener:
    """The pages, open."""

    def __init__(self, site: Site, setup: WebSetup) -> None:
        self._live = LivePages(site)
        pages = Mount("", routes=_routes(site, self._live, setup.issuer))
        pages.app = Guard(pages.app, setup.hosts, secure=setup.secure)
        self._routes = [pages]
        self._name = setup.hosts[0]

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Every page there is; they come last, for they answer whatever path is left."""
        return self._routes

    def is_for(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether it is asked by our name."""
        del body
        return asked_name(headers) == self._name

    async def run(self) -> None:
        """Keep what is live open until cancelled."""
        await self._live.stay_open()


class _Lasting(StaticFiles):
    """Files whose path changes when they do. They are sent packed; pages are not, for a secret stands in them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _routes(site: Site, live: LivePages, issuer: Issuer | None) -> list[BaseRoute]:
    trying, desk, protocol, signing = (
        TryPages(site),
        DeskPages(site),
        ProtocolPage(site),
        SignInPages(site, with_accounts=issuer is not None),
    )
    insight, admin = InsightPage(site), AdminPages(site)

    async def nothing(request: Request) -> Response:
        return await site.answers(lambda here: site.wrong(here, 404, "web.wrong.not-found"))(request)

    accounts: list[BaseRoute] = []
    if issuer is not None:
        away = OpenIdPages(site, issuer)
        accounts = [Route(LEAVE, site.answers(away.leave)), Route(COME_BACK, site.answers(away.come_back))]
    return [
        *accounts,
        Mount("/static", GZipMiddleware(_Lasting(directory=STATIC))),
        Route("/", site.answers(trying.demo)),
        Route("/protocol", site.answers(protocol.show)),
        Route("/protocol/part/{number:int}", site.answers(protocol.part)),
        Route("/protocol/whole", site.answers(protocol.whole)),
        Route("/try", site.answers(trying.show)),
        Route("/try/log", site.answers(trying.log)),
        Route("/try/ask", site.answers(trying.ask), methods=["POST"]),
        Route("/try/press", site.answers(trying.press), methods=["POST"]),
        Route("/desk", site.answers(desk.list)),
        Route("/desk/{case}", site.answers(desk.case)),
        Route("/desk/{case}", site.answers(desk.press), methods=["POST"]),
        Route("/insight", site.answers(insight.show)),
        Route("/insight/{chart}.csv", site.answers(insight.file)),
        Route("/admin", site.answers(admin.show)),
        Route("/admin/draft/{draft}", site.answers(admin.draft)),
        Route("/admin/draft/{draft}/weighed", site.answers(admin.weighed)),
        Route("/admin/version/{number:int}", site.answers(admin.earlier)),
        Route("/admin/version/{number:int}/file", site.answers(admin.file)),
        Route("/admin/upload", site.answers(admin.upload), methods=["POST"]),
        Route("/admin/press", site.answers(admin.press), methods=["POST"]),
        Route("/sign-in", site.answers(signing.show)),
        Route("/sign-in", site.answers(signing.sign_in), methods=["POST"]),
        Route("/sign-out", site.answers(signing.sign_out), methods=["POST"]),
        Route("/live/chat", site.answers(live.chat)),
        Route("/live/desk", site.answers(live.desk)),
        Route("/{path:path}", nothing, methods=["GET", "POST"]),
    ]
