"""Magdat is killed in the middle of a case in Slack, and starts again: work goes on, and what became due is done."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import serving
from tests.slack_server.slack_workspace import Json, all_text
from tests.slack_server.world import NL, QUESTION, RULE, World


class Office:
    """The people, and Magdat that comes and goes."""

    def __init__(self, slack: FakeSlack, folder: Path, *, http: bool) -> None:
        self.slack, self.folder, self._http = slack, folder, http
        self.omar, self.sanne = slack.add_user("omar"), slack.add_user("sanne")
        self.desk = slack.add_channel("hr", private=True, members=(self.omar,))
        self.second_line = slack.add_channel("specialists", private=True)
        slack.retry_delays = (0.3,) * 60

    @contextmanager
    def at_work(self) -> Iterator[World]:
        """Magdat, until it is killed."""
        more = {"MAGDAT_SECOND_LINE": f"slack:{self.second_line}"}
        with serving(self.slack, self.folder, self.desk, http=self._http, more=more) as magdat:
            yield World(self.slack, magdat, self.omar, "", "", self.desk, "", self.sanne)
            magdat.kill()
        self.slack.disconnect(abruptly=True)

    def let_time_pass(self, time: timedelta) -> None:
        """All that is due comes nearer, while Magdat is not at work."""
        with closing(sqlite3.connect(self.folder / "magdat.sqlite3")) as database, database:
            moved = database.execute(
                "UPDATE reminders SET due_at = strftime('%Y-%m-%d %H:%M:%f000', due_at, ?)",
                (f"-{time.total_seconds():.0f} seconds",),
            )
            assert moved.rowcount > 0


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


def told(slack: FakeSlack, channel: str, text: str) -> int:
    """How often this stands in the conversation."""
    return sum(text in all_text(each) for each in slack.messages if each["channel"] == channel and each.get("bot_id"))


def begun_twice(slack: FakeSlack) -> list[Json]:
    """Deliveries that were posted more than once."""
    marks = [json.dumps(each["metadata"]) for each in slack.messages if each.get("metadata") and "edited" not in each]
    return [mark for mark in set(marks) if marks.count(mark) > 1]


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_a_case_goes_on_where_it_was_when_magdat_was_killed(slack: FakeSlack, tmp_path: Path, *, http: bool) -> None:
    office = Office(slack, tmp_path, http=http)
    chat = slack.dm(office.sanne)
    with office.at_work() as world:
        answer = world.ask()
        slack.press(office.sanne, answer, "ask-hr").wait()
        preview = slack.wait_view("shown", NL.say("asker.preview.title"))
    while_away = slack.say(office.sanne, "Hoe laat is het?")
    with office.at_work() as world:
        assert while_away.wait(30).acked
        slack.press_in_view(office.sanne, preview, "open-named").wait()
        card = slack.wait(world.at_desk, what="a card")[0]
        assert slack.press(office.omar, card, "claim").wait().acked
    with office.at_work() as world:
        slack.wait(lambda: "type/reply" in json.dumps(card), 20, "the claimed card")
        assert slack.say(office.omar, "Ja, dat mag.", office.desk, thread_ts=card["ts"]).wait().acked
    with office.at_work() as world:
        slack.wait_message(chat, "Ja, dat mag.", timeout=20)
        slack.wait(lambda: "close-one-off" in json.dumps(card), what="a card that can be closed")
        slack.press(office.omar, card, "close-one-off").wait()
        closed = slack.wait_message(chat, NL.say("asker.closed", reference="")[:14])
        slack.press(office.sanne, closed, "reopen").wait()
        slack.wait(lambda: '"claim' in json.dumps(card["blocks"]), what="a card that can be claimed again")

    assert told(slack, chat, "Ja, dat mag.") == 1
    assert told(slack, chat, RULE) == 1
    assert len(world.at_desk()) == 1
    assert begun_twice(slack) == []
    assert slack.refused == []


def test_what_became_due_is_said_once_at_the_desk_then_at_the_second_line(slack: FakeSlack, tmp_path: Path) -> None:
    office = Office(slack, tmp_path, http=False)
    with office.at_work() as world:
        card = world.open_case("open-anonymous")
    reference = card["text"].split()[2].rstrip(":")
    office.let_time_pass(timedelta(days=14))
    with office.at_work() as world:
        slack.wait(lambda: f"Vraag {reference} wacht nog" in world.in_thread(card), what="a reminder at the desk")
    office.let_time_pass(timedelta(days=14))
    with office.at_work() as world:
        slack.wait_message(office.second_line, f"Vraag {reference} bij het HR-loket")
        slack.press(office.omar, card, "claim").wait()
        slack.wait(lambda: "type/reply" in json.dumps(card), what="the claimed card")
        slack.say(office.omar, "Ja, dat mag.", office.desk, thread_ts=card["ts"]).wait()
        slack.wait_message(slack.dm(office.sanne), "Ja, dat mag.")
    office.let_time_pass(timedelta(days=60))
    with office.at_work() as world:
        slack.wait_message(slack.dm(office.sanne), NL.say("asker.closed", reference=reference))
        slack.wait(lambda: f"Vraag {reference} is vanzelf gesloten" in world.in_thread(card), what="that it is closed")

    assert told(slack, office.desk, f"Vraag {reference} wacht nog") == 1
    assert told(slack, office.second_line, f"Vraag {reference} bij het HR-loket") == 1
    seen_at_hr = json.dumps([each for each in slack.messages if each["channel"] in (office.desk, office.second_line)])
    assert office.sanne not in seen_at_hr
    assert "sanne" not in seen_at_hr.casefold()
    assert not any(mark in world.magdat.log.read_text() for mark in (office.sanne, "sanne", QUESTION))
    assert begun_twice(slack) == []
    assert slack.refused == []
