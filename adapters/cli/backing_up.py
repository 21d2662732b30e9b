"""``magdat backup`` and ``magdat restore``."""

from datetime import UTC, datetime
from pathlib import Path

from adapters.bootstrap import database_url
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import print_note
from adapters.clock import SystemClock
from adapters.settings import Settings
from adapters.storage.backup import BackupError, SetAside, copy_database, put_back, set_aside_what_waited
from adapters.storage.engine import open_engine, sqlite_file
from adapters.storage.opening import open_kept

_ON_POSTGRESQL = "the database is PostgreSQL: use pg_dump and pg_restore, as deploy/backup.md says."


def back_up(settings: Settings, file: Path) -> Exit:
    """Copy the database, while Magdat runs."""
    try:
        copy_database(_sqlite(settings), file)
    except BackupError as error:
        raise WrongInputError("no-backup", str(error)) from error
    print_note(f"Copied to {file}. Keep the vault's key as well, elsewhere: without it the copy cannot be used.")
    return Exit.FINE


def restore(settings: Settings, file: Path | None, *, replace: bool) -> Exit:
    """Put a copy back, or look after a database that was put back by other means; nothing old is sent again."""
    done = _looked_after(settings) if file is None else _put_back(settings, file, replace=replace)
    print_note(
        f"Restored (time {done.epoch}). Set aside, since they may have been sent after the copy was made: "
        f"{done.deliveries} deliveries; taken for handled: {done.events} events."
    )
    return Exit.FINE


def _put_back(settings: Settings, copy: Path, *, replace: bool) -> SetAside:
    there = _sqlite(settings)
    aside = there.with_name(f"{there.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}") if replace else None
    try:
        done = put_back(copy, there, aside, SystemClock().now())
    except BackupError as error:
        raise WrongInputError("no-restore", str(error)) from error
    if aside is not None and aside.exists():
        print_note(f"What was there is now {aside}; delete it when you no longer need it.")
    open_kept(
        database_url(settings), settings.vault_key, settings.organisation
    ).close()  # whether the vault's key fits is said at once
    return done


def _looked_after(settings: Settings) -> SetAside:
    kept = open_kept(database_url(settings), settings.vault_key)
    try:
        return set_aside_what_waited(kept.storage, SystemClock().now())
    finally:
        kept.close()


def _sqlite(settings: Settings) -> Path:
    """The file of the database.

    Raises:
        WrongInputError: the database is another.
    """
    file = sqlite_file(open_engine(database_url(settings)))
    if file is None:
        raise WrongInputError("no-sqlite", _ON_POSTGRESQL)
    return file
