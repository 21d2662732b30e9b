"""What goes wrong on the way: Slack is slow, says things twice, hangs up; a setting is wrong; people press twice."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import clause
from tests.serving import ROOT
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import environment, serving
from tests.slack_server.slack_workspace import all_text

NL = wording_in(Language.NL)
QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
RULE = clause("clients-on-linkedin").rule.get(Language.NL)


def answers(slack: FakeSlack, person: str) -> int:
    """How often the person got the rule to read."""
    chat = slack.dm(person)
    return sum(each["channel"] == chat and RULE in all_text(each) for each in slack.messages)


def asked_while_unreachable(slack: FakeSlack, person: str, *, abruptly: bool) -> bool:
    """The person asks while Slack cannot reach Magdat, which it can soon after; whether that was acknowledged."""
    if slack.http_endpoint is None:
        slack.disconnect(abruptly=abruptly)
        slack.wait(lambda: slack.sockets, 30, "another connection")
        slack.ack_timeout = 5
        return slack.say(person, QUESTION).wait().acked
    there, slack.retry_delays = slack.http_endpoint, (0.2,) * 20
    slack.http_endpoint = "http://127.0.0.1:9/slack/events"
    said = slack.say(person, QUESTION)
    slack.wait(lambda: said.attempts, what="a try that does not arrive")
    slack.http_endpoint = there
    return said.wait().acked and len(said.attempts) > 1


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_slack_may_hang_up_repeat_refuse_and_be_slow(tmp_path: Path, *, http: bool) -> None:
    with FakeSlack() as slack:
        desk = slack.add_channel("hr", private=True)
        people = [slack.add_user(f"piet{number}") for number in range(6)]
        with serving(slack, tmp_path, desk, http=http):
            slack.duplicates = 3
            assert slack.say(people[0], QUESTION).wait().acked
            slack.wait_message(slack.dm(people[0]), RULE)
            slack.duplicates = 0

            slack.fail("chat.postMessage", status=429)
            slack.say(people[1], QUESTION).wait()
            slack.wait_message(slack.dm(people[1]), RULE)
            refused = next(call for call in slack.calls if call.status == 429)
            later = slack.wait(
                lambda: [call for call in slack.calls if call.at > refused.at and call.method == refused.method],
                what="another try",
            )

            slack.fail("chat.postMessage", status=500, after_doing=True)
            slack.say(people[2], QUESTION).wait()
            slack.wait(lambda: any(call.method == "conversations.history" for call in slack.calls), what="a look-up")

            for number, abruptly in ((3, False), (4, True)):
                assert asked_while_unreachable(slack, people[number], abruptly=abruptly)
                slack.wait_message(slack.dm(people[number]), RULE)

            slack.fail("users.info", status=500, times=3)
            slack.say(people[5], QUESTION).wait()
            slack.wait_message(slack.dm(people[5]), RULE)

    assert later[0].at - refused.at >= 1.0
    assert [answers(slack, person) for person in people] == [1] * 6


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        pytest.param("SLACK_BOT_TOKEN", "xoxb-wrong", "SLACK_BOT_TOKEN: Slack does not accept it", id="token"),
        pytest.param("SLACK_BOT_TOKEN", "xapp-1", "SLACK_BOT_TOKEN: it is no bot token", id="the other token"),
        pytest.param("SLACK_APP_TOKEN", "xapp-wrong", "SLACK_APP_TOKEN: Slack does not accept it", id="app token"),
        pytest.param("MAGDAT_DESK", "slack:#nergens", 'MAGDAT_DESK: Slack shows no channel "#nergens"', id="desk"),
    ],
)
def test_a_wrong_setting_gives_one_sentence_and_status_one(tmp_path: Path, setting: str, value: str, said: str) -> None:
    with FakeSlack() as slack:
        settings = {**environment(slack, tmp_path, slack.add_channel("hr")), setting: value}
        ended = subprocess.run(
            [sys.executable, "-m", "adapters", "serve"],
            cwd=ROOT,
            env=settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    told = ended.stdout + ended.stderr
    assert ended.returncode == 1
    assert said in told
    assert "Traceback" not in told
    assert len([line for line in told.splitlines() if line.strip()]) <= 2


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_what_is_pressed_twice_is_done_once(tmp_path: Path, *, http: bool) -> None:
    with FakeSlack() as slack:
        sanne, omar = slack.add_user("sanne"), slack.add_user("omar")
        desk = slack.add_channel("hr", private=True, members=(omar,))
        with serving(slack, tmp_path, desk, http=http):
            slack.say(sanne, QUESTION).wait()
            slack.press(sanne, slack.wait_message(slack.dm(sanne), RULE), "ask-hr").wait()
            view = slack.wait_view("shown", NL.say("asker.preview.title"))
            for _ in range(3):
                slack.press_in_view(sanne, view, "open-named")
            card = slack.wait_message(desk, "sanne")
            for _ in range(3):
                slack.press(omar, card, "claim")
            slack.wait(lambda: "type/reply" in json.dumps(card), what="a claimed card")
            time.sleep(1.5)

            roots = [each for each in slack.messages if each["channel"] == desk and each["ts"] == card["ts"]]
            claimed = NL.say("desk.claimed", officer="omar", reference=card["text"].split()[1].rstrip(":"))
            said = [each for each in slack.messages if each["channel"] == desk and claimed in all_text(each)]

    assert len(roots) == 1
    assert len(said) == 1
