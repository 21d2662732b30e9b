"""The live protocol swapped under load: ``python -m tests.chaos.swap --on sqlite``.

Two processes answer 25 questions a second each, while a third publishes version after version and puts one back. Each
version is a draft before, as with the command and in a chat, and the others are waited for; with ``--at-once`` it is
not. Every answer must be of one version: its quote, the version it cites and the protocol it was made from.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import typing
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is loaded

from adapters.bootstrap import find_problems, make_matcher
from adapters.clock import SystemClock
from adapters.publications import StoredPublications, Versions
from adapters.settings import Settings
from adapters.storage.engine import sqlite_url
from adapters.storage.live_reader import LiveReader
from adapters.storage.opening import open_kept
from adapters.storage.unit_of_work import SqlStorage
from bot.address import Person
from bot.handlers.first_version import ProtocolFile, publish_first
from bot.handlers.questions import Asked, AskQuestion, ask_question
from bot.message import Fields, Quote
from bot.publication import Edition, Publication, Stage, checksum
from knowledge.loader import load_protocol
from tests.chaos.worker import VAULT_KEY
from tests.databases import postgres_database, postgres_server
from tests.fakes import FakeIds

STARTER = Path(__file__).parents[2] / "knowledge" / "starter" / "protocol.yaml"
QUESTION = "mag ik klanten toevoegen op LinkedIn?"
PER_SECOND = 25
PROCESSES = 2
ADMIN = Person("console", "", "admin", "Admin")
_STARTED_SECONDS = 10.0
"""Until both processes answer, also on a machine that does other things as well."""
ZONE = ZoneInfo("Europe/Amsterdam")


def version(number: int) -> bytes:
    """The starter protocol as version 2100.NUMBER, which the rule that answers the question names."""
    text = STARTER.read_text(encoding="utf-8").replace('version: "2026.1"', f'version: "2100.{number}"', 1)
    at = text.index("id: clients-on-linkedin")
    rule = text.index("nl:", text.index("rule:", at))
    line = text.index("\n", rule)
    start = text[line + 1 :].lstrip()
    place = text.index(start, line)
    return f"{text[:place]}(2100.{number}) {text[place:]}".encode()


def opened(url: str, cache: Path) -> tuple[SqlStorage, StoredPublications]:
    """What a process answers with."""
    kept, settings = open_kept(url, VAULT_KEY), Settings(cache_dir=cache)
    publish_first(
        ProtocolFile(load_protocol(version(1), "1").protocol, version(1), "1"), kept.storage, SystemClock(), FakeIds()
    )
    versions = Versions(
        lambda protocol: make_matcher(protocol, settings), lambda data, name: find_problems(data, name, settings)
    )
    return kept.storage, StoredPublications(LiveReader(kept.engine), versions, SystemClock(), ZONE)


def answer(url: str, cache: Path) -> None:
    """One process: answers, and tells of each answer on a line, until its standard input is closed."""
    over = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(over,), daemon=True).start()
    _, publications = opened(url, cache)
    with publications.followed():
        due = time.time()
        while not over.is_set():
            try:
                _say(json.dumps(_answered(publications)))
            except Exception as error:  # noqa: BLE001 -- every failure counts, whatever it is
                _say(json.dumps({"failed": repr(error)}))
            due += 1 / PER_SECOND
            time.sleep(max(0.0, due - time.time()))


def _wait_for_the_end(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _answered(publications: StoredPublications) -> dict[str, object]:
    reply = ask_question(AskQuestion(QUESTION), publications, SystemClock())
    assert isinstance(reply, Asked)
    cited = [each.value for block in reply.message.blocks if isinstance(block, Fields) for each in block.fields]
    [quote] = [block.text for block in reply.message.blocks if isinstance(block, Quote)]
    made = reply.protocol.version
    return {"at": time.time(), "version": made, "whole": made in cited and f"({made})" in quote}


@dataclass
class Published:
    """A version, and when it was committed."""

    version: str
    at: float


def load(content: bytes) -> Edition:
    """The draft of a file."""
    protocol, now, sha256 = load_protocol(content, "x").protocol, SystemClock().now(), checksum(content)
    return Edition(sha256[:24], protocol.id, protocol.version, None, "x", sha256, ADMIN, now)


def keep_draft(content: bytes, storage: SqlStorage) -> None:
    """What comes of a file that an admin gave."""
    with storage.begin() as uow:
        uow.editions.add(load(content), content)
        uow.commit()


def publish(content: bytes, storage: SqlStorage) -> Published:
    """What an admin does, without the checks that come before."""
    edition, now = replace(load(content), stage=Stage.PUBLISHED), SystemClock().now()
    with storage.begin() as uow:
        every = uow.publications.every()
        was_draft = uow.editions.save(edition, Stage.DRAFT)
        if not was_draft and edition.id not in {each.edition_id for each in every}:
            uow.editions.add(edition, content)
        uow.publications.append(
            Publication(
                len(every) + 1, edition.id, edition.protocol_id, edition.version, edition.sha256, None, now, now, ADMIN
            )
        )
        uow.commit()
    return Published(edition.version, time.time())


def swap(url: str, cache: Path, count: int, every: float, *, at_once: bool = False) -> str:
    """Swap while two processes answer; ``at_once`` without a draft before."""
    storage, publications = opened(url, cache)
    command = [sys.executable, "-m", "tests.chaos.swap", "--worker", url, "--cache", str(cache)]
    with ExitStack() as stack:
        said = [stack.enter_context(tempfile.TemporaryFile("w+")) for _ in range(PROCESSES)]
        workers = [
            stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=each, text=True))  # noqa: S603 -- ourselves
            for each in said
        ]
        wait = None if at_once else publications.wait_for_others
        published, back = _publish_all(storage, wait, cache, count, every)
        for worker in workers:
            worker.communicate()
        heard = []
        for each in said:
            each.seek(0)
            heard.append([json.loads(line) for line in each])
    return _told(heard, published, back)


def _publish_all(
    storage: SqlStorage, wait: Callable[[], None] | None, cache: Path, count: int, every: float
) -> tuple[list[Published], Published]:
    """Publish version after version, then put the second one back; ``wait`` for the others after each draft."""
    time.sleep(_STARTED_SECONDS)
    published: list[Published] = []
    for number in range(2, count + 2):
        checked = load_protocol(version(number), "x").protocol
        make_matcher(checked, Settings(cache_dir=cache))  # as is done when a file is checked
        time.sleep(every)
        if wait is not None:
            keep_draft(version(number), storage)
            wait()
        published.append(publish(version(number), storage))
    time.sleep(every)
    back = publish(version(2), storage)
    time.sleep(every)
    return published, back


def _told(heard: list[list[dict[str, typing.Any]]], published: list[Published], back: Published) -> str:
    every_answer = [each for process in heard for each in process]
    failed = sum("failed" in each for each in every_answer)
    mixed = sum(not each.get("whole", True) for each in every_answer)
    delays = [_delay(one, process) for process in heard for one in published]
    back_after = max(_delay(back, [each for each in process if each.get("at", 0) > back.at]) for process in heard)
    return (
        f"{len(every_answer)} answers of {PROCESSES} processes, {len(published)} versions: {failed} failed, "
        f"{mixed} mixed versions; a version was live after {statistics.median(delays):.2f} s in the middle, "
        f"{max(delays):.2f} s at most, "
        f"the one put back after {back_after:.2f} s"
    )


def _delay(one: Published, answers: list[dict[str, typing.Any]]) -> float:
    """From its publication until the process answered from it."""
    from_it = (each for each in answers if each.get("version") == one.version)
    return next((float(each["at"]) - one.at for each in from_it if float(each["at"]) > one.at), float("inf"))


def main() -> None:
    """Run it on the database that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--versions", type=int, default=6)
    parser.add_argument("--every", type=float, default=4.0)
    parser.add_argument("--at-once", action="store_true")
    parser.add_argument("--worker", metavar="URL")
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    if options.worker:
        answer(options.worker, options.cache)
        return
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if options.on == "sqlite":
            url = sqlite_url(Path(folder) / "magdat.sqlite3")
        else:
            url = stack.enter_context(postgres_database(stack.enter_context(postgres_server()), "magdat_swap"))
        _say(swap(url, Path(folder) / "cache", options.versions, options.every, at_once=options.at_once))


if __name__ == "__main__":
    main()
