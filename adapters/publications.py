"""The protocol that answers: whatever is published in the database."""

import contextlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, tzinfo

from adapters.one_version import FindProblems
from adapters.storage.live_reader import LiveReader
from bot.errors import StorageUnavailableError
from bot.ports import Clock, Examined, LiveProtocol, Matcher
from bot.publication import checksum, held_on
from bot.review import Review, with_reviews
from knowledge.loader import load_protocol
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import SocialMediaProtocol

_REMEMBERED = 4
"""How many versions beside the live one stay ready to answer; a matcher takes a few megabytes."""

_log = logging.getLogger(__name__)

MakeMatcher = Callable[[SocialMediaProtocol], Matcher]


class Versions:
    """Makes versions of files, and remembers the last few: what was just checked goes live at once.

    Args:
        make_matcher: Makes what is to answer.
        find_problems: Checks a file, as ``Examined`` has it.
    """

    def __init__(self, make_matcher: MakeMatcher, find_problems: FindProblems) -> None:
        self._make_matcher = make_matcher
        self._find_problems = find_problems
        self._ready: OrderedDict[str, LiveProtocol] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, content: bytes, file: str) -> LiveProtocol:
        """The version in these bytes.

        Raises:
            ProtocolRejectedError: this release cannot use it.
        """
        key = checksum(content)
        with self._lock:
            ready = self._ready.get(key)
        if ready is not None:
            return ready
        protocol = load_protocol(content, file).protocol
        version = LiveProtocol(protocol, self._make_matcher(protocol))
        self._keep(key, version)
        return version

    def examine(self, content: bytes, file: str) -> Examined:
        """What the file turns out to be."""
        examined = self._find_problems(content, file)
        if examined.version is not None:
            self._keep(checksum(content), examined.version)
        return examined

    def _keep(self, key: str, version: LiveProtocol) -> None:
        with self._lock:
            self._ready[key] = version
            self._ready.move_to_end(key)
            while len(self._ready) > _REMEMBERED:
                self._ready.popitem(last=False)


class StoredPublications:
    """The port ``Publications`` on what is published in the database.

    Args:
        reader: Reads what is live.
        versions: Makes versions of files.
        clock: Tells when a version that was published for a later day goes live.
        zone: Where the organisation is.

    Raises:
        ProtocolRejectedError: what is live cannot be used by this release.
        StorageUnavailableError: the database cannot be used at this moment.
    """

    def __init__(self, reader: LiveReader, versions: Versions, clock: Clock, zone: tzinfo) -> None:
        self._reader = reader
        self._versions = versions
        self._clock = clock
        self._zone = zone
        self._swapping = threading.Lock()
        self._foreseen = ""
        self._number, self._reviews, self._live = self._read()

    def live(self) -> LiveProtocol:
        """The live version, as it was last taken in."""
        return self._live

    def examine(self, content: bytes, file: str) -> Examined:
        """What the file turns out to be."""
        return self._versions.examine(content, file)

    def refresh(self) -> None:
        """Take in what was published; what this release cannot use leaves the live one in its place.

        Raises:
            StorageUnavailableError: it cannot be looked up at this moment.
        """
        with self._swapping:
            if (self._reader.live_number(self._clock.now()), self._reader.reviews()) == (self._number, self._reviews):
                return
            try:
                self._number, self._reviews, self._live = self._read()
            except ProtocolRejectedError:
                _log.exception("what was published cannot be used by this release; the version before it stays")

    def wait_for_others(self) -> None:
        """Give the other processes time to make ready what was just kept as a draft.

        Raises:
            StorageUnavailableError: as above.
        """
        self._reader.wait_for_others()

    def held_on(self, day: date) -> LiveProtocol | None:
        """The version that held on that day.

        Raises:
            StorageUnavailableError: it cannot be looked up at this moment.
        """
        publication = held_on(self._reader.every(), day, self._zone)
        if publication is None:
            return None
        if publication.number == self._number:
            return self._live
        try:
            return self._versions.of(*self._reader.content(publication.number))
        except ProtocolRejectedError:
            return None

    def _read(self) -> tuple[int, tuple[Review, ...], LiveProtocol]:
        number = self._reader.live_number(self._clock.now())
        if number is None:
            raise StorageUnavailableError("no protocol is published")
        reviews, version = self._reader.reviews(), self._versions.of(*self._reader.content(number))
        protocol = with_reviews(version.protocol, reviews)
        return number, reviews, version if protocol is version.protocol else replace(version, protocol=protocol)

    @contextlib.contextmanager
    def followed(self) -> Iterator[None]:
        """Take in whatever is published, by whatever process, within 2 seconds, for as long as this lasts."""
        stop = threading.Event()
        follower = threading.Thread(target=self._follow, args=(stop,), name="protocol", daemon=True)
        follower.start()
        try:
            yield
        finally:
            stop.set()
            follower.join()

    def _make_ready(self) -> None:
        """Make what will be live next ready to answer before it is, so that the swap itself takes no time.

        Raises:
            StorageUnavailableError: it cannot be looked up at this moment.
        """
        coming = self._reader.next_content(self._clock.now(), self._foreseen)
        if coming is None:
            return
        self._foreseen = checksum(coming[0])
        with contextlib.suppress(ProtocolRejectedError):  # it is told to who publishes it
            self._versions.of(*coming)

    def _follow(self, stop: threading.Event) -> None:
        for _ in self._reader.changes(stop):
            try:
                self.refresh()
                self._make_ready()
            except StorageUnavailableError:
                _log.warning("storage is unavailable; whether another protocol was published is looked up later")
