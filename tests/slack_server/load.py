"""How fast Slack is acknowledged and people are answered: ``python -m tests.slack_server.load --help``."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.databases import postgres_database, postgres_server
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import serving
from tests.slack_server.slack_workspace import Delivery

QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
_PATIENCE_SECONDS = 20.0
"""After so long without an answer to anybody the rest count as unanswered."""


def acknowledgements(database: str | None, folder: Path, *, rate: int, seconds: int, slowed: float, http: bool) -> str:
    """So many questions a second, each of another person, while the database is slow.

    How soon each is acknowledged, and answered: meanwhile, and afterwards.
    """
    with FakeSlack() as slack:
        people = [slack.add_user(f"piet{number}") for number in range(rate * seconds)]
        desk = slack.add_channel("hr", private=True)
        with serving(slack, folder, desk, http=http, slowed=slowed, database=database):
            began, sent, asked = time.monotonic(), list[Delivery](), dict[str, float]()
            for number, person in enumerate(people):
                time.sleep(max(0.0, began + number / rate - time.monotonic()))
                asked[slack.dm(person)] = time.monotonic()
                sent.append(slack.say(person, QUESTION))
            ended = time.monotonic()
            for delivery in sent:
                delivery.wait(60)
            answered = _when_answered(slack, asked)
        waits = sorted(1_000 * delivery.attempts[0].seconds for delivery in sent)
        again = sum(len(delivery.attempts) > 1 for delivery in sent)
    meanwhile = sum(at < ended for at in answered.values())
    waited = sorted(at - asked[chat] for chat, at in answered.items())
    p50, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    way = "HTTP" if http else "Socket Mode"
    return (
        f"{len(sent)} events at {rate} a second over {way}, each write {1_000 * slowed:.0f} ms slower: acknowledged in "
        f"{p50:.0f} ms (median), {p99:.0f} ms (p99), {waits[-1]:.0f} ms (longest); {again} sent again; {meanwhile} "
        f"answered meanwhile, {len(waited)} in all, in {statistics.median(waited):.1f} s (median), {waited[-1]:.1f} s "
        f"(longest)"
    )


def _when_answered(slack: FakeSlack, asked: Mapping[str, float]) -> Mapping[str, float]:
    """By conversation when it was first answered; waits for as long as any is."""
    answered: dict[str, float] = {}
    deadline, looked = time.monotonic() + _PATIENCE_SECONDS, 0
    while len(answered) < len(asked) and time.monotonic() < deadline:
        calls = slack.calls[looked:]
        looked += len(calls)
        for call in calls:
            chat = str(call.reply.get("channel"))
            if call.method == "chat.postMessage" and chat in asked:
                answered.setdefault(chat, call.at)
                deadline = time.monotonic() + _PATIENCE_SECONDS
        time.sleep(0.1)
    return answered


def answers(database: str | None, folder: Path, *, count: int, http: bool) -> str:
    """One asks after the other; how long until the answer can be seen."""
    with FakeSlack() as slack:
        people = [slack.add_user(f"piet{number}") for number in range(count + 5)]
        desk = slack.add_channel("hr", private=True)
        with serving(slack, folder, desk, http=http, database=database):
            waits: list[float] = []
            for person in people:
                chat = slack.dm(person)
                began = time.perf_counter()
                slack.say(person, QUESTION)
                while slack.messages[-1]["channel"] != chat or not slack.messages[-1].get("bot_id"):
                    time.sleep(0.001)
                waits.append(1_000 * (time.perf_counter() - began))
    later = sorted(waits[5:])
    p50, p95 = statistics.median(later), later[int(count * 0.95)]
    return f"question to visible answer, {count} times: {p50:.0f} ms (median), {p95:.0f} ms (p95)"


def main(arguments: list[str]) -> int:
    """Measure what the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(description="How fast Magdat is in Slack.")
    parser.add_argument("kind", choices=["acknowledgements", "answers"])
    parser.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--http", action="store_true")
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--slowed", type=float, default=0.2, help="seconds that each write takes longer")
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args(arguments)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="magdat-slack-load-")))
        database = None
        if options.on == "postgresql":
            server = opened.enter_context(postgres_server())
            database = opened.enter_context(postgres_database(server, "magdat_slack_load"))
        if options.kind == "answers":
            said = answers(database, folder, count=options.count, http=options.http)
        else:
            under = {"rate": options.rate, "seconds": options.seconds, "slowed": options.slowed}
            said = acknowledgements(database, folder, http=options.http, **under)
    print(f"{options.on}: {said}")  # noqa: T201 -- this is the output
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
