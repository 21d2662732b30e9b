"""The figures of the pages, measured: ``python -m tests.adapters.web.figures``; with ``--fresh`` also in a new clone.

How soon a page is painted and how much it brings at a first visit, in Chromium, also with a protocol of 2,000 clauses;
how soon desk and insight answer with 10,000 cases; how soon ``make run`` has a page that answers. Times are the least
and the median of several, for whatever else this machine does only makes them longer. It ends with 1 when a median is
over its bound.
"""

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from threading import Thread

from playwright.sync_api import sync_playwright

from adapters.bootstrap import open_publications
from adapters.office import open_office
from adapters.serving.beside import demo_beside
from adapters.settings import EncoderName, Settings
from bot.events import AuditEntry, Happening
from bot.ports import LiveProtocol, Publications
from bot.record import Feedback, Made, QuestionRecord
from bot.tally import Cell, Gap
from knowledge.protocol import Language
from tests.adapters.web.much import long_protocol
from tests.adapters.web.plain_visits import Unchanging
from tests.contracts.made import case

ROOT = Path(__file__).parents[3]
PAGES = ("", "protocol", "try", "desk", "insight")
LONG_PAGES = ("protocol", "protocol/part/2", "protocol?q=toestemming", "insight")
MOST_BYTES, MOST_PAINT_MS, MOST_ANSWER_MS = 100_000, 300.0, 200.0
MOST_FRESH_SECONDS, MOST_AGAIN_SECONDS = 60.0, 5.0
_CASES, _CLAUSES = 10_000, 2_000
_HAPPENED = (Happening.CASE_CLAIMED, Happening.CASE_ANSWERED, Happening.CASE_HANDED_OVER)
_ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/")


def measure(fresh: Sequence[str]) -> bool:
    """Print every figure; whether all are within their bounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(folder / "few") as address:
            found = [*painted(address, PAGES)]
        with served(folder / "long", _CLAUSES) as address:
            found += [*painted(address, LONG_PAGES, f" of {_CLAUSES:,} clauses")]
        fill(folder / "many")
        with served(folder / "many") as address:
            found += [answered(address, "desk"), answered(address, "desk?show=stale&from=9950")]
            found += [answered(address, "insight")]
    found += [*started(folder=None)]
    if fresh:
        found += [*started_anew()]
    return all(found)


@contextmanager
def served(folder: Path, clauses: int = 0) -> Iterator[str]:
    """The pages for trying out; with so many clauses where a number is given."""
    settings = settings_in(folder)
    publications: Publications = open_publications(settings)
    if clauses:
        live = publications.live()
        publications = Unchanging(LiveProtocol(long_protocol(live.protocol, clauses, rule=700), live.matcher))
    with demo_beside(settings, publications, Language.NL) as address:
        yield address


def settings_in(folder: Path) -> Settings:
    folder.mkdir(exist_ok=True)
    return Settings(
        encoder=EncoderName.NONE,
        cache_dir=folder / "cache",
        database_url=f"sqlite:///{folder / 'magdat.sqlite3'}",
        listen_at=("127.0.0.1", 0),
    )


def fill(folder: Path) -> None:
    """Ten thousand questions of 900 people in a month, each at HR, most of them answered there and running again."""
    chance = random.Random(1)  # noqa: S311 -- the same questions each time
    with open_office(settings_in(folder)) as office:
        ports = office.ports
        protocol = ports.publications.live().protocol
        clauses = [clause.id for clause in protocol.clauses]
        words = [word for clause in protocol.clauses for word in clause.title.get(Language.NL).split()]
        with ports.storage.begin() as uow:
            for number in range(_CASES):
                at = ports.clock.now() - timedelta(minutes=4 * number)
                made = chance.choice(list(Made))
                question = QuestionRecord(
                    ports.ids.new_id(),
                    f"Mag ik {' '.join(chance.choices(words, k=6))}?",
                    Language.NL,
                    at,
                    protocol.id,
                    protocol.version,
                    made,
                    clause_id=chance.choice(clauses) if made is Made.ANSWER else None,
                    feedback=chance.choice([None, None, *Feedback]),
                )
                uow.questions.add(question)
                opened = case(question.id, question_id=question.id, opened_at=at, expected_by=at + timedelta(hours=8))
                uow.cases.add(replace(opened, asker_mark=f"asker-{chance.randrange(900)}"))
                for happening in chance.choices(_HAPPENED, k=chance.randrange(4)):
                    later = at + timedelta(hours=chance.expovariate(0.2))
                    uow.audit.append(AuditEntry(ports.ids.new_id(), later, happening, opened.id))
            for month in {f"{ports.clock.now() - timedelta(minutes=4 * number):%Y-%m}" for number in range(_CASES)}:
                for gap, topic in product(Gap, {clause.topic or "" for clause in protocol.clauses}):
                    for tag in range(30):
                        uow.tallies.add(Cell(month, topic, gap), tag)
            uow.commit()


def painted(address: str, names: Sequence[str], of: str = "", times: int = 5) -> Iterator[bool]:
    """How soon each page is painted, and how much comes, with nothing kept from before."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for page_name in names:
            paints, most = [], 0
            for _ in range(times):
                with browser.new_context(locale="nl-NL") as context:
                    page = context.new_page()
                    page.goto(f"{address}{page_name}", wait_until="load")
                    paints.append(page.evaluate(_PAINTED))
                    most = max(most, page.evaluate(BYTES))
            yield told(f"/{page_name}{of} painted", paints, MOST_PAINT_MS, "ms")
            yield told(f"/{page_name}{of} at a first visit", [most / 1_000], MOST_BYTES / 1_000, "KB")
        browser.close()


