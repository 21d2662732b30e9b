import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router

from adapters.channel import TOO_LONG
from adapters.serving import request_limits
from adapters.serving.web_server import WebServer, make_app


async def echo(request: Request) -> PlainTextResponse:
    told = " too long" if TOO_LONG in request.scope else ""
    return PlainTextResponse(f"{len(await request.body())}{told}")


async def nothing_missing() -> tuple[str, ...]:
    return ()


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = make_app(Router([Route("/echo", echo, methods=["POST"])]), nothing_missing, lambda: b"magdat_up 1\n")
    server = WebServer(app, "127.0.0.1", 0)
    running = asyncio.create_task(server.run())
    yield await server.started()
    server.stop()
    await running


async def sent(port: int, *parts: bytes) -> bytes:
    """What is answered to these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await writer.drain()
    answer = await asyncio.wait_for(reader.read(65_536), 5)
    writer.close()
    return answer


def post(length: int | bytes) -> bytes:
    said = length if isinstance(length, bytes) else str(length).encode()
    return b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: " + said + b"\r\n\r\n"


async def test_a_body_is_handed_on_whole(port: int) -> None:
    assert (await sent(port, post(6), b"abc", b"def")).endswith(b"\r\n\r\n6")


async def test_a_body_that_says_it_is_too_long_is_refused_before_it_comes(port: int) -> None:
    assert b" 413 " in await sent(port, post(request_limits.MOST_BYTES + 1))


async def test_a_body_that_turns_out_too_long_is_refused(port: int) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"100000\r\n" + bytes(0x100000) + b"\r\n"

    assert b" 413 " in await sent(port, head, chunk, chunk, chunk, chunk)


async def test_a_browser_is_told_by_a_page_that_what_it_sent_is_too_long(port: int) -> None:
    length = request_limits.MOST_BYTES + 1
    head = post(length).replace(b"\r\n\r\n", b"\r\nAccept: text/html,*/*\r\n\r\n")

    answer = await sent(port, head, bytes(length))

    assert answer.endswith(b"0 too long")
    assert b"connection: close" in answer.lower()


async def test_a_body_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits.RequestLimits.__init__, "__defaults__", (request_limits.MOST_BYTES, 0.05))
    app = make_app(Router([Route("/echo", echo, methods=["POST"])]), nothing_missing, bytes)
    server = WebServer(app, "127.0.0.1", 0)
    running = asyncio.create_task(server.run())

    answer = await sent(await server.started(), post(6), b"abc")
    server.stop()
    await running

    assert b" 408 " in answer


@pytest.mark.parametrize("length", [b"-1", b"abc", b"9" * 40], ids=["negative", "no number", "endless"])
async def test_a_length_that_is_none_is_refused(port: int, length: bytes) -> None:
    first_line = (await sent(port, post(length))).split(b"\r\n")[0]

    assert first_line.split()[1] in {b"400", b"413"}


async def test_figures_are_served(port: int) -> None:
    assert (await sent(port, b"GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n")).endswith(b"magdat_up 1\n")
