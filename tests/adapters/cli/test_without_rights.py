"""The operator's walk through folders that this user may not enter: each is told with its name, and what to do."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.cli.walking import ASK

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60
WITHOUT_CAPABILITIES = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
"""Root may enter every folder by a capability; without it, a folder is shut for root as for everyone."""


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    if _become() and subprocess.run((*_become(), "true"), capture_output=True, check=False).returncode:  # noqa: S603 -- ours
        pytest.skip("root that may not give up its capabilities enters every folder")
    folder = tmp_path / "shut"
    folder.mkdir()
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


@pytest.mark.parametrize(
    ("command", "environment"),
    [
        pytest.param(ASK, {"MAGDAT_DATABASE_URL": "sqlite:///SHUT/m.sqlite3"}, id="a question, of a database"),
        pytest.param(("doctor",), {"MAGDAT_DATABASE_URL": "sqlite:///SHUT/m.sqlite3"}, id="the doctor, a database"),
        pytest.param(("doctor",), {"MAGDAT_CACHE_DIR": "SHUT/cache"}, id="the doctor, a cache"),
        pytest.param(("serve", "--watch", "SHUT/p.yaml"), {}, id="a file to watch"),
        pytest.param(("backup", "SHUT/copy"), {}, id="a copy to make"),
        pytest.param(("restore", "SHUT/copy"), {}, id="a copy to put back"),
        pytest.param(("protocol", "init", "SHUT/p.yaml"), {}, id="a protocol to make"),
        pytest.param(("cases",), {"MAGDAT_ENCODER": "onnx:SHUT/model"}, id="a model"),
        pytest.param(("cases",), {"MAGDAT_VAULT_KEY_FILE": "SHUT/key"}, id="a secret"),
    ],
)
def test_a_folder_that_this_user_may_not_enter_is_told_with_its_name(
    tmp_path: Path, shut: Path, command: tuple[str, ...], environment: dict[str, str]
) -> None:
    usual = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "MAGDAT_ENCODER": "none",
        "MAGDAT_CACHE_DIR": f"{tmp_path}/cache",
        "MAGDAT_DATABASE_URL": f"sqlite:///{tmp_path}/m.sqlite3",
        "MAGDAT_HTTP": "127.0.0.1:0",
    }
    settings = {name: each.replace("SHUT", str(shut)) for name, each in (usual | environment).items()}
    assert usual["MAGDAT_DATABASE_URL"] != settings["MAGDAT_DATABASE_URL"] or _makes(settings, tmp_path)

    ended = _magdat(tuple(each.replace("SHUT", str(shut)) for each in command), settings, tmp_path)

    said = ended.stdout + ended.stderr
    assert ended.returncode in {1, 2}, said
    assert "Permission denied" in said
    assert str(shut) in said
    assert "a mistake in Magdat" not in said
    if command == ("doctor",):
        assert said.splitlines()[-1].endswith("need mending.")


def _makes(settings: dict[str, str], folder: Path) -> bool:
    """Make the database beforehand, so that it is not what is wrong."""
    well = settings | {"MAGDAT_ENCODER": "none", "MAGDAT_VAULT_KEY_FILE": ""}
    return _magdat(("cases",), well, folder).returncode == 0


def _magdat(command: tuple[str, ...], settings: dict[str, str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 -- ours
        [*_become(), sys.executable, "-m", "adapters", *command],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=folder, env=settings,
        timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip


def _become() -> tuple[str, ...]:
    return WITHOUT_CAPABILITIES if os.getuid() == 0 else ()
