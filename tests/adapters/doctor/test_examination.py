import base64
import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.doctor import machine
from adapters.doctor.examination import examine
from adapters.settings import EncoderName, Settings, SlackSettings, TeamsSettings
from adapters.storage.engine import sqlite_url
from adapters.storage.opening import open_kept
from bot.address import Address
from bot.message import Message
from bot.outbox import Delivery, ParkReason
from knowledge.protocol import Language
from tests.bakery import BAKERY
from tests.contracts.made import case
from tests.knowledge.matching.tiny_model import write_model

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
Usage = namedtuple("Usage", ["total", "used", "free"])


@pytest.fixture
def settings(tmp_path: Path, learned: Path) -> Settings:
    return Settings(
        protocol=BAKERY,
        encoder=EncoderName.NONE,
        cache_dir=learned,
        database_url=sqlite_url(tmp_path / "magdat.sqlite3"),
    )


def wrongs(settings: Settings, protocol: Path | None = None) -> dict[str, str]:
    """What is wrong, by what was looked at; each wrong comes with a way to mend it."""
    found = [finding for finding in examine(settings, protocol) if finding.wrong is not None]
    assert all(finding.mend for finding in found)
    return {finding.name: finding.wrong or "" for finding in found}


def test_a_fresh_set_up_is_well(settings: Settings) -> None:
    assert wrongs(settings) == {}
    assert [finding.name.partition(":")[0].partition(" ")[0] for finding in examine(settings, None)] == [
        "settings",
        "database",
        "vault",
        "deliveries",
        "protocol",
        "matcher",
        "disk",
        "disk",
        "clock",
    ]


def test_a_protocol_with_mistakes_is_found(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "protocol.yaml").write_text("magdat: 1\n")

    assert "mistakes in" in wrongs(settings, tmp_path / "protocol.yaml")["protocol"]


def test_another_key_than_the_database_was_begun_with_is_found(settings: Settings, tmp_path: Path) -> None:
    open_kept(sqlite_url(tmp_path / "magdat.sqlite3"), None).close()
    (tmp_path / "magdat.key").write_bytes(base64.urlsafe_b64encode(bytes(32)))

    assert "another than the one" in wrongs(settings)["database and vault key"]


def test_a_database_that_cannot_be_reached_is_found(settings: Settings) -> None:
    away = "postgresql://magdat:hunter22@127.0.0.1:1/magdat"
    key = base64.b64encode(bytes(32)).decode()

    found = wrongs(replace(settings, database_url=away, vault_key=key))

    assert "cannot be reached" in found["database"]
    assert "hunter22" not in str(found)


def test_a_delivery_that_was_set_aside_or_waits_too_long_is_found(settings: Settings, tmp_path: Path) -> None:
    kept = open_kept(sqlite_url(tmp_path / "magdat.sqlite3"), None)
    with kept.storage.begin() as uow:
        for number in range(2):
            to = Address("slack", "T1", f"D{number}")
            uow.outbox.put(
                Delivery(f"d{number}", to, Message("Hallo", (), Language.NL)), datetime(2026, 1, 1, tzinfo=UTC)
            )
        uow.outbox.park("d0", ParkReason.REFUSED, "channel_not_found", datetime(2026, 1, 1, tzinfo=UTC))
        uow.commit()
    kept.close()

    assert wrongs(settings) == {
        "deliveries": "some wait for over 15 minutes, on: slack",
        "deliveries set aside": "1 were set aside: refused",
    }


def test_a_full_disk_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 30, 1 << 30, 5 << 20))

    assert wrongs(settings)["disk of the database"] == "only 5 MiB free"


def test_a_clock_that_stands_in_the_past_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_EARLIEST", datetime(9999, 1, 1, tzinfo=UTC))

    assert "is past" in wrongs(settings)["clock"]


def test_a_platform_that_is_set_up_is_looked_at(settings: Settings) -> None:
    slack = SlackSettings(bot_token="xapp-of-another-kind")  # noqa: S106 -- no token at all

    assert "SLACK_BOT_TOKEN" in wrongs(replace(settings, slack=slack))["Slack tokens"]


def test_teams_is_looked_at_where_it_is_set_up(settings: Settings) -> None:
    half = replace(settings, teams=TeamsSettings(app_id="8a1b0000-0000-0000-0000-000000000000"))

    assert any("Teams" in name or "Microsoft" in name for name in wrongs(half))


def test_cases_of_an_organisation_that_is_not_set_up_are_found(settings: Settings, tmp_path: Path) -> None:
    kept = open_kept(sqlite_url(tmp_path / "magdat.sqlite3"), None)
    with kept.storage.begin() as uow:
        uow.cases.add(case())
        uow.commit()
    kept.close()
    others = replace(settings, organisations=(replace(settings, organisation="kruim"),))

    assert wrongs(settings) == {}
    assert wrongs(others) == {
        "organisations": "there are cases of default in the database, which is not set up: nobody sees to them"
    }


def test_what_waits_is_told_of_the_organisation_for_which_it_waits(settings: Settings, tmp_path: Path) -> None:
    kept = open_kept(sqlite_url(tmp_path / "magdat.sqlite3"), None, "deeg")
    with kept.storage.begin() as uow:
        to = Address("slack", "T1", "D1")
        uow.outbox.put(Delivery("d1", to, Message("Hallo", (), Language.NL)), datetime(2026, 1, 1, tzinfo=UTC))
        uow.commit()
    kept.close()
    each = tuple(replace(settings, organisation=name) for name in ("kruim", "deeg"))

    assert list(wrongs(replace(settings, organisations=each))) == ["deliveries of deeg"]


def test_the_model_in_a_folder_is_named_and_one_that_misses_something_is_found(
    settings: Settings, tmp_path: Path
) -> None:
    with_model = replace(settings, encoder=write_model(tmp_path / "tiny"))

    assert "matcher with the model in tiny" in {finding.name for finding in examine(with_model, None)}
    (tmp_path / "tiny" / "tokenizer.json").unlink()

    assert "no tokenizer.json" in wrongs(with_model)["matcher"]
