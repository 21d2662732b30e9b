"""What is asked in Slack where Magdat is no member, or is none any more; ``magdat serve`` in its own process."""

import json
from collections.abc import Iterator

import pytest

from bot.wording import Wording
from knowledge.protocol import Language
from tests.bakery import clause
from tests.slack_server.fake_slack import BOT_USER
from tests.slack_server.slack_workspace import Json, all_text
from tests.slack_server.world import EN, NL, QUESTION, RULE, World, opened_world


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_world(tmp_path_factory.mktemp("served"), http=False) as world:
        yield world


@pytest.fixture
def world(office: World) -> Iterator[World]:
    """The office with an asker who is new to it; what Slack refuses here is part of the story."""
    office.meet()
    yield office
    office.slack.views.clear()
    office.slack.calls[:] = [call for call in office.slack.calls if call.reply.get("ok")]


def elsewhere(world: World, *, private: bool = False, bot: bool = False) -> str:
    """A channel of Sanne and Omar."""
    return world.slack.add_channel("elsewhere", private=private, members=(world.sanne, world.omar), bot=bot)


def asked_about(world: World, channel: str, text: str = QUESTION, rule: str = RULE, **more: Json) -> Json:
    """Sanne uses the shortcut on what Omar wrote there; the modal with the answer."""
    message = world.slack.store({"type": "message", "user": world.omar, "text": text, **more}, channel)
    assert world.slack.shortcut(world.sanne, message).wait().acked
    return world.slack.wait_view("shown", rule)


def offers(shown: Json, act: str) -> bool:
    return f'"{act}/' in json.dumps(shown["blocks"])


def between_two(world: World) -> str:
    """A direct conversation of two people, which Slack shows to nobody else."""
    channel = world.slack.new_id("D")
    people = {"members": [world.sanne, world.omar], "user": ""}
    kind = {"is_im": True, "is_channel": False, "is_private": True, "is_archived": False}
    world.slack.channels[channel] = {"id": channel, **kind, **people}
    return channel


@pytest.mark.parametrize("where", ["public", "private", "direct"])
def test_about_a_message_where_magdat_is_not_nothing_offers_to_share(world: World, where: str) -> None:
    channel = between_two(world) if where == "direct" else elsewhere(world, private=where == "private")

    view = asked_about(world, channel)
    world.slack.press_in_view(world.sanne, view, "not-meant").wait()
    sorry = world.slack.wait_view("shown", NL.say("feedback.sorry"))
    world.slack.press_in_view(world.sanne, sorry, "choose").wait()
    chosen = world.slack.wait_view("shown", NL.say("clause.number"))

    assert offers(view, "ask-hr")
    assert not any(offers(each, "share") for each in (view, sorry, chosen))


@pytest.mark.parametrize(
    ("text", "rule", "wording"),
    [
        pytest.param(QUESTION, RULE, NL, id="nl"),
        pytest.param(
            "May I add clients on LinkedIn?", clause("clients-on-linkedin").rule.get(Language.EN), EN, id="en"
        ),
    ],
)
def test_once_magdat_is_gone_the_answer_stays_and_says_so(world: World, text: str, rule: str, wording: Wording) -> None:
    channel = elsewhere(world, bot=True)
    view = asked_about(world, channel, text, rule)
    world.slack.channels[channel]["members"].remove(BOT_USER)

    world.slack.press_in_view(world.sanne, view, "share").wait()

    told = world.slack.wait_view("shown", wording.say("share.nowhere"))
    assert rule in all_text(told)
    assert not offers(told, "share")
    assert not any(each["channel"] == channel and each.get("bot_id") for each in world.slack.messages)


def test_once_magdat_is_gone_from_under_a_private_answer_that_is_said_directly(world: World) -> None:
    channel = elsewhere(world, bot=True)
    world.slack.command(world.sanne, QUESTION, channel).wait()
    answer = world.slack.wait_message(channel, RULE, to=world.sanne)
    world.slack.channels[channel]["members"].remove(BOT_USER)

    world.slack.press(world.sanne, answer, "share").wait()

    world.slack.wait_message(world.chat, NL.say("share.nowhere"))
    assert offers(answer, "share")


