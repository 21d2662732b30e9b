"""Microsoft's local Teams client (the Microsoft 365 Agents Playground), with one person signed in.

It is a web page that looks like Teams, and a connector service; it needs no tenant, no registration and no network.
Several people are several of these that talk to the same bot.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

BOT = "00000000-0000-0000-0000-00000000000011"
FOLDER = Path(__file__).resolve().parents[2] / ".playground"
TENANT = "00000000-0000-0000-0000-0000000000001"
_CLI = FOLDER / "node_modules/@microsoft/m365agentsplayground/cli.js"
_START_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the playground.

    Attributes:
        number: Tells them apart.
    """

    number: int
    name: str

    @property
    def aad_id(self) -> str:
        """The id in the directory."""
        return f"00000000-0000-0000-0000-00000000000{20 + self.number}"

    def configured(self) -> dict[str, str]:
        """As the playground's file wants it."""
        given, _, surname = self.name.partition(" ")
        email = f"{given.lower()}@voorbeeld.example"
        return {
            "id": f"user-id-{self.number}",
            "name": self.name,
            "userPrincipleName": email,
            "email": email,
            "aadObjectId": self.aad_id,
            "givenName": given,
            "surname": surname or given,
        }


ANNA, BRAM = Someone(0, "Anna Jansen"), Someone(1, "Bram de Vries")
_OTHERS = tuple(Someone(number, f"Collega {number}") for number in range(2, 6))


def need_playground() -> None:
    """Skip where the playground or a browser is missing; on CI that is a failure."""
    missing = [name for name in ("node", "chromium") if shutil.which(name) is None]
    if not _CLI.exists():
        missing.append("the Agents Playground (make .playground/.ready)")
    if missing:
        told = f"missing: {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextlib.contextmanager
def playground(bot_url: str, person: Someone) -> Iterator[str]:
    """The address of a playground in which this person is signed in."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="playground-") as folder, Path(folder, "log").open("w") as log:
        configured = yaml.safe_dump(_configuration(person), sort_keys=False)
        Path(folder, ".m365agentsplayground.yml").write_text(configured)
        command = ["node", str(_CLI), "start", "--app-endpoint", bot_url, "--channel-id", "msteams"]
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [*command, "--port", str(port), "--disable-telemetry"],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "BROWSER": "none"},
        )
        try:
            _wait_for(f"http://localhost:{port}/_internal/v1/config", process)
            yield f"http://localhost:{port}/"
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 -- on this machine
                if answer.status == 200:
                    return
        except OSError:
            assert process.poll() is None, "the playground ended"
        assert time.monotonic() < deadline, "the playground did not start"
        time.sleep(0.1)


def _configuration(person: Someone) -> dict[str, object]:
    everyone = [ANNA, BRAM, *_OTHERS]
    return {
        "version": "0.1.0",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Magdat"},
        "currentUser": person.configured(),
        "users": [each.configured() for each in everyone if each != person],
        "personalChat": {"id": f"personal-{person.number}"},
        "groupChat": {"id": "group-chat-id", "name": "Group Chat"},
        "team": {
            "id": "team-id",
            "name": "Voorbeeld",
            "aadGroupId": "00000000-0000-0000-0000-000000000031",
            "channels": [{"id": "channel-hr-id", "name": "HR"}],
        },
    }
