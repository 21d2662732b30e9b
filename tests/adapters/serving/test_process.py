import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bakery import BAKERY


@pytest.fixture
def serving(tmp_path: Path, learned: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``magdat serve`` on a free port, and what it says when it is up."""
    environment = {
        "PATH": os.environ["PATH"],
        "MAGDAT_HTTP": "127.0.0.1:0",
        "MAGDAT_PROTOCOL": str(BAKERY),
        "MAGDAT_ENCODER": "none",
        "MAGDAT_CACHE_DIR": str(learned),
        "MAGDAT_DATABASE_URL": f"sqlite:///{tmp_path / 'magdat.sqlite3'}",
    }
    command = [sys.executable, "-m", "adapters", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- our own command
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def test_it_says_where_it_listens_and_answers_probes(serving: tuple[subprocess.Popen[str], str]) -> None:
    _, said = serving
    where = re.search(r"Listening at ([\d.]+:\d+)", said)
    assert where is not None, said

    for path in ("healthz", "readyz"):
        with urllib.request.urlopen(f"http://{where[1]}/{path}") as answer:
            assert answer.status == 200


def test_it_ends_well_when_it_is_told_to(serving: tuple[subprocess.Popen[str], str]) -> None:
    process, _ = serving

    process.send_signal(signal.SIGTERM)

    assert process.wait(10) == 0
