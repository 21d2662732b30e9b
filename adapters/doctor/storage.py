"""Whether the database can be used and the vault's key fits, and what waits in it for a person."""

from collections.abc import Sequence

from adapters.bootstrap import database_url
from adapters.clock import SystemClock
from adapters.finding import Finding
from adapters.settings import Settings
from adapters.storage.counting import count, organisations_with_cases
from adapters.storage.failures import DatabaseTroubleError, DatabaseUnusableError, Trouble
from adapters.storage.opening import open_kept
from adapters.storage.probing import try_writing
from bot.errors import StorageUnavailableError

_LOOK = "see that it runs, can be reached and has room"
_MEND = {
    Trouble.NO_DATABASE: "CREATE DATABASE …, as its own user, or mend MAGDAT_DATABASE_URL",
    Trouble.NO_ENTRY: "mend user and password in MAGDAT_DATABASE_URL, or pg_hba.conf",
    Trouble.NO_RIGHT: "ALTER DATABASE … OWNER TO the user, and let it own what is in it",
    Trouble.SHUT: "see that it is a file, in a folder in which this user may write",
    Trouble.READ_ONLY: "let this user write the file, its folder, and the disk that they are on",
    Trouble.DAMAGED: "magdat restore COPY --replace puts a copy in its place",
    Trouble.FULL: "make room on its disk",
}
"""By trouble; else one has to look."""
_LONG_SECONDS = 900
"""A delivery that waits longer is worth a look."""


def check_database(settings: Settings) -> Sequence[Finding]:
    """It can be reached and written, its layout is right, and the key is the one it was begun with."""
    try:
        kept = open_kept(database_url(settings), settings.vault_key, settings.organisation)
        try:
            try_writing(kept.storage, SystemClock().now())
            forgotten = sorted(
                set(organisations_with_cases(kept.engine)) - {each.organisation for each in settings.each}
            )
        finally:
            kept.close()
    except DatabaseUnusableError as error:
        return [Finding("database and vault key", str(error), "set it right; deploy/env.example says how")]
    except StorageUnavailableError as error:
        return [Finding("database", f"it cannot be used at this moment: {error}", _mend(error))]
    found = [Finding("database"), Finding("vault key")]
    if forgotten:
        wrong = f"there are cases of {', '.join(forgotten)} in the database, which is not set up: nobody sees to them"
        found.append(Finding("organisations", wrong, f"add [organisations.{forgotten[0]}] to magdat.toml"))
    return found


def _mend(error: StorageUnavailableError) -> str:
    return _MEND.get(error.trouble, _LOOK) if isinstance(error, DatabaseTroubleError) else _LOOK


def check_what_waits(settings: Settings) -> Sequence[Finding]:
    """Nothing waits for too long, and nothing was set aside."""
    try:
        kept = open_kept(database_url(settings), settings.vault_key, settings.organisation)
        try:
            figures = count(kept.engine, SystemClock().now(), settings.organisation)
        finally:
            kept.close()
    except (DatabaseUnusableError, StorageUnavailableError):
        return []  # said already
    late = [channel or "unknown" for channel, age in figures.oldest_waiting_seconds.items() if age > _LONG_SECONDS]
    found = [Finding("deliveries")]
    if late:
        wrong = f"some wait for over {_LONG_SECONDS // 60} minutes, on: {', '.join(sorted(late))}"
        found = [Finding("deliveries", wrong, "see that magdat serve runs with that channel set up")]
    if figures.parked:
        wrong = f"{sum(figures.parked.values())} were set aside: {', '.join(sorted(figures.parked))}"
        found.append(Finding("deliveries set aside", wrong, "look at them with magdat parked"))
    return found
