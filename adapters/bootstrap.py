"""Puts Magdat together from its parts: the one place that knows them all.

What is slow to import is imported where it is needed, so that a command pays only for what it uses.
"""

import contextlib
import typing
from collections.abc import Sequence
from datetime import date
from importlib import resources
from pathlib import Path

from adapters.chance import RandomIds
from adapters.clock import SystemClock
from adapters.one_version import OneDay, OneVersion
from adapters.settings import Settings, WrongSettingError
from bot.ports import Examined, LiveProtocol, Publications
from knowledge.loader import LoadedProtocol, load_protocol, read_file, read_protocol
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language, SocialMediaProtocol

if typing.TYPE_CHECKING:
    from adapters.publications import StoredPublications
    from adapters.storage.opening import Kept
    from adapters.storage.stored_file import StoredFile
    from knowledge.matching.decision import Finding
    from knowledge.matching.matcher import Matcher


def open_publications(settings: Settings, file: Path | None = None) -> OneVersion:
    """The protocol in ``file``, else the one that is live, ready to answer for as long as the program runs.

    Raises:
        ProtocolRejectedError: it cannot be read or used.
        StorageUnavailableError: what is live cannot be looked up at this moment.
    """
    protocol = open_protocol(settings, file).protocol
    version = LiveProtocol(protocol, make_matcher(protocol, settings))
    return OneVersion(version, lambda content, name: find_problems(content, name, settings))


def open_day(settings: Settings, day: date) -> Publications:
    """The protocol that held on that day, ready to answer, beside the one that is live.

    Where nothing was ever published it is the one that would be at the first start, from its own effective date on.

    Raises:
        ProtocolRejectedError: one of them cannot be read or used.
        StorageUnavailableError: they cannot be looked up at this moment.
    """
    stored = _read_day(settings, day)
    if stored is None:
        return open_publications(settings)
    held, now = stored
    protocol = now.load().protocol
    live = LiveProtocol(protocol, _LateMatcher(protocol, settings))
    then = live if held == now else None
    if held is not None and then is None:
        protocol = held.load().protocol
        then = LiveProtocol(protocol, make_matcher(protocol, settings))
    return OneDay(live, lambda content, name: find_problems(content, name, settings), then)


def stored_publications(settings: Settings, kept: "Kept", *, late: bool = False) -> "StoredPublications":
    """What is published in the database; where no person published anything, the file of the settings or the starter.

    Args:
        settings: What the operator chose.
        kept: The database.
        late: For who seldom asks: the matcher is only made when it is asked for the first time.

    Raises:
        ProtocolRejectedError: it cannot be read or used.
        StorageUnavailableError: the database cannot be used at this moment.
    """
    from adapters.publications import StoredPublications, Versions  # noqa: PLC0415 -- imports SQLAlchemy
    from adapters.storage.live_reader import LiveReader  # noqa: PLC0415 -- as above
    from bot.handlers.first_version import ProtocolFile, publish_first  # noqa: PLC0415 -- only needed where it is kept

    content, name = first_file(settings)
    given = ProtocolFile(load_protocol(content, name).protocol, content, name)
    publish_first(given, kept.storage, SystemClock(), RandomIds())
    make = _LateMatcher if late else make_matcher
    versions = Versions(
        lambda protocol: make(protocol, settings), lambda content, name: find_problems(content, name, settings)
    )
    return StoredPublications(
        LiveReader(kept.engine, settings.organisation), versions, SystemClock(), settings.hours.zone
    )


class _LateMatcher:
    """A matcher that is made when it is needed."""

    def __init__(self, protocol: SocialMediaProtocol, settings: Settings) -> None:
        self._protocol = protocol
        self._settings = settings
        self._matcher: Matcher | None = None

    def find(self, question: str, *, otherwise: Language | None = None) -> "Finding":
        """What the matcher finds."""
        return self._made().find(question, otherwise=otherwise)

    def find_all(self, questions: Sequence[str]) -> "Sequence[Finding]":
        """What the matcher finds."""
        return self._made().find_all(questions)

    def _made(self) -> "Matcher":
        if self._matcher is None:
            self._matcher = make_matcher(self._protocol, self._settings)
        return self._matcher


def open_protocol(settings: Settings, file: Path | None = None) -> LoadedProtocol:
    """The protocol in ``file``, else the one that is live, else the one that would be published at the first start.

    Raises:
        ProtocolRejectedError: it cannot be read or used.
        StorageUnavailableError: what is live cannot be looked up at this moment.
    """
    if file is not None:
        return read_protocol(file)
    stored = _read_stored(settings)
    return load_protocol(*first_file(settings)) if stored is None else stored.load()


