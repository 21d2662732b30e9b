"""Whole stories in Slack: ``magdat serve`` in a process of its own, over Socket Mode and over HTTP."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import BAKERY, clause
from tests.slack_server.fake_slack import BOT_USER, FakeSlack
from tests.slack_server.serving import Serving, serving
from tests.slack_server.slack_workspace import Json, all_text

NL, EN = wording_in(Language.NL), wording_in(Language.EN)
QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
RULE = clause("clients-on-linkedin").rule.get(Language.NL)


@dataclass
class World:
    """Everyone in the story."""

    slack: FakeSlack
    magdat: Serving
    sanne: str
    omar: str
    ina: str
    desk: str
    room: str

    @property
    def chat(self) -> str:
        return self.slack.dm(self.sanne)

    def ask(self, text: str = QUESTION, containing: str = RULE) -> Json:
        """Sanne asks directly; the answer."""
        assert self.slack.say(self.sanne, text).wait().acked
        return self.slack.wait_message(self.chat, containing)

    def open_case(self, act: str) -> Json:
        """Sanne takes a question to HR; the card at the desk."""
        before = len(self.at_desk())
        self.slack.press(self.sanne, self.ask(), "ask-hr").wait()
        view = self.slack.wait_view("shown", NL.say("asker.preview.title"))
        assert self.slack.press_in_view(self.sanne, view, act).wait().acked
        self.slack.wait_view("shown", "Verstuurd naar HR")
        self.slack.views.clear()
        return self.slack.wait(lambda: self.at_desk()[before:], what="a card")[0]

    def at_desk(self) -> list[Json]:
        """The messages of Magdat in the desk's channel that begin a thread."""
        return [
            message
            for message in self.slack.messages
            if message["channel"] == self.desk
            and message.get("bot_id")
            and message.get("thread_ts") in (None, message["ts"])
        ]

    def in_thread(self, card: Json) -> str:
        """All that Magdat wrote in the thread of this card."""
        return "\n".join(
            all_text(message)
            for message in self.slack.messages
            if message.get("thread_ts") == card["ts"] and message["ts"] != card["ts"] and message.get("bot_id")
        )


@pytest.fixture(scope="module", params=["socket", "http"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with FakeSlack() as slack:
        sanne, omar, ina = (slack.add_user(name) for name in ("sanne", "omar", "ina"))
        desk = slack.add_channel("hr", private=True, members=(omar, ina))
        room = slack.add_channel("general", members=(sanne, omar))
        folder = tmp_path_factory.mktemp("served")
        admins = slack.groups["S0ADMINS"] = [slack.add_user("vera")]
        slack.admins = ["S0ADMINS", *admins[1:]]
        with serving(slack, folder, desk, http=request.param == "http") as magdat:
            yield World(slack, magdat, sanne, omar, ina, desk, room)
        assert slack.refused == []


@pytest.fixture
def world(office: World) -> World:
    """The office with an asker who is new to it."""
    office.sanne = office.slack.add_user("sanne")
    office.slack.channels[office.room]["members"].append(office.sanne)
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


def test_who_is_not_at_the_desk_cannot_claim(world: World) -> None:
    slack, card = world.slack, world.open_case("open-named")

    slack.press(world.sanne, {**card, "channel": world.room}, "claim").wait()

    slack.wait_message(world.room, NL.say("forbidden.elsewhere"), to=world.sanne)
    assert "claim" in json.dumps(card["blocks"])


def test_a_mention_is_answered_to_the_asker_alone_who_shares_it(world: World) -> None:
    slack = world.slack
    slack.say(world.sanne, f"<@{BOT_USER}> {QUESTION}", world.room).wait()
    asked = slack.messages[-1]

    answer = slack.wait_message(world.room, RULE, to=world.sanne)
    slack.press(world.sanne, answer, "share").wait()

    shared = slack.wait_message(world.room, RULE)
    assert shared["thread_ts"] == asked["ts"]
    assert "actions" not in {block["type"] for block in shared["blocks"]}
    slack.wait(lambda: "share" not in json.dumps(answer["blocks"]), what="an answer that is shared already")


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


def test_where_magdat_is_not_the_command_is_answered_directly(world: World) -> None:
    elsewhere = world.slack.add_channel("elsewhere", members=(world.sanne,), bot=False)

    world.slack.command(world.sanne, "privacy", elsewhere).wait()

    world.slack.wait_message(world.chat, NL.say("privacy.title"))
    world.slack.calls[:] = [call for call in world.slack.calls if call.reply.get("ok")]  # the refusal was meant


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


def test_an_admin_shares_a_protocol_and_is_told_what_is_wrong_with_it(world: World) -> None:
    vera = world.slack.groups["S0ADMINS"][0]

    world.slack.share_file(
        vera, "nieuw.yaml", BAKERY.read_bytes().replace(b"verdict: allowed", b"verdict: maybe", 1)
    ).wait()

    told = world.slack.wait_message(world.slack.dm(vera), "nieuw.yaml")
    assert '"maybe" is not a verdict' in all_text(told)


def test_an_admin_shares_a_protocol_and_sees_what_would_change(world: World) -> None:
    vera = world.slack.groups["S0ADMINS"][0]
    changed = BAKERY.read_bytes().replace(b'version: "2026.3"', b'version: "2026.4"')

    world.slack.share_file(vera, "bakkerij.yaml", changed.replace(b"dat je bij Kruim werkt.", b"waar je werkt.")).wait()

    told = world.slack.wait_message(world.slack.dm(vera), "2026.4")
    assert "De bakkerij noemen" in all_text(told)
    assert "publish-draft" in json.dumps(told)


def test_a_protocol_of_someone_else_goes_nowhere(world: World) -> None:
    world.slack.share_file(world.sanne, "stiekem.yaml", BAKERY.read_bytes()).wait()

    told = world.slack.wait_message(world.chat)
    assert "actions" not in {block["type"] for block in told["blocks"]}


def test_english_is_answered_in_english(world: World) -> None:
    world.ask("May I add clients on LinkedIn?", clause("clients-on-linkedin").rule.get(Language.EN))

    assert EN.say("ask-hr.button") in all_text(world.slack.messages[-1])


def test_the_log_holds_no_question_and_no_name(world: World) -> None:
    logged = world.magdat.log.read_text()

    assert "LinkedIn" not in logged
    assert "sanne" not in logged.casefold()
    assert world.sanne not in logged
