"""``magdat serve`` on Slack in a process of its own, as an operator starts it."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bakery import BAKERY
from tests.slack_server.fake_slack import FakeSlack

ROOT = Path(__file__).parents[2]
_CACHE = Path(tempfile.gettempdir()) / f"magdat-slack-tests-{os.getuid()}"
_START_SECONDS = 60.0
VAULT_KEY = "bWFnZGF0LXNsYWNrLXRlc3Qta2V5LTMyLWJ5dGVzISE="


@dataclass
class Serving:
    """A process that serves; its log is all that it wrote."""

    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def environment(
    slack: FakeSlack, folder: Path, desk: str, *, http: bool = False, database: str | None = None
) -> Mapping[str, str]:
    """The settings of an office on this Slack, with the bakery's protocol."""
    way_in = {"SLACK_SIGNING_SECRET": slack.signing_secret} if http else {"SLACK_APP_TOKEN": slack.app_token}
    return {
        "PATH": os.environ["PATH"],
        "OPENBLAS_NUM_THREADS": "1",
        "MAGDAT_HTTP": "127.0.0.1:0",
        "MAGDAT_ENCODER": "none",
        "MAGDAT_CACHE_DIR": str(_CACHE),
        "MAGDAT_PROTOCOL": str(BAKERY),
        "MAGDAT_DATABASE_URL": database or f"sqlite:///{folder / 'magdat.sqlite3'}",
        "MAGDAT_VAULT_KEY": VAULT_KEY,
        "MAGDAT_DESK": f"slack:{desk}",
        "MAGDAT_ADMINS": ", ".join(f"slack:{admin}" for admin in slack.admins),
        "MAGDAT_SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        **way_in,
    }


@contextmanager
def serving(
    slack: FakeSlack,
    folder: Path,
    desk: str,
    *,
    http: bool = False,
    slowed: float | None = None,
    database: str | None = None,
) -> Iterator[Serving]:
    """The process, from when it takes events in; ended afterwards, whatever happened.

    Args:
        slack: Where it serves.
        folder: Its own.
        desk: The channel of the desk.
        http: Takes requests instead of connecting.
        slowed: Seconds that each write to the database takes longer.
        database: Its URL; a SQLite file in the folder when not given.
    """
    run = ["-m", "adapters"] if slowed is None else ["-m", "tests.slack_server.slowed", str(slowed)]
    log = folder / "serve.log"
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, *run, "serve"],
            cwd=ROOT,
            env=environment(slack, folder, desk, http=http, database=database),
            stdout=out,
            stderr=out,
        )
    try:
        port = _port(process, log)
        if http:
            slack.http_endpoint = f"http://127.0.0.1:{port}/slack/events"
        else:
            slack.wait(lambda: slack.sockets, _START_SECONDS, "a connection")
        yield Serving(process, log)
    finally:
        process.kill()
        process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        said = re.findall(r"Listening at [\d.]+:(\d+)", log.read_text())
        if said:
            return str(said[-1])
        time.sleep(0.05)
    raise AssertionError(f"it did not start: {log.read_text()}")
