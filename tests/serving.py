"""``magdat serve`` in a process of its own, as an operator starts it, for whichever platform."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bakery import BAKERY

ROOT = Path(__file__).parents[1]
VAULT_KEY = "bWFnZGF0LXNsYWNrLXRlc3Qta2V5LTMyLWJ5dGVzISE="
START_SECONDS = 60.0
_CACHE = Path(tempfile.gettempdir()) / f"magdat-serving-tests-{os.getuid()}"


@dataclass
class Serving:
    """A process that serves; its log is all that it wrote."""

    process: subprocess.Popen[bytes]
    log: Path
    port: str

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def common_environment(folder: Path, database: str | None = None) -> dict[str, str]:
    """The settings of an office with the bakery's protocol, on no platform yet."""
    return {
        "PATH": os.environ["PATH"],
        "OPENBLAS_NUM_THREADS": "1",
        "MAGDAT_HTTP": "127.0.0.1:0",
        "MAGDAT_ENCODER": "none",
        "MAGDAT_CACHE_DIR": str(_CACHE),
        "MAGDAT_PROTOCOL": str(BAKERY),
        "MAGDAT_DATABASE_URL": database or f"sqlite:///{folder / 'magdat.sqlite3'}",
        "MAGDAT_VAULT_KEY": VAULT_KEY,
    }


@contextmanager
def started(environment: Mapping[str, str], folder: Path, run: Sequence[str]) -> Iterator[Serving]:
    """The process, from when it listens; ended afterwards, whatever happened.

    Args:
        environment: Its settings.
        folder: Where its log goes.
        run: What Python runs.
    """
    log = folder / "serve.log"
    with log.open("ab") as out:
        begins = out.tell()
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, *run], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
    try:
        yield Serving(process, log, _port(process, log, begins))
    finally:
        process.kill()
        process.wait()


def _port(process: subprocess.Popen[bytes], log: Path, begins: int) -> str:
    """Where it listens, as it says itself."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        said = re.search(rb"Listening at [\d.]+:(\d+)", log.read_bytes()[begins:])
        if said:
            return said[1].decode()
        time.sleep(0.05)
    raise AssertionError(f"it did not start: {log.read_text()}")
