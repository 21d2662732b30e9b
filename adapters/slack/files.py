"""Fetches a file that was shared; only from Slack, and no more of it than asked for."""

from http.client import HTTPResponse
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

_SECONDS = 10
_SLACK = ".slack.com"


class FileNotFetchedError(Exception):
    """The content of a file could not be had just now."""


class _NoRedirects(HTTPRedirectHandler):
    """The token goes to Slack and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


class SlackFiles:
    """The files in a workspace.

    Args:
        token: The bot's.
        api_url: Where the web API is; files may come from there too.
    """

    def __init__(self, token: str, api_url: str) -> None:
        self._token = token
        self._api = urlsplit(api_url)
        self._opener = build_opener(_NoRedirects)

    def fetch(self, url: str, most: int) -> bytes:
        """The content, or its first ``most`` bytes.

        Raises:
            FileNotFetchedError: it cannot be had, or does not come from Slack.
        """
        parts = urlsplit(url)
        at_slack = parts.scheme == "https" and (parts.hostname or "").endswith(_SLACK)
        if not at_slack and (parts.scheme, parts.netloc) != (self._api.scheme, self._api.netloc):
            raise FileNotFetchedError
        request = Request(url, headers={"Authorization": f"Bearer {self._token}"})  # noqa: S310 -- checked above
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                return self._content(answer, most)
        except OSError as error:
            raise FileNotFetchedError from error

    def _content(self, answer: HTTPResponse, most: int) -> bytes:
        """What was sent; a page to sign in at, with status 200, is how Slack refuses a token."""
        if answer.status != 200 or answer.headers.get_content_type() == "text/html":
            raise FileNotFetchedError
        return answer.read(most)
