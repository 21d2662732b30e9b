"""Fetching and putting a file over a real connection: bounded in size and time, and never elsewhere."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from adapters.download import FileNotFetchedError, FileNotTakenError, download, put

CONTENT = b"magdat: 1\n" * 30_000


class _Files(BaseHTTPRequestHandler):
    """Each path answers in its own way."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        match self.path:
            case "/file":
                self._send(200, CONTENT)
            case "/token":
                self._send(200, self.headers.get("Authorization", "").encode())
            case "/moved":
                self.send_response(302)
                self.send_header("Location", "/file")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "/sign-in":
                self._send(200, b"<title>Sign in</title>", "text/html; charset=utf-8")
            case "/cut":
                self._send(200, CONTENT[:10], length=len(CONTENT))
            case "/drips":
                self._drip()
            case "/cut-in-parts":
                self.send_response(200)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"5\r\nmagda\r\n")
                self.close_connection = True
            case "/odd":
                self.wfile.write(b"\x00\x01\x02\r\n\r\n")
            case _:
                self._send(404, b"gone")

    def do_PUT(self) -> None:
        """Take what is sent, or not."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.put = (self.headers, content)  # type: ignore[attr-defined]  # looked at by the tests
        match self.path:
            case "/put":
                self._send(201, b"{}")
            case "/moved":
                self.send_response(307)
                self.send_header("Location", "/put")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "/silent":
                self.close_connection = True
            case "/slow":
                self.server.stopping.wait(5)  # type: ignore[attr-defined]  # set by the fixture
            case status:
                self._send(int(status.removeprefix("/")), b"{}")

    def _send(self, status: int, body: bytes, kind: str = "application/octet-stream", length: int = -1) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length < 0 else length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        stopping: threading.Event = self.server.stopping  # type: ignore[attr-defined]  # set by the fixture
        while not stopping.wait(0.05):
            try:
                self.wfile.write(b"m")
            except OSError:
                return

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    server.stopping = threading.Event()  # type: ignore[attr-defined]  # for those that would go on
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.stopping.set()  # type: ignore[attr-defined]  # as above
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def files(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_a_file_comes_whole(files: str) -> None:
    assert download(f"{files}/file", 1_000_000) == CONTENT


def test_of_a_large_file_no_more_is_fetched_than_asked_for(files: str) -> None:
    assert download(f"{files}/file", 7) == CONTENT[:7]


def test_what_the_platform_wants_to_see_goes_along(files: str) -> None:
    assert download(f"{files}/token", 100, {"Authorization": "Bearer x"}) == b"Bearer x"


@pytest.mark.parametrize("path", ["gone", "moved", "sign-in", "cut", "cut-in-parts", "odd", "a b"])
def test_what_is_not_the_file_is_not_taken_for_it(files: str, path: str) -> None:
    with pytest.raises(FileNotFetchedError):
        download(f"{files}/{path}", 1_000_000)


def test_a_server_that_sends_a_byte_at_a_time_keeps_nobody(files: str) -> None:
    began = time.monotonic()

    with pytest.raises(FileNotFetchedError):
        download(f"{files}/drips", 1_000_000, seconds=0.3)

    assert time.monotonic() - began < 3


def test_where_nobody_listens_nothing_is_fetched() -> None:
    with pytest.raises(FileNotFetchedError):
        download("http://127.0.0.1:9/file", 10)


def test_a_file_is_put_whole_with_its_range_and_without_a_token(files: str, server: ThreadingHTTPServer) -> None:
    put(f"{files}/put", CONTENT)

    headers, content = server.put  # type: ignore[attr-defined]  # set by what takes it
    assert content == CONTENT
    assert headers["Content-Range"] == f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"
    assert headers["Authorization"] is None


@pytest.mark.parametrize(
    ("path", "status"), [("200", None), ("202", 202), ("403", 403), ("500", 500), ("moved", 307), ("silent", 0)]
)
def test_what_was_not_taken_is_told_with_what_was_answered(files: str, path: str, status: int | None) -> None:
    if status is None:
        put(f"{files}/{path}", CONTENT)
        return
    with pytest.raises(FileNotTakenError) as refused:
        put(f"{files}/{path}", CONTENT)

    assert refused.value.status == status


def test_a_server_that_takes_and_never_answers_keeps_nobody(files: str) -> None:
    began = time.monotonic()

    with pytest.raises(FileNotTakenError):
        put(f"{files}/slow", CONTENT, seconds=0.3)

    assert time.monotonic() - began < 3


def test_where_nobody_listens_nothing_is_put() -> None:
    with pytest.raises(FileNotTakenError):
        put("http://127.0.0.1:9/file", b"magdat: 1")
