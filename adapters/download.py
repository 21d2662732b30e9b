"""Fetches a file that was sent on a platform, and puts one there; only from and to where its adapter allows."""

import time
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

_SECONDS = 10.0
_PART = 64 * 1024


class FileNotFetchedError(Exception):
    """The content of a file could not be had."""


class FileNotTakenError(Exception):
    """A file was not put where it should be.

    Attributes:
        status: What was answered; 0 where nothing was.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _NoRedirects(HTTPRedirectHandler):
    """What is fetched comes from where was looked, or not at all."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def download(url: str, most: int, headers: Mapping[str, str] | None = None, *, seconds: float = _SECONDS) -> bytes:
    """The content, or its first ``most`` bytes.

    Args:
        url: Its host was checked before: this goes wherever it is sent.
        most: In bytes.
        headers: What the platform wants to see.
        seconds: In all; also a server that sends a byte at a time keeps nobody longer.

    Raises:
        FileNotFetchedError: it cannot be had, or a page to sign in at came in its place.
    """
    ends_at = time.monotonic() + seconds
    request = Request(url, headers=dict(headers or {}))  # noqa: S310 -- checked by who calls
    content = bytearray()
    try:
        with build_opener(_NoRedirects).open(request, timeout=seconds) as answer:
            if answer.status != 200 or answer.headers.get_content_type() == "text/html":
                raise FileNotFetchedError
            while len(content) < most and (part := answer.read1(min(_PART, most - len(content)))):
                content += part
                if time.monotonic() > ends_at:
                    raise FileNotFetchedError
            if len(content) < most and answer.length:  # it broke off, and half a protocol can look like a whole one
                raise FileNotFetchedError
    except (OSError, HTTPException, ValueError) as error:
        raise FileNotFetchedError from error
    return bytes(content)


def put(url: str, content: bytes, *, seconds: float = _SECONDS) -> None:
    """Put the content there, whole and in one go; no token goes along.

    Args:
        url: Its host was checked before: this goes wherever it is sent.
        content: At least one byte.
        seconds: For all of the sending, and again for the answer.

    Raises:
        FileNotTakenError: it was not taken; where nothing was answered, it may have been.
    """
    last = len(content) - 1
    headers = {"Content-Type": "application/octet-stream", "Content-Range": f"bytes 0-{last}/{len(content)}"}
    request = Request(url, data=content, headers=headers, method="PUT")  # noqa: S310 -- checked by who calls
    try:
        with build_opener(_NoRedirects).open(request, timeout=seconds) as answer:
            status = answer.status
    except HTTPError as error:
        error.close()
        raise FileNotTakenError(error.code) from error
    except (OSError, HTTPException, ValueError) as error:
        raise FileNotTakenError(0) from error
    if status not in {200, 201}:
        raise FileNotTakenError(status)
