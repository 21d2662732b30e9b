"""The app that is uploaded in Teams: valid by Microsoft's own schema, complete in both languages."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from adapters.cli.teams_packaging import write_package
from adapters.settings import Settings, TeamsSettings, WrongSettingError
from adapters.teams.app_package import App, localised, manifest, package
from adapters.teams.icons import color_icon, outline_icon
from knowledge.protocol import Language
from tests.adapters.teams.microsoft import APP

_ROOT = Path(__file__).resolve().parents[3]
_SCHEMA = _ROOT / "tests/data/teams/MicrosoftTeams.schema.json"
_DEPLOYED = _ROOT / "deploy/teams"
_ANY = App("00000000-0000-0000-0000-000000000000", "1.0.0", "Magdat", "https://www.voorbeeld.example/magdat")


def _contents() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package(_ANY))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_manifest_is_valid_by_microsofts_schema() -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))

    jsonschema.Draft4Validator(schema).validate(manifest(App(APP, "1.2.3", "Kruim", "https://kruim.example")))


def test_every_text_of_the_manifest_is_there_in_dutch() -> None:
    made = manifest(_ANY)
    commands = made["bots"][0]["commandLists"][0]["commands"]

    dutch = localised(Language.NL)

    assert len(dutch) == 6 + 2 * len(commands)
    assert dutch["bots[0].commandLists[0].commands[0].title"] == "onderwerpen"
    assert all(len(text) <= 32 for place, text in dutch.items() if place.endswith("title"))
    assert len(dutch["description.short"]) <= 80


@pytest.mark.parametrize(("icon", "size"), [(color_icon, 192), (outline_icon, 32)])
def test_the_icons_have_the_size_that_teams_asks(icon: Callable[[], bytes], size: int) -> None:
    assert struct.unpack(">II", icon()[16:24]) == (size, size)


def test_the_same_app_gives_the_same_zip() -> None:
    assert package(_ANY) == package(_ANY)


def test_what_is_in_deploy_is_what_the_command_makes() -> None:
    for name, content in _contents().items():
        assert (_DEPLOYED / name).read_bytes() == content, name


def test_the_command_writes_the_zip(tmp_path: Path) -> None:
    write_package(Settings(teams=TeamsSettings(app_id=APP)), "Kruim", "https://kruim.example", tmp_path / "app.zip")

    with zipfile.ZipFile(tmp_path / "app.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["bots"][0]["botId"] == APP


@pytest.mark.parametrize(
    ("app_id", "website", "where"),
    [
        pytest.param(None, "https://kruim.example", "MicrosoftAppId", id="no registration"),
        pytest.param("magdat", "https://kruim.example", "MicrosoftAppId", id="no id"),
        pytest.param(APP, "http://kruim.example", "--website", id="in the clear"),
    ],
)
def test_what_teams_would_refuse_is_refused_here(app_id: str | None, website: str, where: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSettingError, match=where):
        write_package(Settings(teams=TeamsSettings(app_id=app_id)), "Kruim", website, tmp_path / "app.zip")


if __name__ == "__main__":
    for deployed, written in _contents().items():
        (_DEPLOYED / deployed).write_bytes(written)
