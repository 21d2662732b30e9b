"""Whole stories in Slack: ``magdat serve`` in a process of its own, over Socket Mode and over HTTP."""

import json
from collections.abc import Iterator

import pytest

from tests.bakery import BAKERY
from tests.office import UNSURE
from tests.slack_server.fake_slack import BOT_USER
from tests.slack_server.slack_workspace import all_text
from tests.slack_server.world import NL, QUESTION, RULE, World, opened_world

CHOOSE = "Bedoel je "


@pytest.fixture(scope="module", params=["socket", "http"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_world(tmp_path_factory.mktemp("served"), http=request.param == "http") as world:
        yield world


@pytest.fixture
def world(office: World) -> World:
    """The office with an asker who is new to it."""
    office.meet()
    return office


def test_an_answer_is_the_rule_and_helps_or_is_replaced(world: World) -> None:
    answer = world.ask()

    world.slack.press(world.sanne, answer, "not-meant").wait()
    world.slack.wait(lambda: NL.say("feedback.sorry") in all_text(answer), what="another offer in its place")
    world.slack.press(world.sanne, answer, "choose").wait()
    world.slack.wait(lambda: NL.say("clause.number") in all_text(answer), what="the chosen clause in its place")
    world.slack.press(world.sanne, answer, "helped").wait()

    world.slack.wait(lambda: NL.say("feedback.thanks") in all_text(answer), what="thanks in its place")


def test_a_question_goes_to_hr_anonymously_and_comes_back(world: World) -> None:
    slack, began = world.slack, len(world.slack.messages)
    card = world.open_case("open-anonymous")

    for officer in (world.omar, world.ina):
        slack.press(officer, card, "claim")
    slack.wait(lambda: "type/reply" in json.dumps(card), what="the claimed card")
    owner, other = (world.omar, world.ina) if "omar" in all_text(card) else (world.ina, world.omar)
    slack.wait(lambda: any(each["to"] == other for each in slack.ephemerals), what="that the other is told")
    slack.wait_message(world.chat, NL.say("asker.taken-anonymous", officer=slack.users[owner]["name"]))
    slack.say(world.sanne, "Het gaat om een klant in Breda.").wait()
    slack.wait(lambda: "Breda" in world.in_thread(card), what="what the asker adds")
    slack.say(other, "Dit blijft onder ons.", world.desk, thread_ts=card["ts"]).wait()
    slack.say(owner, "Ja, dat mag <ook> daar.", world.desk, thread_ts=card["ts"]).wait()
    answer = slack.wait_message(world.chat, "Ja, dat mag <ook> daar.")
    slack.wait(lambda: "close-one-off" in json.dumps(card), what="a card that can be closed")
    slack.press(owner, card, "close-one-off").wait()
    closed = slack.wait_message(world.chat, NL.say("asker.closed", reference="")[:14])
    slack.press(world.sanne, closed, "reopen").wait()
    slack.wait(lambda: "claim" in json.dumps(card["blocks"]), what="a card that can be claimed again")

    assert "onder ons" not in "".join(all_text(each) for each in slack.messages if each["channel"] == world.chat)
    assert answer["channel"] == world.chat
    told = [each for each in slack.messages[began:] if each["channel"] == world.desk]
    assert world.sanne not in json.dumps(told)
    assert "sanne" not in json.dumps(told).casefold()


def test_who_is_not_at_the_desk_cannot_claim(world: World) -> None:
    slack, card = world.slack, world.open_case("open-named")

    slack.press(world.sanne, {**card, "channel": world.room}, "claim").wait()

    slack.wait_message(world.room, NL.say("forbidden.elsewhere"), to=world.sanne)
    assert "claim" in json.dumps(card["blocks"])


def test_a_mention_is_answered_to_the_asker_alone_who_shares_it(world: World) -> None:
    slack = world.slack
    slack.say(world.sanne, f"<@{BOT_USER}> {QUESTION}", world.room).wait()
    asked = slack.last_of(world.sanne)

    answer = slack.wait_message(world.room, RULE, to=world.sanne)
    slack.press(world.sanne, answer, "share").wait()

    shared = slack.wait_message(world.room, RULE)
    assert shared["thread_ts"] == asked["ts"]
    assert "actions" not in {block["type"] for block in shared["blocks"]}
    slack.wait(lambda: "share" not in json.dumps(answer["blocks"]), what="an answer that is shared already")


def test_a_clause_that_was_chosen_is_shared_where_it_was_asked(world: World) -> None:
    slack = world.slack
    slack.say(world.sanne, f"<@{BOT_USER}> {UNSURE}", world.room).wait()
    asked = slack.last_of(world.sanne)
    answer = slack.wait_message(world.room, CHOOSE, to=world.sanne)
    slack.press(world.sanne, answer, "choose").wait()
    slack.wait(lambda: "share" in json.dumps(answer["blocks"]), what="the clause that was chosen")

    slack.press(world.sanne, answer, "share").wait()

    told = NL.say("share.told", name="sanne")

    def shared() -> bool:
        return any(told in all_text(each) for each in slack.messages if each.get("thread_ts") == asked["ts"])

    slack.wait(shared, what="the clause, for everyone in the thread")


def test_what_was_asked_where_magdat_is_not_is_not_shared_to_the_own_chat(world: World) -> None:
    slack, elsewhere = world.slack, world.slack.add_channel("elsewhere-2", members=(world.sanne,), bot=False)
    slack.command(world.sanne, QUESTION, elsewhere).wait()
    answer = slack.wait_message(world.chat, RULE)
    left = json.loads(json.dumps(answer).replace('"helped/', '"share/'))  # as an earlier Magdat drew it
    slack.press(world.sanne, left, "share").wait()

    slack.wait_message(world.chat, NL.say("share.nowhere"))

    assert sum(RULE in "".join(all_text(each)) for each in slack.messages if each["channel"] == world.chat) == 1
    slack.calls[:] = [call for call in slack.calls if call.reply.get("ok")]  # the refusal was meant


def test_where_magdat_is_not_the_command_is_answered_directly(world: World) -> None:
    elsewhere = world.slack.add_channel("elsewhere", members=(world.sanne,), bot=False)

    world.slack.command(world.sanne, "privacy", elsewhere).wait()

    world.slack.wait_message(world.chat, NL.say("privacy.title"))
    world.slack.calls[:] = [call for call in world.slack.calls if call.reply.get("ok")]  # the refusal was meant


def test_an_admin_shares_a_protocol_and_is_told_what_is_wrong_with_it(world: World) -> None:
    vera = world.vera

    world.slack.share_file(
        vera, "nieuw.yaml", BAKERY.read_bytes().replace(b"verdict: allowed", b"verdict: maybe", 1)
    ).wait()

    told = world.slack.wait_message(world.slack.dm(vera), "nieuw.yaml")
    assert '"maybe" is geen oordeel' in all_text(told)
