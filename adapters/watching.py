"""Publishes a protocol file whenever it changes: for those who keep the protocol in git, and review it there."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from bot.address import Person
from bot.errors import PublishRefusal, PublishRefusedError, StorageUnavailableError
from bot.handlers import drafts, versions
from bot.handlers.ahead import publish_ahead
from bot.handlers.turn import Turn
from bot.ports import Ports
from bot.presenter.refusals import error_sentence
from bot.publication import Edition, Publication, checksum
from bot.wording import Wording, wording_in
from knowledge.loader import read_file
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language

LOOK_EVERY_SECONDS = 1.0
WATCHER = Person("magdat", "", "watch", "magdat serve --watch")

_MISSED_LOOKS = 10
"""An editor puts another file in the place of one for a moment; a file that was not there so often is gone."""
_MOST_TOLD = 10
_NOTHING_TO_DO = frozenset({PublishRefusal.UNCHANGED, PublishRefusal.STAGED_ALREADY})

_log = logging.getLogger(__name__)

Say = Callable[[str], None]


class ProtocolWatch:
    """Looks at one file; what is not fit to go live is told once, and the live version stays.

    Args:
        file: The protocol file.
        ports: What publishing needs.
        say: Tells the operator a line.
    """

    def __init__(self, file: Path, ports: Ports, say: Say) -> None:
        self._file = file
        self._ports = ports
        self._say = say
        self._seen: tuple[int, int] | None = None
        self._settled: tuple[int, int] | None = None
        self._handled = ""
        self._missed = 0

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def look(self) -> None:
        """Publish the file if it changed; a file that is still being written is left until the next look."""
        try:
            stands = self._file.stat()
        except OSError:
            self._missed += 1
            if self._missed == _MISSED_LOOKS:
                self._tell("it cannot be found. What is live stays; put the file back, or begin again with another.")
            return
        self._missed = 0
        looks = (stands.st_mtime_ns, stands.st_size)
        still, self._seen = looks == self._seen, looks
        if not still or looks == self._settled:
            return
        try:
            self._take(read_file(self._file))
        except StorageUnavailableError:
            _log.warning("storage is unavailable; the protocol file is looked at again")
            return
        except ProtocolRejectedError as error:
            self._tell_all(error)
        self._settled = looks

    def _take(self, content: bytes) -> None:
        if checksum(content) == self._handled:
            return
        wording = wording_in(Language.EN)
        try:
            published = self._publish(content)
        except PublishRefusedError as error:
            if error.reason not in _NOTHING_TO_DO:
                self._tell(error_sentence(error, wording))
        except ProtocolRejectedError as error:
            self._tell_all(error)
        else:
            self._tell(self._outcome(published, wording))
        self._handled = checksum(content)

    def _publish(self, content: bytes) -> Publication | Edition:
        """Let the file go live.

        Raises:
            ProtocolRejectedError: it cannot be used.
            PublishRefusedError: it does not follow on what is live, or tests of its own fail.
            StorageUnavailableError: nothing was kept.
        """
        prepared = drafts.prepare(content, self._file.name, self._ports)
        version = prepared.examined.version
        if version is None or prepared.examined.failing:
            raise ProtocolRejectedError(prepared.examined.errors)
        ready = version

        def load(turn: Turn) -> drafts.Draft:
            return drafts.load_draft(prepared, ready, WATCHER, "", turn, of_anyone=False)

        def publish(draft_id: str, turn: Turn) -> Publication | Edition:
            return versions.publish(draft_id, WATCHER, turn, reviewed=True)

        published = publish_ahead(load, publish, self._ports)
        self._ports.publications.refresh()
        self._ports.announcer.announce()
        return published

    def _outcome(self, published: Publication | Edition, wording: Wording) -> str:
        match published:
            case Publication(version=version, live_from=live_from, published_at=at) if live_from > at:
                moment = wording.moment(live_from.astimezone(self._ports.desk.hours.zone))
                return wording.say("publish.staged", version=version, moment=moment)
            case Publication():
                return wording.say("publish.live", version=published.version)
            case Edition():
                return wording.say("publish.waiting", version=published.version)

    def _tell_all(self, error: ProtocolRejectedError) -> None:
        for problem in error.problems[:_MOST_TOLD]:
            self._tell(f"line {problem.place.line}: {problem.message} {problem.hint}")
        if len(error.problems) > _MOST_TOLD:
            self._tell(f"and more than these {_MOST_TOLD}: magdat check {self._file} shows all.")

    def _tell(self, said: str) -> None:
        self._say(f"{self._file}: {said}")
