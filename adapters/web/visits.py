"""One request: who is at the browser, in which language, and whether its form is our own."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request

from adapters.web.sessions import Session, Sessions
from bot.wording import Wording, wording_in
from knowledge.protocol import Language

SESSION_COOKIE = "magdat-session"
LANGUAGE_COOKIE = "magdat-language"
_MOST_FIELDS = 20
_MOST_DIGITS = 9


class PageError(Exception):
    """A page cannot be shown.

    Attributes:
        status: Of HTTP.
        key: Of the sentence that says why, and what to do.
    """

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status
        self.key = key


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, understood.

    Attributes:
        is_fresh: The session began with this request.
        chosen: The language that the visitor switched to just now.
    """

    request: Request
    session: Session
    is_fresh: bool
    language: Language
    chosen: Language | None

    @property
    def wording(self) -> Wording:
        """Our sentences in the visitor's language."""
        return wording_in(self.language)

    def number(self, name: str, otherwise: int = 0) -> int:
        """The whole number that the address gives by this name; ``otherwise`` where it gives none."""
        given = self.request.query_params.get(name, "")
        return int(given) if given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS else otherwise

    @property
    def by_htmx(self) -> bool:
        """Whether a part of the page is asked for, not a page."""
        return "hx-request" in self.request.headers

    @property
    def computer(self) -> str:
        """Where the request came from; behind a web server, that one's own address unless it is trusted to say."""
        return "" if self.request.client is None else self.request.client.host

    @property
    def is_embedded(self) -> bool:
        """Whether the page stands in a frame of another one of ours."""
        return self.request.headers.get("sec-fetch-dest") == "iframe"


def visit(request: Request, sessions: Sessions, usual: Language) -> Visit:
    """Understand the request."""
    session = sessions.read(request.cookies.get(SESSION_COOKIE, ""))
    chosen = _language(request.query_params.get("lang", ""))
    kept = chosen or _language(request.cookies.get(LANGUAGE_COOKIE, ""))
    language = kept or accepted(request.headers.get("accept-language", ""), usual)
    return Visit(request, session or sessions.begin(), session is None, language, chosen)


async def own_form(here: Visit, sessions: Sessions) -> FormData:
    """The form that was sent.

    Raises:
        PageError: no form of ours for this session sent it.
    """
    if here.request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise PageError(403, "web.wrong.form")
    form = await here.request.form(max_files=1, max_fields=_MOST_FIELDS)
    if here.is_fresh or not sessions.is_token(here.session, str(form.get("token", ""))):
        raise PageError(403, "web.wrong.form")
    return form


def accepted(header: str, usual: Language) -> Language:
    """The language of ours that the browser likes best."""
    best, most = usual, 0.0
    for part in header[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        language = _language(tag.partition("-")[0].casefold())
        try:
            liked = float(quality or 1)
        except ValueError:
            continue
        if language is not None and liked > most:
            best, most = language, liked
    return best


def _language(text: str) -> Language | None:
    return Language(text) if text in set(Language) else None
