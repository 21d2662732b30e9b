"""``/sign-in``: with the link from the chat. Looking at it uses nothing up: programs that preview links look too."""

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from adapters.web.pace import Pace
from adapters.web.site import Site
from adapters.web.visits import PageError, Visit, own_form
from bot.errors import LinkUnusableError
from bot.handlers.desk_pages import may_see
from bot.handlers.signing_in import use_link

_LONGEST_LINK = 2_000
"""In characters; ours are shorter."""
_MOST_TRIES = 60
"""In a minute, from one computer: nobody guesses 128 bits, but nobody need try either."""


class SignInPages:
    """In and out."""

    def __init__(self, site: Site, *, with_accounts: bool) -> None:
        self._site = site
        self._with_accounts = with_accounts
        self._pace = Pace(_MOST_TRIES)

    async def show(self, here: Visit) -> Response:
        """A button to sign in with."""
        title, link = here.wording.say("web.sign-in.title"), here.request.query_params.get("with", "")[:_LONGEST_LINK]
        return await self._site.page(here, "sign_in.html", title=title, link=link, accounts=self._with_accounts)

    async def sign_in(self, here: Visit) -> Response:
        """Begin another session, as whom the link is for."""
        self._site.keep_pace(self._pace, here.computer)
        form = await own_form(here, self._site.sessions)
        try:
            person = await run_in_threadpool(use_link, str(form.get("with", "")), self._site.ports)
        except LinkUnusableError as error:
            raise PageError(403, "web.wrong.link") from error
        at_desk = await run_in_threadpool(may_see, person, self._site.ports)
        gone_on = RedirectResponse("/desk" if at_desk else "/protocol", 303)
        self._site.keep_session(gone_on, self._site.sessions.begin(person))
        return gone_on

    async def sign_out(self, here: Visit) -> Response:
        """Begin another session, as nobody."""
        await own_form(here, self._site.sessions)
        gone_on = RedirectResponse("/", 303)
        self._site.keep_session(gone_on, self._site.sessions.begin())
        return gone_on
