"""Slack cannot be reached when ``magdat serve`` starts: it waits for it, says so, and then serves."""

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from knowledge.protocol import Language
from tests.bakery import clause
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import environment

QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
RULE = clause("clients-on-linkedin").rule.get(Language.NL)
T = TypeVar("T")


@contextmanager
def served(settings: dict[str, str], folder: Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, all that it says at the start, and where it listens."""
    log = folder / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "adapters", "serve"], cwd=folder, env=settings, stdout=out, stderr=out, text=True
        )
    try:
        told = waited(lambda: text if "Not running" in (text := log.read_text()) else "")
        where = re.search(r"Listening at ([\d.]+:\d+)", told)
        assert where is not None
        yield process, told, f"http://{where[1]}"
    finally:
        process.kill()
        process.wait()


def waited(look: Callable[[], T], seconds: float = 30) -> T:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def status(url: str, body: bytes | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, body) as answer:  # noqa: S310 -- our own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_it_waits_says_so_and_then_serves(tmp_path: Path) -> None:
    with FakeSlack() as slack:
        sanne, desk = slack.add_user("sanne"), slack.add_channel("hr", private=True)
        slack.fail("auth.test", status=503, times=2)
        with served(dict(environment(slack, tmp_path, desk, http=True)), tmp_path) as (process, told, url):
            away = status(f"{url}/readyz")
            asked = status(f"{url}/slack/events", b"{}")[0]
            waited(lambda: status(f"{url}/readyz")[0] == 200)
            slack.http_endpoint = f"{url}/slack/events"
            slack.say(sanne, QUESTION).wait()
            slack.wait_message(slack.dm(sanne), RULE)
            process.terminate()

            assert process.wait(10) == 0

    assert "slack (it cannot be reached; that is tried again)" in told
    assert "Nothing is taken in yet" in told
    assert away == (503, "not ready: slack\n")
    assert asked == 503


def test_a_token_that_is_refused_afterwards_ends_it_with_a_sentence(tmp_path: Path) -> None:
    with FakeSlack() as slack:
        desk = slack.add_channel("hr", private=True)
        slack.fail("auth.test", status=503)
        slack.fail("auth.test", error="invalid_auth", times=2)
        with served(dict(environment(slack, tmp_path, desk)), tmp_path) as (process, _, _):
            assert process.wait(30) == 1

    told = (tmp_path / "serve.log").read_text()
    assert "SLACK_BOT_TOKEN: Slack does not accept it (invalid_auth)" in told
    assert "Traceback" not in told


def test_the_pages_are_served_while_slack_is_away(tmp_path: Path) -> None:
    with FakeSlack() as slack:
        settings = {
            **environment(slack, tmp_path, "C0HR0000"),
            "MAGDAT_DESK": "console",
            "MAGDAT_WEB_URL": "http://127.0.0.1:8080",
        }
        settings["MAGDAT_SLACK_API_URL"] = "http://127.0.0.1:9/api/"
        with served(settings, tmp_path) as (process, told, url):
            shown = status(f"{url}/protocol")
            process.terminate()

            assert process.wait(10) == 0

    assert "Channels: web" in told
    assert shown[0] == 403  # nobody signed in
    assert "<html" in shown[1]
