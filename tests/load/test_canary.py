"""What was asked, and what is secret, stands nowhere that an operator looks: not in the log, not in the figures."""

import asyncio
import re
from pathlib import Path

from aiohttp import ClientSession

from tests.bakery import BAKERY
from tests.load.serving import VAULT_KEY, serving
from tests.load.slack import SECRET, TOKEN, conversation, send, slack_stand_in

QUESTION = "Mag ik kanariegeel op de foto van mijn baas zetten?"


async def test_no_question_name_or_secret_is_logged_or_counted(tmp_path: Path) -> None:
    settings = {"MAGDAT_ENCODER": "none", "MAGDAT_PROTOCOL": str(BAKERY), "MAGDAT_LOG_LEVEL": "debug"}
    with (tmp_path / "log").open("wb") as log:
        async with slack_stand_in() as slack, serving(tmp_path, slack.url, settings, log) as one:
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
    written = (tmp_path / "log").read_text() + figures

    assert status == 0
    assert "magdat_questions_total" in figures
    assert "storage works" in written or "magdat_storage_up 1.0" in written
    for secret in ("kanariegeel", conversation(1), TOKEN, SECRET, VAULT_KEY):
        assert re.search(re.escape(secret), written, re.IGNORECASE) is None, secret
