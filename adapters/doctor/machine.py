"""Whether the machine does its part: room on its disk, and a clock that is right."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from adapters.bootstrap import cache_folder, database_url
from adapters.finding import Finding
from adapters.settings import Settings
from adapters.storage.engine import is_sqlite, open_engine, sqlite_file
from adapters.storage.failures import DatabaseUnusableError, database_troubles
from bot.errors import StorageUnavailableError

_THEIR_TIME = text("SELECT extract(epoch FROM clock_timestamp())::float8")
_LEAST_FREE_BYTES = 200 << 20
_MOST_SECONDS_APART = 60.0
"""Slack and Microsoft allow five minutes between their clock and ours; see docs.slack.dev, "Verifying requests"."""
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right is before the day on which this was written."""


def check_disk(settings: Settings) -> Sequence[Finding]:
    """There is room where Magdat writes, and it may write what it computed."""
    cache = cache_folder(settings)
    found = [_writable(cache) or _room("cache", cache)]
    try:
        file = sqlite_file(open_engine(database_url(settings)))
    except DatabaseUnusableError:
        return found  # said of the database
    return found if file is None else [*found, _room("database", file.parent)]


def _writable(folder: Path) -> Finding | None:
    """Nothing where the folder can be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        wrong = f"{folder} cannot be written: {error.strerror}. So each start computes everything anew"
        mend = "let this user write there, or choose another folder with MAGDAT_CACHE_DIR"
        return Finding("cache", wrong, mend)


def _room(name: str, folder: Path) -> Finding:
    there, free = _free(folder)
    if free >= _LEAST_FREE_BYTES:
        return Finding(f"disk of the {name}: {free >> 20} MiB free")
    mend = f"make room on the disk of {there}, or choose another folder"
    return Finding(f"disk of the {name}", f"only {free >> 20} MiB free", mend)


def _free(folder: Path) -> tuple[Path, int]:
    """The nearest folder there is, and how many bytes are free there."""
    for each in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            return each, shutil.disk_usage(each).free
    return Path("/"), shutil.disk_usage("/").free


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
    try:
        engine = open_engine(database_url(settings))
    except DatabaseUnusableError:
        return None
    if is_sqlite(engine):
        return None
    try:
        with database_troubles(), engine.connect() as connection:
            theirs: float = connection.execute(_THEIR_TIME).scalar_one()
    except StorageUnavailableError:
        return None
    finally:
        engine.dispose()
    return time.time() - theirs
