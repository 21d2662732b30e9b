"""A file system of its own that is really full, or really read-only; only where this user may mount one."""

import json
import shutil
import subprocess
import sys
import typing
from pathlib import Path

import pytest

from tests.chaos.outage import BEFORE
from tests.chaos.small_disk import STORIES

ROOM = "there is no room left on its disk. Make room; no restart is needed."
SHUT = "its file cannot be opened. Is its folder there, may this user write in it? No restart is needed."


def _on_a_disk_of_its_own(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    unshare = shutil.which("unshare") or pytest.skip("util-linux is not there")
    mounted = f'mount -t tmpfs -o size=16m disk "{folder}" && exec "$@"'
    alone = [unshare, "--user", "--map-root-user", "--mount", "sh", "-c", mounted, "sh", *command]
    return subprocess.run(alone, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 -- ours


@pytest.fixture(params=list(STORIES))
def story(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, typing.Any]:
    """What came of one story, and its kind."""
    if _on_a_disk_of_its_own(tmp_path, "true").returncode:
        pytest.skip("this user may mount nothing")
    ran = _on_a_disk_of_its_own(tmp_path, sys.executable, "-m", "tests.chaos.small_disk", request.param, str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    return {"kind": request.param, "stderr": ran.stderr, **json.loads(ran.stdout.splitlines()[-1])}


def test_nothing_is_acknowledged_that_was_not_kept_and_nothing_lost_that_was(story: dict[str, typing.Any]) -> None:
    assert set(story["refusals"]) == {SHUT if story["kind"] == "read-only" else ROOM}
    assert story["longest_seconds"] < 3
    assert story["taken"] > BEFORE if story["kind"] == "nearly-full" else story["taken"] == BEFORE
    assert story["answered"] == story["taken"]
    assert story["delivered"] == [story["taken"], story["taken"]]
    assert story["whole"]
    if story["kind"] == "read-only":
        assert story["told"] != 0
        assert "cannot be made or written" in story["stderr"]
