"""``/sign-in/account``: to the issuer of the organisation's accounts, and back from it.

What must be remembered meanwhile stands in a signed cookie as one random id; state, nonce and verifier follow from it
under the vault's key, so that not even the browser knows the verifier. The id is good once, for ten minutes, in any
process.
"""

import hmac
import logging
from datetime import UTC, datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from adapters.web.accounts import Issuer, IssuerAwayError, NotSignedInError
from adapters.web.pace import Pace
from adapters.web.site import Site
from adapters.web.visits import PageError, Visit
from bot.handlers.desk_pages import may_see

COOKIE = "magdat-account"
_LASTS = timedelta(minutes=10)
_MOST_TRIES = 300
"""In a minute, from one address, behind which a whole office may be: each asks the issuer something."""
_LONGEST_CODE = 4_000

_log = logging.getLogger(__name__)


class OpenIdPages:
    """To the issuer and back."""

    def __init__(self, site: Site, issuer: Issuer) -> None:
        self._site = site
        self._issuer = issuer
        self._pace = Pace(_MOST_TRIES)

    async def leave(self, here: Visit) -> Response:
        """Send the browser to the issuer."""
        self._site.keep_pace(self._pace, here.computer)
        ports = self._site.ports
        once, until = ports.ids.new_id(), int((ports.clock.now() + _LASTS).timestamp())
        try:
            url = await run_in_threadpool(self._issuer.way_in, *(self._secret(once, use) for use in _USES))
        except IssuerAwayError as error:
            _log.warning("the issuer of accounts cannot be asked: %s", type(error.__cause__).__name__)
            raise PageError(503, "web.wrong.account-away") from error
        gone_on = RedirectResponse(url, 303)
        told = f"{once}.{until}"
        self._site.keep_cookie(gone_on, COOKIE, f"{told}.{self._secret(told, 'cookie')}", int(_LASTS.total_seconds()))
        return gone_on

    async def come_back(self, here: Visit) -> Response:
        """Begin a session as whom the issuer says it is, if that is to be believed."""
        self._site.keep_pace(self._pace, here.computer)
        asked, ports = here.request.query_params, self._site.ports
        once = self._once(here.request.cookies.get(COOKIE, ""))
        state, nonce, verifier = (self._secret(once, use) for use in _USES)
        code = asked.get("code", "")
        if not hmac.compare_digest(asked.get("state", "").encode(), state.encode()) or len(code) > _LONGEST_CODE:
            raise PageError(403, "web.wrong.account")
        if not code or not await run_in_threadpool(self._use_up, once):
            raise PageError(403, "web.wrong.account")
        try:
            person = await run_in_threadpool(self._issuer.person, code, nonce, verifier, ports.clock.now().timestamp())
        except IssuerAwayError as error:
            _log.warning("the issuer of accounts cannot be asked: %s", type(error.__cause__).__name__)
            raise PageError(503, "web.wrong.account-away") from error
        except NotSignedInError as error:
            _log.warning("someone's account was not believed: %s", type(error.__cause__).__name__)
            raise PageError(403, "web.wrong.account") from error
        at_desk = await run_in_threadpool(may_see, person, ports)
        gone_on = RedirectResponse("/desk" if at_desk else "/protocol", 303)
        gone_on.delete_cookie(COOKIE)
        self._site.keep_session(gone_on, self._site.sessions.begin(person))
        return gone_on

    def _once(self, cookie: str) -> str:
        """The id in our own cookie.

        Raises:
            PageError: it is none of ours, or too old.
        """
        told, _, signature = cookie[:300].rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._secret(told, "cookie").encode()):
            raise PageError(403, "web.wrong.account")
        once, _, until = told.partition(".")
        if datetime.fromtimestamp(int(until), UTC) < self._site.ports.clock.now():
            raise PageError(403, "web.wrong.account")
        return once

    def _use_up(self, once: str) -> bool:
        ports = self._site.ports
        with ports.storage.begin() as uow:
            is_first = uow.inbox.handle_once(f"account/{once}", ports.clock.now())
            uow.commit()
        return is_first

    def _secret(self, once: str, use: str) -> str:
        return self._site.ports.vault.mark(f"web-account/{use}/{once}")


_USES = ("state", "nonce", "verifier")
