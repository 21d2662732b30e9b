"""All the ways to ask in Slack, over Socket Mode and over HTTP; ``magdat serve`` in a process of its own."""

import json
from collections.abc import Iterator

import pytest

from knowledge.protocol import Language
from tests.bakery import BAKERY, clause
from tests.slack_server.fake_slack import BOT_USER
from tests.slack_server.slack_workspace import all_text
from tests.slack_server.world import EN, NL, QUESTION, RULE, World, opened_world


@pytest.fixture(scope="module", params=["socket", "http"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_world(tmp_path_factory.mktemp("served"), http=request.param == "http") as world:
        yield world


@pytest.fixture
def world(office: World) -> World:
    """The office with an asker who is new to it."""
    office.meet()
    return office


def test_an_officer_answers_in_a_form_and_hands_over_to_a_colleague(world: World) -> None:
    slack, card = world.slack, world.open_case("open-named")
    slack.press(world.omar, card, "claim").wait()
    slack.wait(lambda: "type/hand-over" in json.dumps(card), what="the claimed card")

    slack.press(world.omar, card, "type/hand-over").wait()
    slack.submit(world.omar, slack.wait_view("form"), world.ina).wait()
    slack.wait(lambda: "ina" in all_text(card), what="the card at the colleague")
    slack.press(world.ina, card, "type/reply").wait()
    form = slack.wait_view("form")
    slack.submit(world.ina, form, "Nee, doe dat maar niet.").wait()

    slack.wait_message(world.chat, "Nee, doe dat maar niet.")
    assert form["id"] not in slack.views
    assert "sanne" in all_text(card)


def test_nobody_is_answered_who_did_not_ask(world: World) -> None:
    slack, kept = world.slack, len(world.slack.ephemerals)

    slack.say(world.sanne, QUESTION, world.room).wait()
    world.ask("Hoe laat is het?", "")

    assert len(slack.ephemerals) == kept
    assert not any(each.get("bot_id") and each["text"] == QUESTION for each in slack.messages)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("", NL.say("chat.help.title"), id="nothing"),
        pytest.param("topics", NL.say("topics.title"), id="topics"),
        pytest.param("mine", NL.say("asker.cases.none"), id="mine"),
        pytest.param("privacy", NL.say("privacy.title"), id="privacy"),
        pytest.param(QUESTION, RULE, id="a question"),
    ],
)
def test_the_slash_command_answers_to_who_gave_it(world: World, typed: str, shown: str) -> None:
    assert world.slack.command(world.sanne, typed, world.room).wait().acked

    world.slack.wait_message(world.room, shown, to=world.sanne)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("", NL.say("chat.help.title"), id="nothing"),
        pytest.param("onderwerpen", NL.say("topics.title"), id="topics"),
    ],
)
def test_the_words_do_at_the_desk_what_they_do_elsewhere(world: World, typed: str, shown: str) -> None:
    assert world.slack.command(world.ina, typed, world.desk).wait().acked
    world.slack.wait_message(world.desk, shown, to=world.ina)

    world.slack.ephemerals.clear()
    assert world.slack.say(world.ina, f"<@{BOT_USER}> {typed}", world.desk).wait().acked
    world.slack.wait_message(world.desk, shown, to=world.ina)


def test_a_word_of_a_cases_owner_goes_to_the_asker(world: World) -> None:
    slack, card = world.slack, world.open_case("open-named")
    slack.press(world.omar, card, "claim").wait()
    slack.wait(lambda: "type/reply" in json.dumps(card), what="the claimed card")

    slack.say(world.omar, "privacy", world.desk, thread_ts=card["ts"]).wait()

    slack.wait_message(world.chat, "privacy")
    assert NL.say("privacy.title") not in world.in_thread(card)


