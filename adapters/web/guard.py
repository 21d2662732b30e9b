"""What guards every page: its headers, and the name it was asked by."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'"
)
_READING = {"GET", "HEAD", "OPTIONS"}
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Wraps the pages.

    Args:
        app: The pages.
        hosts: The names by which they may be asked for: another site that points its own name here gets nothing.
        secure: Whether they are reached over https alone.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, secure: bool) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if asked_name(Headers(scope=scope)) not in self._hosts:
            await PlainTextResponse("unknown host\n", 421)(scope, receive, send)
            return
        if scope["method"] not in _READING and not self._is_own(Headers(scope=scope).get("origin", "")):
            await PlainTextResponse("this form came from another site\n", 403, HEADERS)(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    added.setdefault(name, value)
                added.setdefault("Cache-Control", "no-store")
                if self._secure:
                    added.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except HTTPException as error:  # of a file that is not there, or a method that no route has
            await PlainTextResponse(f"{error.detail}\n", error.status_code)(scope, receive, with_headers)

    def _is_own(self, origin: str) -> bool:
        """Whether a page of ours sent the form, as far as the browser says; the token of the form says more."""
        if not origin:
            return True
        try:
            return urlsplit(origin).hostname in self._hosts
        except ValueError:
            return False


def asked_name(headers: Mapping[str, str]) -> str:
    """The name that the pages are asked by, without the port."""
    host = headers.get("host", "")
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).strip("[]").casefold()