_PAINTED = """new Promise(painted => new PerformanceObserver(list => list.getEntries().forEach(each => {
    if (each.name === 'first-contentful-paint') { painted(each.startTime); }
})).observe({type: 'paint', buffered: true}))"""
BYTES = """['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
    .filter(each => each.initiatorType !== 'iframe').reduce((sum, each) => sum + each.transferSize, 0)"""


def answered(address: str, path: str, times: int = 20) -> bool:
    """How soon the server has answered."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        with urllib.request.urlopen(f"{address}{path}") as answer:  # noqa: S310 -- our own
            answer.read()
        took.append((time.perf_counter() - begin) * 1_000)
    return told(f"/{path} with {_CASES:,} cases", took, MOST_ANSWER_MS, "ms")


def started(folder: Path | None, times: int = 3) -> Iterator[bool]:
    """How soon ``make run`` has a page, where it was set up before."""
    with tempfile.TemporaryDirectory() as name:
        environment = os.environ | {
            "XDG_DATA_HOME": name,
            "XDG_CACHE_HOME": f"{name}/cache",
            "MAGDAT_HTTP": "127.0.0.1:0",
        }
        first = until_page(["make", "run"], folder or ROOT, environment)
        took = [until_page(["make", "run"], folder or ROOT, environment) for _ in range(times)]
    sys.stdout.write(f"make run, the first time with an empty cache: {first:.2f} s\n")
    yield told("make run, again, until its page answers", took, MOST_AGAIN_SECONDS, "s")


def started_anew() -> Iterator[bool]:
    """How soon ``make run`` has a page in a new clone; how near the packages are counts too."""
    with tempfile.TemporaryDirectory() as name:
        clone = ["git", "clone", "--quiet", str(ROOT), f"{name}/magdat"]
        subprocess.run(clone, check=True)  # noqa: S603 -- our own repository
        environment = os.environ | {
            "XDG_DATA_HOME": f"{name}/data",
            "MAGDAT_CACHE_DIR": f"{name}/cache",
            "MAGDAT_HTTP": "127.0.0.1:0",
        }
        took = until_page(["make", "run"], Path(name) / "magdat", environment)
        yield told("make run in a new clone", [took], MOST_FRESH_SECONDS, "s")


def until_page(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Start it, and see how long until the page that it prints the address of answers."""
    begin = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 -- our own command
        command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        said = b""
        try:
            while (address := _ADDRESS.search(said)) is None:
                piece = os.read(running.stdout.fileno(), 4_096)
                if not piece:
                    raise AssertionError(said.decode(errors="replace"))
                said += piece
            drained = Thread(target=running.stdout.read, daemon=True)
            drained.start()
            with urllib.request.urlopen(address[0].decode()) as answer:  # noqa: S310 -- our own
                assert b"<h1" in answer.read()
            return time.perf_counter() - begin
        finally:
            running.stdin.close()
            running.wait(30)


def told(what: str, found: Sequence[float], most: float, unit: str) -> bool:
    """Print the figure; whether it is within its bound."""
    middle = statistics.median(found)
    verdict = "ok" if middle <= most else "OVER"
    figures = f"least {min(found):.1f} {unit}, median {middle:.1f} {unit} (bound {most:g} {unit})"
    sys.stdout.write(f"{what}: {figures}: {verdict}\n")
    sys.stdout.flush()
    return middle <= most


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--fresh", action="append_const", const="fresh", help="also in a new clone, which takes a minute"
    )
    sys.exit(0 if measure(parser.parse_args().fresh or ()) else 1)