def _read_stored(settings: Settings) -> "StoredFile | None":
    """What is live in the database; ``None`` where nothing is."""
    file = _database_file(settings)
    if file is not None and _can_be_made(file):
        return None
    if file is not None:
        from adapters.storage.plain_reader import NotReadPlainlyError, read_live_plainly  # noqa: PLC0415 -- seldom needed

        with contextlib.suppress(NotReadPlainlyError):
            return read_live_plainly(file, SystemClock().now(), settings.organisation)
    url = database_url(settings)
    from adapters.storage.live_reader import read_live  # noqa: PLC0415 -- imports SQLAlchemy

    return read_live(url, SystemClock().now(), settings.organisation)


def _read_day(settings: Settings, day: date) -> "tuple[StoredFile | None, StoredFile] | None":
    """What held on that day and what is live; ``None`` where nothing was published."""
    file = _database_file(settings)
    if file is not None and _can_be_made(file):
        return None
    url = database_url(settings)
    from adapters.storage.live_reader import read_held_and_live  # noqa: PLC0415 -- imports SQLAlchemy

    return read_held_and_live(url, day, SystemClock().now(), settings.hours.zone, settings.organisation)


def _database_file(settings: Settings) -> Path | None:
    """The file of the database; ``None`` where it is none, or none that can be told without SQLAlchemy."""
    if settings.database_url is None:
        return _own_database()
    on_disk = settings.database_url.removeprefix("sqlite:///")
    return None if on_disk == settings.database_url or "?" in on_disk else Path(on_disk).expanduser()


def _can_be_made(file: Path) -> bool:
    """Whether it is not there yet, and nothing but a folder stands where it will be."""
    try:
        above = next(folder for folder in file.absolute().parents if folder.exists())
        return not file.exists() and above.is_dir()
    except OSError:  # what stands there cannot be seen
        return False


def _own_database() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 -- only needed where no database was chosen

    return user_data_path("magdat", appauthor=False) / "magdat.sqlite3"


def first_file(settings: Settings) -> tuple[bytes, str]:
    """The file that the settings name, else the starter protocol: its bytes and its name.

    Raises:
        ProtocolRejectedError: it cannot be read.
    """
    if settings.protocol is not None:
        return read_file(settings.protocol), str(settings.protocol)
    starter = resources.files("knowledge").joinpath("starter", "protocol.yaml")
    return starter.read_bytes(), "starter/protocol.yaml"


def find_problems(content: bytes, file: str, settings: Settings) -> Examined:
    """Check a protocol file and run its tests."""
    from knowledge.checks import Remembering, check_protocol, foresee  # noqa: PLC0415 -- imports the matcher

    try:
        loaded = load_protocol(content, file)
    except ProtocolRejectedError as error:
        return Examined(error.problems, None)
    matcher = make_matcher(loaded.protocol, settings)
    remembering = Remembering(matcher)
    found = check_protocol(loaded, remembering, SystemClock().today())
    problems = sorted({*loaded.warnings, *found}, key=lambda problem: (problem.place, problem.code))
    return Examined(tuple(problems), LiveProtocol(loaded.protocol, matcher), foresee(loaded, remembering))


def make_matcher(protocol: SocialMediaProtocol, settings: Settings) -> "Matcher":
    """A matcher for the protocol; what was computed for it, and nothing of a question, is kept between two starts.

    Raises:
        WrongSettingError: the folder of the encoder cannot be used.
    """
    from adapters.storage.array_store import FolderArrayStore  # noqa: PLC0415 -- imports numpy
    from knowledge.matching.encoders import load_encoder  # noqa: PLC0415 -- imports numpy and the model
    from knowledge.matching.matcher import Matcher  # noqa: PLC0415 -- imports numpy, rapidfuzz and the stemmer

    store = FolderArrayStore(cache_folder(settings) / "arrays")
    if isinstance(settings.encoder, Path):
        from knowledge.matching.onnx_encoder import OnnxEncoder  # noqa: PLC0415 -- as above
        from knowledge.matching.onnx_folder import EncoderUnusableError  # noqa: PLC0415 -- as above

        try:
            return Matcher(protocol, OnnxEncoder(settings.encoder, store), store)
        except EncoderUnusableError as error:
            raise WrongSettingError("MAGDAT_ENCODER", str(error)) from error
    return Matcher(protocol, load_encoder(settings.encoder), store)


def cache_folder(settings: Settings) -> Path:
    """Where what can be made again is kept."""
    if settings.cache_dir is not None:
        return settings.cache_dir
    from platformdirs import user_cache_path  # noqa: PLC0415 -- only needed where no folder was chosen

    return user_cache_path("magdat", appauthor=False)


def database_url(settings: Settings) -> str:
    """Where cases are kept: the database of the settings, else a file among the user's own data."""
    if settings.database_url is not None:
        return settings.database_url
    from adapters.storage.engine import sqlite_url  # noqa: PLC0415 -- imports SQLAlchemy

    return sqlite_url(_own_database())
