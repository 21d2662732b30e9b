from pathlib import Path

import pytest

from adapters import bootstrap
from adapters.bootstrap import cache_folder, open_protocol
from adapters.settings import Settings
from knowledge.problems import ProtocolRejectedError
from tests.bakery import BAKERY, bakery


def test_without_a_choice_the_starter_protocol_answers() -> None:
    assert open_protocol(Settings()).protocol.id == "voorbeeld-social-media"


def test_the_protocol_of_the_settings_answers() -> None:
    assert open_protocol(Settings(protocol=BAKERY)).protocol == bakery()


def test_the_file_that_was_named_wins_over_the_settings() -> None:
    assert open_protocol(Settings(protocol=Path("/no/such.yaml")), BAKERY).protocol == bakery()


def test_a_protocol_that_cannot_be_read_is_refused_before_anything_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "make_matcher", lambda *_: pytest.fail("built"))

    with pytest.raises(ProtocolRejectedError):
        bootstrap.open_publications(Settings(), Path("/no/such.yaml"))


def test_what_can_be_made_again_is_kept_where_the_operator_says(tmp_path: Path) -> None:
    assert cache_folder(Settings(cache_dir=tmp_path)) == tmp_path


def test_what_can_be_made_again_is_kept_in_the_users_cache_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    assert tmp_path in cache_folder(Settings()).parents
    assert "magdat" in str(cache_folder(Settings()))
