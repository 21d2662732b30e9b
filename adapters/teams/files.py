"""Fetches a file that was sent in a chat; only from where Teams keeps files, and no more of it than asked for."""

from urllib.request import HTTPRedirectHandler, build_opener

from adapters.teams.hosts import is_file_store

_SECONDS = 10


class FileNotFetchedError(Exception):
    """The content of a file could not be had just now."""


class _NoRedirects(HTTPRedirectHandler):
    """What is fetched comes from where was looked, or not at all."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def fetch(url: str, most: int, *, local: bool) -> bytes:
    """The content, or its first ``most`` bytes.

    Raises:
        FileNotFetchedError: it cannot be had, or is not kept by Teams.
    """
    if not is_file_store(url, local=local):
        raise FileNotFetchedError
    try:
        with build_opener(_NoRedirects).open(url, timeout=_SECONDS) as answer:
            content: bytes = answer.read(most)
    except OSError as error:
        raise FileNotFetchedError from error
    return content
