"""Kill ``magdat serve`` on Slack over and over, and count: ``python -m tests.slack_server.chaos --help``."""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.wording import wording_in
from knowledge.protocol import Language
from tests.chaos.crowd import STEPS, Crowd
from tests.chaos.serve_kills import Course, Plan, main
from tests.chaos.serve_kills import run as run_plan
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import serving
from tests.slack_server.slack_workspace import Delivery, Json, all_text

_PRESSED_AGAIN = wording_in(Language.NL).say("asker.preview.already")


@dataclass(kw_only=True)
class People(Crowd):
    """Everyone in the workspace."""

    slack: FakeSlack
    desk: str
    officer: str

    def come(self, name: str) -> str:
        return self.slack.add_user(name)

    def say(self, person: str, text: str) -> Delivery:
        return self.slack.say(person, text)

    def act(self) -> None:
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
            self.once(person, "open", lambda: self.slack.press_in_view(person, views[-1], "open-anonymous"))
        else:
            self.once(person, "ask-hr", lambda: self.slack.press(person, message, "ask-hr"))

    def _work_on(self, card: Json) -> None:
        for step in reversed(STEPS):
            if _offers(card, step):
                self.once(card["ts"], step, partial(self._do, card, step), again=step != "type/reply")
                return

    def _do(self, card: Json, step: str) -> None:
        if step == "type/reply":
            self.slack.say(self.officer, f"Ja, dat mag. {card['ts']}", self.desk, thread_ts=card["ts"])
        else:
            self.slack.press(self.officer, card, step)

    def read(self, person: str) -> list[str]:
        chat = self.slack.dm(person)
        return [all_text(each) for each in self.slack.messages if each["channel"] == chat and each.get("bot_id")]

    def posts(self) -> int:
        return sum(bool(each.get("bot_id")) for each in list(self.slack.messages))

    def repeated(self) -> int:
        """By their delivery, or by what a person should have read."""
        marks: Counter[str] = Counter()
        for message in self.slack.messages:
            if message.get("metadata") and "edited" not in message:
                marks[str(message["metadata"])] += 1
        by_mark = sum(times - 1 for times in marks.values())
        return max(by_mark, sum(max(0, len(self._told(each)) - self._due(each)) for each in self.asked))

    def _due(self, person: str) -> int:
        """An answer each; then that it was sent, that someone is busy with it, HR's answer, and that it is closed."""
        return 5 if person in self.to_hr else 2 if person in self.in_haste else 1

    def _told(self, person: str) -> list[str]:
        """What they read, but for what they were told because they pressed again."""
        return [text for text in self.read(person) if not text.startswith(_PRESSED_AGAIN)]


def _offers(message: Json, act: str) -> bool:
    elements = [each for block in message.get("blocks") or [] for each in block.get("elements", [])]
    return any(re.fullmatch(rf"{act}(/\d+)?", str(each.get("action_id", ""))) for each in elements)


def run(kills: int, questions: int, seed: int, folder: Path) -> Course:
    """Kill so often while so many ask, and count."""
    with FakeSlack() as slack:
        slack.retry_delays = (0.5,) * 600
        officer = slack.add_user("omar")
        people = People(slack=slack, desk=slack.add_channel("hr", private=True, members=(officer,)), officer=officer)
        return run_plan(Plan(kills, questions, seed), people, lambda: serving(slack, folder, people.desk), folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], "Slack", run))
