"""How fast matching is and how much memory it takes, as ratios to plain rapidfuzz within one run."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from knowledge.matching.encoders import load_encoder
from knowledge.matching.matcher import Matcher
from knowledge.protocol import SocialMediaProtocol
from tests.quality.baselines import WholeRatio
from tests.quality.labelled import read_starter

_SIZES = (40, 60, 400, 2_000)
_QUESTIONS = 200
_COLD_STARTS = 5
_COLD = "mag ik klanten toevoegen op linkedin?"


def measure_speed(say: Callable[[str], None], encoders: Sequence[str]) -> None:
    """Print the time of a question by size of the protocol, and of a cold start."""
    starter = read_starter()
    questions = [question.text for question in starter.questions][:_QUESTIONS]
    say("\n# Speed, one thread; ratios to rapidfuzz WRatio over the same texts, in the same run\n")
    say(f"{'clauses':>8} {'encoder':>8} {'build s':>8} {'p50 ms':>8} {'p99 ms':>8} {'WRatio ms':>11} {'ratio':>10}\n")
    for size in _SIZES:
        protocol = _of_size(starter.protocol, size)
        whole = WholeRatio(protocol)
        peer = _times(whole.answer, questions)
        for name in encoders:
            begin = time.perf_counter()
            matcher = Matcher(protocol, load_encoder(name))
            matcher.find(_COLD)
            build = time.perf_counter() - begin
            own = _times(matcher.find, questions)
            ratio = _percentile(own, 50) / _percentile(peer, 50)
            say(
                f"{size:>8} {name:>8} {build:>8.2f} {_percentile(own, 50):>8.2f} {_percentile(own, 99):>8.2f} "
                f"{_percentile(peer, 50):>11.2f} {ratio:>10.2f}\n"
            )
    say("\n# Cold start of `magdat ask`, to the answer; the protocol was loaded before\n")
    bare = _cold_start([sys.executable, "-c", "pass"])
    for name in encoders:
        seconds, megabytes = _cold_start(
            [sys.executable, "-m", "adapters", "ask", _COLD, "--json"], {"MAGDAT_ENCODER": name}
        )
        say(f"{name:>8}: {seconds:.2f} s ({seconds / bare[0]:.0f} times a bare interpreter), {megabytes:.0f} MB\n")


def _of_size(protocol: SocialMediaProtocol, size: int) -> SocialMediaProtocol:
    """A protocol of ``size`` clauses: the starter's, again and again, each with three examples a language."""
    clauses = []
    for number in range(size):
        clause = protocol.clauses[number % len(protocol.clauses)]
        turn = number // len(protocol.clauses)
        examples = {
            language: tuple(f"{example} {turn}" if turn else example for example in these[turn % 3 : turn % 3 + 3])
            for language, these in clause.examples.items()
        }
        clauses.append(replace(clause, id=f"{clause.id}-{turn}", number=str(number), examples=examples))
    return replace(protocol, clauses=tuple(clauses), tests=())


def _times(ask: Callable[[str], object], questions: list[str]) -> list[float]:
    """Milliseconds of CPU time of each question, in one thread."""
    times = []
    for question in questions:
        begin = time.thread_time()
        ask(question)
        times.append((time.thread_time() - begin) * 1_000)
    return sorted(times)


def _percentile(ordered: list[float], share: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def _cold_start(command: list[str], settings: dict[str, str] | None = None) -> tuple[float, float]:
    """Median wall seconds and peak megabytes of a command, over several runs after a first."""
    code = (
        "import os, resource, subprocess, sys, time\n"
        "begin = time.perf_counter()\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)\n"
    )
    measured = []
    for turn in range(_COLD_STARTS + 1):
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-c", code, *command],
            check=True,
            capture_output=True,
            text=True,
            env={**_environment(), **(settings or {})},
        )
        if turn:
            measured.append(tuple(map(float, done.stdout.split())))
    return statistics.median(one[0] for one in measured), max(one[1] for one in measured)


def _environment() -> dict[str, str]:
    import os  # noqa: PLC0415 -- nothing else here may look at the environment

    return dict(os.environ)
