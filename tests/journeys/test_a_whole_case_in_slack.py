"""All that can become of a case in Slack, told from both sides; ``magdat serve`` in its own process.

Over Socket Mode and over HTTP: the same listeners are behind both.
"""

import json
from collections.abc import Iterator

import pytest

from tests.slack_server.slack_workspace import Json
from tests.slack_server.world import NL, QUESTION, RULE, World, opened_world


@pytest.fixture(scope="module", params=["socket", "http"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_world(tmp_path_factory.mktemp("served"), http=request.param == "http") as world:
        world.slack.users[world.omar]["locale"] = "en-GB"
        yield world


def press(world: World, who: str, card: Json, act: str, then: str) -> None:
    """The officer presses a button of the card, which then offers another."""
    assert world.slack.press(who, card, act).wait().acked
    offered(world, card, then)


def fill_in(world: World, who: str, card: Json, act: str, text: str) -> None:
    """The officer fills in the form behind a button of the card, which speaks the language of the card."""
    assert world.slack.press(who, card, f"type/{act}").wait().acked
    form = world.slack.wait_view("form")
    assert form["submit"]["text"] == NL.say("form.send")
    assert world.slack.submit(who, form, text).wait().acked
    world.slack.views.clear()


def offered(world: World, message: Json, act: str) -> None:
    world.slack.wait(lambda: f'"{act}' in json.dumps(message["blocks"]), what=f"a message that offers {act}")


def show_own_case(world: World, act: str) -> Json:
    """Sanne looks her case up; the page of it, which offers this."""
    slack = world.slack
    assert slack.command(world.sanne, "mine").wait().acked
    listed = slack.wait_message(world.chat, NL.say("asker.cases.title"))
    assert slack.press(world.sanne, listed, "show-case").wait().acked

    def page() -> Json | None:
        theirs = (each for each in reversed(slack.messages) if each["channel"] == world.chat)
        return next((each for each in theirs if f'"{act}/' in json.dumps(each.get("blocks"))), None)

    return slack.wait(page, what=f"a page that offers {act}")


def test_a_case_by_name_is_asked_back_handed_back_handed_over_answered_and_reopened(world: World) -> None:
    world.meet()
    slack, thread = world.slack, world.slack.open_pane(world.sanne)
    slack.say(world.sanne, QUESTION, thread_ts=thread).wait()
    card = world.take_to_hr(slack.wait_message(world.chat, RULE), "open-named")
    told = [NL.say("asker.taken", officer="omar")]

    press(world, world.omar, card, "claim", "type/ask-asker")
    fill_in(world, world.omar, card, "ask-asker", "Om welke klant gaat het?")
    told.append("Om welke klant gaat het?")
    slack.wait_message(world.chat, told[-1])
    assert slack.say(world.sanne, "Een klant in Breda.", thread_ts=thread).wait().acked
    slack.wait(lambda: "Een klant in Breda." in world.in_thread(card), what="the asker's answer at the desk")
    press(world, world.omar, card, "hand-back", "claim")
    told.append(NL.say("asker.handed-back"))
    press(world, world.ina, card, "claim", "type/hand-over")
    told.append(NL.say("asker.taken", officer="ina"))
    fill_in(world, world.ina, card, "hand-over", world.omar)
    told.append(NL.say("asker.handed-over", officer="omar"))
    slack.wait_message(world.chat, told[-1])
    assert slack.say(world.ina, "Ik denk van wel.", world.desk, thread_ts=card["ts"]).wait().acked
    assert slack.say(world.omar, "Ja, dat mag.", world.desk, thread_ts=card["ts"]).wait().acked
    told.append("Ja, dat mag.")
    offered(world, card, "close-one-off")
    press(world, world.omar, card, "close-one-off", "reopen")
    told.append("gesloten")
    closed = slack.wait_message(world.chat, told[-1])
    assert slack.press(world.sanne, closed, "reopen").wait().acked
    offered(world, card, "claim")

    heard = world.heard(thread)
    assert [each for each in told if not any(each in text for text in heard)] == []
    at = [next(number for number, text in enumerate(heard) if each in text) for each in told]
    assert at == sorted(at)
    assert not any("Ik denk van wel" in text for text in world.heard())


def test_who_asked_anonymously_is_asked_back_says_who_they_are_and_takes_it_back(world: World) -> None:
    world.meet()
    slack, began = world.slack, len(world.slack.messages)
    card = world.open_case("open-anonymous")

    press(world, world.omar, card, "claim", "type/ask-asker")
    fill_in(world, world.omar, card, "ask-asker", "Welke klant is dat?")
    slack.wait_message(world.chat, "Welke klant is dat?")
    assert slack.say(world.sanne, "Een klant in Breda.").wait().acked
    slack.wait(lambda: "Een klant in Breda." in world.in_thread(card), what="the asker's answer at the desk")
    at_desk = json.dumps([each for each in slack.messages[began:] if each["channel"] == world.desk]).casefold()
    revealing = slack.press(world.sanne, show_own_case(world, "reveal"), "reveal")
    assert revealing.wait().acked
    slack.wait(lambda: "sanne" in json.dumps(card["blocks"]), what="the name on the card")
    assert slack.press(world.sanne, show_own_case(world, "withdraw"), "withdraw").wait().acked
    slack.wait(lambda: "actions" not in {block["type"] for block in card["blocks"]}, what="a card without buttons")
    assert slack.say(world.omar, "Toch nog even dit.", world.desk, thread_ts=card["ts"]).wait().acked
    world.ask()

    assert "sanne" not in at_desk
    assert world.sanne.casefold() not in at_desk
    assert not any("Toch nog even dit." in text for text in world.heard())
    assert "ingetrokken" in world.in_thread(card)
