"""Whether the machine does its part: room on its disk, and a clock that is right."""

import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from adapters.bootstrap import cache_folder, database_url
from adapters.finding import Finding
from adapters.settings import Settings
from adapters.storage.engine import is_sqlite, open_engine, sqlite_file
from adapters.storage.failures import database_troubles
from bot.errors import StorageUnavailableError

_THEIR_TIME = text("SELECT extract(epoch FROM clock_timestamp())::float8")
_LEAST_FREE_BYTES = 200 << 20
_MOST_SECONDS_APART = 60.0
"""Slack and Microsoft allow five minutes between their clock and ours; see docs.slack.dev, "Verifying requests"."""
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right is before the day on which this was written."""


def check_disk(settings: Settings) -> Sequence[Finding]:
    """There is room where Magdat writes."""
    folders = {"cache": cache_folder(settings)}
    file = sqlite_file(open_engine(database_url(settings)))
    if file is not None:
        folders["database"] = file.parent
    return [_room(name, folder) for name, folder in folders.items()]


def _room(name: str, folder: Path) -> Finding:
    there = next((each for each in (folder, *folder.parents) if each.exists()), Path("/"))
    free = shutil.disk_usage(there).free
    if free >= _LEAST_FREE_BYTES:
        return Finding(f"disk of the {name}: {free >> 20} MiB free")
    mend = f"make room on the disk of {there}, or choose another folder"
    return Finding(f"disk of the {name}", f"only {free >> 20} MiB free", mend)


def check_clock(settings: Settings) -> Sequence[Finding]:
    """The clock is plausible, and near that of the database's machine."""
    now = datetime.now(UTC)
    mend = "let the machine keep its time by NTP: signatures and reminders depend on it"
    if now < _EARLIEST:
        return [Finding("clock", f"it says {now:%Y-%m-%d}, which is past", mend)]
    apart = _apart_from_database(settings)
    if apart is not None and abs(apart) > _MOST_SECONDS_APART:
        return [Finding("clock", f"it is {apart:.0f} seconds apart from that of the database", mend)]
    return [Finding("clock")]


def _apart_from_database(settings: Settings) -> float | None:
    """In seconds; ``None`` where the database has no clock of its own, or cannot be asked."""
    engine = open_engine(database_url(settings))
    if is_sqlite(engine):
        return None
    try:
        with database_troubles(), engine.connect() as connection:
            theirs: float = connection.execute(
                text("SELECT extract(epoch FROM clock_timestamp())::float8")
            ).scalar_one()
    except StorageUnavailableError:
        return None
    finally:
        engine.dispose()
    return time.time() - theirs
