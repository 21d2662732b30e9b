"""Everyone in a story in Slack: an asker, two officers, HR's channel, a room, and Magdat in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import BAKERY, clause
from tests.serving import Serving
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import serving
from tests.slack_server.slack_workspace import Json, all_text

NL, EN = wording_in(Language.NL), wording_in(Language.EN)
QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
RULE = clause("clients-on-linkedin").rule.get(Language.NL)


@dataclass
class World:
    """Who and what there is; the asker is another one in each test."""

    slack: FakeSlack
    magdat: Serving
    omar: str
    ina: str
    vera: str
    desk: str
    room: str
    sanne: str = ""

    def meet(self) -> None:
        """Someone new comes to ask."""
        self.sanne = self.slack.add_user("sanne")
        self.slack.channels[self.room]["members"].append(self.sanne)

    @property
    def chat(self) -> str:
        return self.slack.dm(self.sanne)

    def ask(self, text: str = QUESTION, containing: str = RULE) -> Json:
        """Sanne asks directly; the answer."""
        assert self.slack.say(self.sanne, text).wait().acked
        return self.slack.wait_message(self.chat, containing)

    def open_case(self, act: str) -> Json:
        """Sanne takes a question to HR; the card at the desk."""
        return self.take_to_hr(self.ask(), act)

    def take_to_hr(self, answer: Json, act: str) -> Json:
        """Sanne takes what was answered so to HR; the card at the desk."""
        before = len(self.at_desk())
        self.slack.press(self.sanne, answer, "ask-hr").wait()
        view = self.slack.wait_view("shown", NL.say("asker.preview.title"))
        assert self.slack.press_in_view(self.sanne, view, act).wait().acked
        self.slack.wait_view("shown", "Verstuurd naar HR")
        self.slack.views.clear()
        return self.slack.wait(lambda: self.at_desk()[before:], what="a card")[0]

    def at_desk(self) -> list[Json]:
        """The cards at the desk: each begins a thread. What the desk is reminded of is none."""
        roots = (each for each in self.slack.messages if each["channel"] == self.desk and each.get("bot_id"))
        cards = (each for each in roots if each.get("thread_ts") in (None, each["ts"]))
        return [each for each in cards if each["text"].startswith(("Nieuwe vraag", "Vraag "))]

    def heard(self, thread: str = "") -> list[str]:
        """What Magdat told Sanne directly, one message after the other; with ``thread`` there alone."""
        theirs = (each for each in self.slack.messages if each["channel"] == self.chat and each.get("bot_id"))
        return [all_text(each) for each in theirs if not thread or each.get("thread_ts") == thread]

    def in_thread(self, card: Json) -> str:
        """All that Magdat wrote in the thread of this card."""
        return "\n".join(
            all_text(message)
            for message in self.slack.messages
            if message.get("thread_ts") == card["ts"] and message["ts"] != card["ts"] and message.get("bot_id")
        )


@contextmanager
def opened_world(folder: Path, *, http: bool, protocol: Path = BAKERY) -> Iterator[World]:
    """The world, with Magdat at work; at the end nothing that Magdat asked of Slack was refused."""
    with FakeSlack() as slack:
        omar, ina, vera = (slack.add_user(name) for name in ("omar", "ina", "vera"))
        slack.groups["S0ADMINS"] = [vera]
        slack.admins = ["S0ADMINS"]
        desk = slack.add_channel("hr", private=True, members=(omar, ina))
        room = slack.add_channel("general", members=(omar,))
        with serving(slack, folder, desk, http=http, protocol=protocol) as magdat:
            yield World(slack, magdat, omar, ina, vera, desk, room)
        assert slack.refused == []
