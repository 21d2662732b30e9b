"""What was asked, and what is secret, stands nowhere that an operator looks: no log, figure or trace has it."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, web

from tests.bakery import BAKERY
from tests.load.serving import VAULT_KEY, serving
from tests.load.slack import SECRET, TOKEN, conversation, send, slack_stand_in

QUESTION = "Mag ik kanariegeel op de foto van mijn baas zetten?"


@asynccontextmanager
async def collector() -> AsyncIterator[tuple[str, list[bytes]]]:
    """What takes traces: its address, and all that it got."""
    got: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        got.append(gzip.decompress(body) if request.headers.get("Content-Encoding") == "gzip" else body)
        return web.Response(content_type="application/x-protobuf")

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1/traces", got
    finally:
        await runner.cleanup()


async def test_no_question_name_or_secret_is_logged_or_counted(tmp_path: Path) -> None:
    settings = {"MAGDAT_ENCODER": "none", "MAGDAT_PROTOCOL": str(BAKERY), "MAGDAT_LOG_LEVEL": "debug"}
    with (tmp_path / "log").open("wb") as log:
        async with AsyncExitStack() as opened:
            slack = await opened.enter_async_context(slack_stand_in())
            settings["MAGDAT_TRACES"], traces = await opened.enter_async_context(collector())
            one = await opened.enter_async_context(serving(tmp_path, slack.url, settings, log))
            async with ClientSession() as session:
                assert await send(session, one.address, 1, QUESTION) == 200
                await asyncio.wait_for(slack.tried.wait(), 30)
                slack.tried.clear()
                slack.away = True  # what fails is logged
                assert await send(session, one.address, 2, QUESTION) == 200
                await asyncio.wait_for(slack.tried.wait(), 30)
                async with session.get(f"{one.address}/metrics") as answer:
                    figures = await answer.text()
            status, _ = await one.stop()
    traced = b"".join(traces).decode("utf-8", "replace")
    written = (tmp_path / "log").read_text() + figures + traced

    assert status == 0
    assert "magdat_questions_total" in figures
    assert {name for name in ("take in", "match", "handle", "deliver") if name in traced} == {
        "take in",
        "match",
        "handle",
        "deliver",
    }
    assert "storage works" in written or "magdat_storage_up 1.0" in written
    for secret in ("kanariegeel", conversation(1), TOKEN, SECRET, VAULT_KEY):
        assert re.search(re.escape(secret), written, re.IGNORECASE) is None, secret