def test_once_magdat_was_invited_the_button_that_was_left_shares(world: World) -> None:
    channel = elsewhere(world, bot=True)
    view = asked_about(world, channel)
    world.slack.channels[channel]["members"].remove(BOT_USER)
    world.slack.press_in_view(world.sanne, view, "share").wait()
    world.slack.wait_view("shown", NL.say("share.nowhere"))
    world.slack.channels[channel]["members"].append(BOT_USER)

    world.slack.press_in_view(world.sanne, view, "share").wait()

    world.slack.wait_message(channel, RULE)


@pytest.mark.parametrize("in_thread", [False, True], ids=["in the channel", "in a thread"])
def test_it_is_shared_under_the_message_also_after_a_choice(world: World, *, in_thread: bool) -> None:
    slack, channel = world.slack, elsewhere(world, bot=True)
    root = slack.store({"type": "message", "user": world.omar, "text": "Even iets anders."}, channel)
    view = asked_about(world, channel, **({"thread_ts": root["ts"]} if in_thread else {}))
    about = root if in_thread else slack.last_of(world.omar)
    slack.press_in_view(world.sanne, view, "not-meant").wait()
    slack.press_in_view(world.sanne, slack.wait_view("shown", NL.say("feedback.sorry")), "choose").wait()
    chosen = slack.wait_view("shown", NL.say("share.button"))

    slack.press_in_view(world.sanne, chosen, "share").wait()

    shared = slack.wait_message(channel, NL.say("share.told", name="sanne"))
    assert shared["thread_ts"] == about["ts"]


def test_while_slack_does_not_say_nothing_is_shared_and_it_can_be_tried_again(world: World) -> None:
    channel = elsewhere(world, bot=True)
    view = asked_about(world, channel)
    world.slack.fail("conversations.info", status=500)

    world.slack.press_in_view(world.sanne, view, "share").wait()
    told = world.slack.wait_view("shown", NL.say("share.not-checked"))
    world.slack.press_in_view(world.sanne, told, "share").wait()

    world.slack.wait_message(channel, RULE)
    assert RULE in all_text(told)


def test_a_modal_opens_before_slack_is_asked_where_magdat_is(world: World) -> None:
    channel = elsewhere(world)

    asked_about(world, channel)

    made = [call.method for call in world.slack.calls if call.args.get("channel") == channel or "views." in call.method]
    opened = max(at for at, method in enumerate(made) if method == "views.open")
    assert made.index("conversations.info") > opened


@pytest.mark.parametrize("where", ["public", "private", "direct", "with Magdat"])
def test_a_colleagues_message_never_lands_in_the_askers_case(world: World, where: str) -> None:
    slack, card = world.slack, world.open_case("open-named")
    slack.press(world.omar, card, "claim").wait()
    slack.wait(lambda: "type/reply" in json.dumps(card), what="the claimed card")
    before = world.in_thread(card)
    channel = between_two(world) if where == "direct" else elsewhere(world, private=where == "private")
    if where == "with Magdat":
        slack.channels[channel]["members"].append(BOT_USER)

    view = asked_about(world, channel)
    slack.press_in_view(world.sanne, view, "not-meant").wait()
    slack.wait_view("shown", NL.say("feedback.sorry"))
    slack.say(world.sanne, "Het gaat om een klant in Breda.").wait()
    slack.wait(lambda: "Breda" in world.in_thread(card), what="what the asker adds herself")

    assert QUESTION not in world.in_thread(card).removeprefix(before)


def test_where_magdat_is_not_a_command_is_answered_directly_without_a_way_to_share(world: World) -> None:
    channel = elsewhere(world)

    world.slack.command(world.sanne, QUESTION, channel).wait()

    answer = world.slack.wait_message(world.chat, RULE)
    assert offers(answer, "helped")
    assert not offers(answer, "share")
