"""Puts Magdat together from its parts: the one place that knows them all.

What is slow to import is imported where it is needed, so that a command pays only for what it uses.
"""

import typing
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from adapters.settings import Settings
from bot.ports import LiveProtocol
from knowledge.loader import LoadedProtocol, read_protocol
from knowledge.protocol import Language, SocialMediaProtocol

if typing.TYPE_CHECKING:
    from knowledge.matching.decision import Finding
    from knowledge.matching.matcher import Matcher


@dataclass(frozen=True, slots=True)
class OneVersion:
    """A protocol that was read from a file, live for as long as the program runs."""

    version: LiveProtocol

    def live(self) -> LiveProtocol:
        """The one version there is."""
        return self.version


def open_publications(settings: Settings, file: Path | None = None) -> OneVersion:
    """The protocol in ``file``, else the one that the settings name, else the starter protocol, ready to answer.

    Raises:
        ProtocolRejectedError: it cannot be read or used.
    """
    protocol = open_protocol(settings, file).protocol
    return OneVersion(LiveProtocol(protocol, make_matcher(protocol, settings)))


def open_publications_late(settings: Settings, file: Path | None = None) -> OneVersion:
    """The same, for who seldom asks: the matcher is only made when it is asked for the first time.

    Raises:
        ProtocolRejectedError: it cannot be read or used.
    """
    protocol = open_protocol(settings, file).protocol
    return OneVersion(LiveProtocol(protocol, _LateMatcher(protocol, settings)))


class _LateMatcher:
    """A matcher that is made when it is needed."""

    def __init__(self, protocol: SocialMediaProtocol, settings: Settings) -> None:
        self._protocol = protocol
        self._settings = settings
        self._matcher: Matcher | None = None

    def find(self, question: str, *, otherwise: Language | None = None) -> "Finding":
        """What the matcher finds."""
        if self._matcher is None:
            self._matcher = make_matcher(self._protocol, self._settings)
        return self._matcher.find(question, otherwise=otherwise)


def open_protocol(settings: Settings, file: Path | None = None) -> LoadedProtocol:
    """The protocol in ``file``, else the one that the settings name, else the starter protocol.

    Raises:
        ProtocolRejectedError: it cannot be read or used.
    """
    chosen = file or settings.protocol
    if chosen is not None:
        return read_protocol(chosen)
    with resources.as_file(resources.files("knowledge").joinpath("starter", "protocol.yaml")) as starter:
        return read_protocol(starter)


def make_matcher(protocol: SocialMediaProtocol, settings: Settings) -> "Matcher":
    """A matcher for the protocol; what was computed for it, and nothing of a question, is kept between two starts."""
    from adapters.storage.array_store import FolderArrayStore  # noqa: PLC0415 -- imports numpy
    from knowledge.matching.encoders import load_encoder  # noqa: PLC0415 -- imports numpy and the model
    from knowledge.matching.matcher import Matcher  # noqa: PLC0415 -- imports numpy, rapidfuzz and the stemmer

    return Matcher(protocol, load_encoder(settings.encoder), FolderArrayStore(cache_folder(settings) / "arrays"))


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
    from platformdirs import user_data_path  # noqa: PLC0415 -- only needed where no database was chosen

    from adapters.storage.engine import sqlite_url  # noqa: PLC0415 -- imports SQLAlchemy

    return sqlite_url(user_data_path("magdat", appauthor=False) / "magdat.sqlite3")
