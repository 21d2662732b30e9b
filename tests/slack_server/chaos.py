"""Kill ``magdat serve`` on Slack over and over, and count: ``python -m tests.slack_server.chaos --help``.

People ask, take every tenth question to HR, claim, answer and close; and press again when nothing happens, as people
do.
"""

import argparse
import contextlib
import random
import re
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import serving
from tests.slack_server.slack_workspace import Json, all_text

QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
_PATIENCE_SECONDS = 120.0
_PRESS_AGAIN_SECONDS = 4.0
_STEPS = ("claim", "type/reply", "close-one-off")
"""What an officer does with a card, in this order."""


@dataclass
class People:
    """Everyone in the workspace.

    Attributes:
        to_hr: Those whose question goes to HR.
    """

    slack: FakeSlack
    desk: str
    officer: str
    asked: list[str] = field(default_factory=list)
    to_hr: set[str] = field(default_factory=set)
    _pressed: dict[tuple[str, str], float] = field(default_factory=dict)

    def ask(self) -> None:
        """One more person asks."""
        person = self.slack.add_user(f"piet{len(self.asked)}")
        if len(self.asked) % 10 == 0:
            self.to_hr.add(person)
        self.asked.append(person)
        self.slack.say(person, QUESTION)

    def act(self) -> None:
        """Do what comes next, wherever something can be done."""
        for message in list(self.slack.messages):
            if not message.get("bot_id"):
                continue
            channel = self.slack.channels[message["channel"]]
            if channel.get("user") in self.to_hr:
                self._take_to_hr(channel["user"], message)
            elif message["channel"] == self.desk and message.get("thread_ts") in (None, message["ts"]):
                self._work_on(message)

    def _take_to_hr(self, person: str, message: Json) -> None:
        if self.closed(person) or self.at_hr(person) or not _offers(message, "ask-hr"):
            return
        views = [view for view in self.slack.views.values() if view["_user"] == person]
        if views and _offers(views[-1], "open-anonymous"):
            self._once(person, "open", lambda: self.slack.press_in_view(person, views[-1], "open-anonymous"))
        else:
            self._once(person, "ask-hr", lambda: self.slack.press(person, message, "ask-hr"))

    def _work_on(self, card: Json) -> None:
        for step in reversed(_STEPS):
            if _offers(card, step):
                self._once(card["ts"], step, partial(self._do, card, step))
                return

    def _do(self, card: Json, step: str) -> None:
        if step == "type/reply":
            self.slack.say(self.officer, f"Ja, dat mag. {card['ts']}", self.desk, thread_ts=card["ts"])
        else:
            self.slack.press(self.officer, card, step)

    def _once(self, whose: str, step: str, act: Callable[[], object]) -> None:
        """Do it, and again only when nothing came of it for a while; what is said is not said again."""
        last = self._pressed.get((whose, step))
        patience = float("inf") if step == "type/reply" else _PRESS_AGAIN_SECONDS
        if last is None or time.monotonic() - last > patience:
            self._pressed[whose, step] = time.monotonic()
            with contextlib.suppress(AssertionError):  # it changed under their hand: they look again
                act()

    def read(self, person: str) -> list[str]:
        """What the person got to read, in order."""
        chat = self.slack.dm(person)
        return [all_text(each) for each in self.slack.messages if each["channel"] == chat and each.get("bot_id")]

    def at_hr(self, person: str) -> bool:
        return any("Je vraag ligt bij HR" in text for text in self.read(person))

    def closed(self, person: str) -> bool:
        return any("gesloten" in text for text in self.read(person))

    def lost(self) -> int:
        """How many wait for something that did not come."""
        return sum(not self.read(each) for each in self.asked) + sum(not self.closed(each) for each in self.to_hr)

    def repeated(self) -> int:
        """How many messages came more often than once, by their delivery, or by what a person should have read."""
        marks: Counter[str] = Counter()
        for message in self.slack.messages:
            if message.get("metadata") and "edited" not in message:
                marks[str(message["metadata"])] += 1
        by_mark = sum(times - 1 for times in marks.values())
        # The answer; then that it was sent, that someone is busy with it, HR's answer, and that it is closed.
        by_person = sum(max(0, len(self.read(each)) - (5 if each in self.to_hr else 1)) for each in self.asked)
        return max(by_mark, by_person)


def _offers(message: Json, act: str) -> bool:
    elements = [each for block in message.get("blocks") or [] for each in block.get("elements", [])]
    return any(re.fullmatch(rf"{act}(/\d+)?", str(each.get("action_id", ""))) for each in elements)


def run(kills: int, questions: int, seed: int, folder: Path) -> tuple[int, int, bool, str]:
    """Kill so often while so many ask; how many were lost, repeated, whether the database is whole, and the figures."""
    chance = random.Random(seed)  # noqa: S311 -- a test that can be run again
    began, slowest = time.monotonic(), 0.0
    with FakeSlack() as slack:
        slack.retry_delays = (0.5,) * 600
        officer = slack.add_user("omar")
        people = People(slack, slack.add_channel("hr", private=True, members=(officer,)), officer)
        over = threading.Event()
        acting = threading.Thread(target=_act_until, args=(people, over), daemon=True)
        acting.start()
        for kill in range(kills):
            with serving(slack, folder, people.desk) as magdat:
                back, due = time.monotonic(), len(slack.messages) + questions // kills
                while len(people.asked) < questions * (kill + 1) // kills:
                    people.ask()
                life = chance.uniform(0.05, 2.0)
                while time.monotonic() - back < life:
                    if len(slack.messages) > due:
                        slowest, due = max(slowest, time.monotonic() - back), sys.maxsize
                    time.sleep(0.005)
                magdat.kill()
        with serving(slack, folder, people.desk):
            said, deadline = 0, 0.0
            while people.lost():  # the desk's channel takes one message a second, so as long as something comes
                if len(slack.messages) > said:
                    said, deadline = len(slack.messages), time.monotonic() + _PATIENCE_SECONDS
                if time.monotonic() > deadline:
                    break
                time.sleep(0.1)
            time.sleep(3)
            over.set()
            acting.join()
        lost, repeated, posts = people.lost(), people.repeated(), len(slack.messages)
    with closing(sqlite3.connect(folder / "magdat.sqlite3")) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    told = f"{kills} kills, {len(people.asked)} questions, {len(people.to_hr)} to HR, {posts} messages: {lost} lost, "
    told += f"{repeated} repeated, database {'whole' if whole else 'broken'}; first answer within {slowest:.1f} s of a "
    return lost, repeated, whole, f"{told}start; {time.monotonic() - began:.0f} s in all"


def _act_until(people: People, over: threading.Event) -> None:
    while not over.wait(0.05):
        people.act()


def main(arguments: list[str]) -> int:
    """Run it as the command line asks; returns the exit status."""
    parser = argparse.ArgumentParser(description="Kill Magdat on Slack at random moments, and count.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--questions", type=int, default=300, help="every tenth goes to HR")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="magdat-slack-chaos-") as folder:
        lost, repeated, whole, told = run(options.kills, options.questions, options.seed, Path(folder))
    print(told)  # noqa: T201 -- this is the output
    return 0 if (lost, repeated, whole) == (0, 0, True) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