def test_a_message_of_someone_else_is_asked_about_in_a_modal(world: World) -> None:
    slack = world.slack
    slack.say(world.omar, QUESTION, world.room).wait()
    message = next(each for each in reversed(slack.messages) if each["user"] == world.omar)

    slack.shortcut(world.sanne, message).wait()

    view = slack.wait_view("shown", RULE)
    slack.press_in_view(world.sanne, view, "ask-hr").wait()
    slack.wait_view("shown", NL.say("asker.preview.title"))
    slack.views.clear()


def test_the_home_tab_has_topics_and_what_is_kept(world: World) -> None:
    opened = world.slack.open_home(world.sanne)
    assert opened is not None
    opened.wait()

    home = world.slack.wait(lambda: world.slack.homes.get(world.sanne), what="a Home tab")
    assert NL.say("topics.title") in all_text(home)
    assert NL.say("privacy.title") in all_text(home)


def test_the_home_tab_is_in_the_language_of_the_persons_slack(world: World) -> None:
    emma = world.slack.add_user("emma", locale="en-GB")
    opened = world.slack.open_home(emma)
    assert opened is not None
    opened.wait()

    home = all_text(world.slack.wait(lambda: world.slack.homes.get(emma), what="a Home tab"))

    for key in ("topics.title", "privacy.title", "asker.cases.title", "ask-hr.button"):
        assert EN.say(key) in home
        assert NL.say(key) not in home


def test_the_assistant_pane_greets_suggests_and_answers_in_its_thread(world: World) -> None:
    slack, thread = world.slack, world.slack.open_pane(world.sanne)
    slack.wait(lambda: slack.prompts.get(thread), what="suggested questions")

    slack.say(world.sanne, QUESTION, thread_ts=thread).wait()

    slack.wait(lambda: any(each["thread_ts"] == thread for each in slack.statuses), what="a status")
    answers = slack.wait(
        lambda: [each for each in slack.messages if each.get("thread_ts") == thread and RULE in all_text(each)],
        what="the answer in the thread",
    )
    assert len(answers) == 1


def test_an_admin_shares_a_protocol_and_sees_what_would_change(world: World) -> None:
    vera = world.vera
    changed = BAKERY.read_bytes().replace(b'version: "2026.3"', b'version: "2026.4"')

    world.slack.share_file(vera, "bakkerij.yaml", changed.replace(b"dat je bij Kruim werkt.", b"waar je werkt.")).wait()

    told = world.slack.wait_message(world.slack.dm(vera), "2026.4")
    assert "De bakkerij noemen" in all_text(told)
    assert "publish-draft" in json.dumps(told)


def test_a_protocol_of_someone_else_goes_nowhere(world: World) -> None:
    world.slack.share_file(world.sanne, "stiekem.yaml", BAKERY.read_bytes()).wait()

    told = world.slack.wait_message(world.chat)
    assert "actions" not in {block["type"] for block in told["blocks"]}


def test_what_is_asked_beside_a_picture_is_answered(world: World) -> None:
    world.slack.share_file(world.sanne, "foto.png", b"\x89PNG", QUESTION).wait()

    world.slack.wait_message(world.chat, RULE)


def test_what_an_admin_writes_beside_a_protocol_is_no_question(world: World) -> None:
    vera, changed = world.vera, BAKERY.read_bytes().replace(b'version: "2026.3"', b'version: "2026.5"')

    world.slack.share_file(vera, "bakkerij.yaml", changed, QUESTION).wait()

    world.slack.wait_message(world.slack.dm(vera), "2026.5")
    assert not any(RULE in all_text(each) for each in world.slack.messages if each["channel"] == world.slack.dm(vera))


def test_english_is_answered_in_english(world: World) -> None:
    answer = world.ask("May I add clients on LinkedIn?", clause("clients-on-linkedin").rule.get(Language.EN))

    assert EN.say("ask-hr.button") in all_text(answer)


def test_the_log_holds_no_question_and_no_name(world: World) -> None:
    logged = world.magdat.log.read_text()

    assert "LinkedIn" not in logged
    assert "sanne" not in logged.casefold()
    assert world.sanne not in logged
