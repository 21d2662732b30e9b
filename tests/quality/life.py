"""How long the protocol's life takes: ``python -m tests.quality.life``. Each figure is the least of a few tries.

Two are printed: how long it takes, and the time of the processors in it. On a busy machine the second says more; where
several processors share the work, which encoding many questions does, the first is what is waited for.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is loaded

from bot.impact import measure_impact
from bot.ports import LiveProtocol
from bot.record import Made, QuestionRecord
from knowledge.checks import Remembering, check_protocol, foresee
from knowledge.comparing import compare
from knowledge.drafting import add_example
from knowledge.loader import load_protocol
from knowledge.matching.encoders import load_encoder
from knowledge.matching.matcher import Matcher
from knowledge.protocol import Language
from tests.chaos.swap import STARTER, version
from tests.quality.labelled import read_starter

_TRIES = 3
_CLAUSES = 2_000
_QUESTIONS = 1_000
_TODAY = date(2026, 11, 23)
_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def big_file() -> bytes:
    """A protocol of 2,000 clauses, each with texts and three examples in two languages."""
    head = 'magdat: 1\nprotocol: {id: big, title: {nl: Groot, en: Big}, version: "1", languages: [nl, en]}\nclauses:\n'
    clauses = (
        f'  - id: c{at}\n    number: "{at}"\n    topic: t{at % 40}\n'
        f"    title: {{nl: Onderwerp {at}, en: Subject {at}}}\n"
        f"    verdict: allowed\n    rule:\n      nl: Over onderwerp {at} mag je iets plaatsen als je wilt.\n"
        f"      en: You may post about subject {at} if you want.\n"
        f"    questions:\n      nl: [mag onderwerp {at}, mag ik {at} delen, is {at} goed]\n"
        f"      en: [may i post {at}, may i share {at}, is {at} fine]\n"
        for at in range(_CLAUSES)
    )
    return (head + "".join(clauses)).encode()


def main() -> None:
    """Measure, and print a line for each figure."""
    sys.stdout.write("    time  processors\n")
    big, starter = big_file(), STARTER.read_bytes()
    _say("load of 2,000 clauses", _least(lambda: load_protocol(big, "big.yaml")))
    loaded = load_protocol(starter, "starter")
    _measure_check("2,000 clauses", big)
    _measure_check("the starter", starter)
    other = load_protocol(version(2), "x").protocol
    _say("diff of the starter", _least(lambda: compare(loaded.protocol, other)))
    one = load_protocol(big, "big.yaml").protocol
    two = load_protocol(big.replace(b"mag je iets plaatsen", b"mag je niets meer plaatsen"), "big.yaml").protocol
    _say("diff of 2,000 clauses that all changed", _least(lambda: compare(one, two)))
    asked = [question.text for question in read_starter().questions]
    texts = [f"{asked[at % len(asked)]} {at // len(asked) or ''}".strip() for at in range(_QUESTIONS)]
    version_id, number = loaded.protocol.id, loaded.protocol.version
    records = [
        QuestionRecord(str(at), text, Language.NL, _NOON, version_id, number, Made.ABSTAIN)
        for at, text in enumerate(texts)
    ]
    elsewhere = [replace(record, protocol_version="0") for record in records]
    encoder = load_encoder()
    was, becomes = (LiveProtocol(each, Matcher(each, encoder)) for each in (loaded.protocol, other))
    _say(
        "impact of 1,000 questions that the live version got", _least(lambda: measure_impact(records, was, becomes), 1)
    )
    _say("impact of 1,000 questions of earlier versions", _least(lambda: measure_impact(elsewhere, was, becomes), 1))
    _say(
        "an example put into the starter's file",
        _least(lambda: add_example(starter, "clients-on-linkedin", Language.NL, "Mag dit?")),
    )


def _measure_check(name: str, content: bytes) -> None:
    protocol = load_protocol(content, "x").protocol
    _say(f"check of {name}, all but asking its own examples and tests", _least(lambda: _check(content, None)))
    _say(f"a matcher of {name} without an encoder, nothing kept from before", _least(lambda: Matcher(protocol)))
    matcher = Matcher(protocol)
    _say(f"check of {name} with all asked, its matcher made before", _least(lambda: _check(content, matcher)))


def _check(content: bytes, matcher: Matcher | None) -> None:
    loaded = load_protocol(content, "x")
    remembering = Remembering(matcher) if matcher else None
    check_protocol(loaded, remembering, _TODAY)
    if remembering:
        foresee(loaded, remembering)


def _least(work: Callable[[], object], tries: int = _TRIES) -> tuple[float, float]:
    """The least time of a few tries, and the least time of the processors, both in seconds."""
    times, of_processors = [], []
    for _ in range(tries):
        begin, begin_of_processors = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - begin)
        of_processors.append(time.process_time() - begin_of_processors)
    return min(times), min(of_processors)


def _say(what: str, least: tuple[float, float]) -> None:
    sys.stdout.write(f"{least[0]:6.3f} s  {least[1]:6.3f} s  {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
