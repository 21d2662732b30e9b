"""What becomes of cases in Slack, who sees what of them, and who gets nowhere; ``magdat serve`` in its own process."""

import json
from collections.abc import Iterator

import pytest

from tests.bakery import BAKERY
from tests.slack_server.fake_slack import BOT_USER
from tests.slack_server.slack_workspace import Json, all_text
from tests.slack_server.world import NL, QUESTION, RULE, World, opened_world


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_world(tmp_path_factory.mktemp("served"), http=False) as world:
        yield world


@pytest.fixture
def world(office: World) -> World:
    """The office with an asker who is new to it."""
    office.meet()
    return office


def claimed(world: World, card: Json) -> Json:
    """Omar takes the case on; its card."""
    world.slack.press(world.omar, card, "claim").wait()
    world.slack.wait(lambda: "type/reply" in json.dumps(card), what="the claimed card")
    return card


def say(world: World, who: str, card: Json, act: str, text: str) -> None:
    """The officer presses a button of the card that opens a form, and sends it."""
    world.slack.press(who, card, f"type/{act}").wait()
    world.slack.submit(who, world.slack.wait_view("form"), text).wait()


def test_what_was_asked_in_a_thread_is_asked_back_and_answered_there(world: World) -> None:
    slack, thread = world.slack, world.slack.open_pane(world.sanne)
    slack.say(world.sanne, QUESTION, thread_ts=thread).wait()
    card = claimed(world, world.take_to_hr(slack.wait_message(world.chat, RULE), "open-named"))

    say(world, world.omar, card, "ask-asker", "Om welke klant gaat het?")
    asked = slack.wait_message(world.chat, "Om welke klant gaat het?")
    slack.say(world.sanne, "Een klant in Breda.", thread_ts=thread).wait()
    slack.wait(lambda: "Een klant in Breda." in world.in_thread(card), what="what the asker says")
    say(world, world.omar, card, "reply", "Dan mag het.")
    replied = slack.wait_message(world.chat, "Dan mag het.")

    assert [asked["thread_ts"], replied["thread_ts"]] == [thread, thread]
    assert sum(RULE in all_text(each) for each in slack.messages if each["channel"] == world.chat) == 1


def test_what_was_asked_in_a_channel_by_name_is_answered_directly(world: World) -> None:
    slack = world.slack
    slack.say(world.sanne, f"<@{BOT_USER}> {QUESTION}", world.room).wait()
    card = claimed(world, world.take_to_hr(slack.wait_message(world.room, RULE, to=world.sanne), "open-named"))

    say(world, world.omar, card, "reply", "Vraag het eerst aan de klant.")

    slack.wait_message(world.chat, "Vraag het eerst aan de klant.")
    assert "Vraag het eerst" not in json.dumps([each for each in slack.messages if each["channel"] == world.room])


def test_in_a_thread_that_hr_has_taken_over_a_colleague_is_answered_directly(world: World) -> None:
    slack, asker = world.slack, world.sanne
    slack.say(asker, f"<@{BOT_USER}> {QUESTION}", world.room).wait()
    thread = slack.last_of(asker)["ts"]
    claimed(world, world.take_to_hr(slack.wait_message(world.room, RULE, to=asker), "open-named"))
    before = len(slack.ephemerals)
    world.meet()

    slack.say(world.sanne, f"<@{BOT_USER}> {QUESTION}", world.room, thread_ts=thread).wait()
    answer = slack.wait_message(world.chat, RULE)
    slack.say(world.sanne, f"<@{BOT_USER}> help", world.room, thread_ts=thread).wait()
    slack.wait_message(world.chat, NL.say("chat.help.title"))
    slack.say(asker, f"<@{BOT_USER}> Een klant in Breda.", world.room, thread_ts=thread).wait()
    slack.wait_message(slack.dm(asker), NL.say("asker.added"))

    assert NL.say("chat.aside") in all_text(answer)
    assert '"share/' not in json.dumps(answer)
    assert len(slack.ephemerals) == before
    assert not any(each.get("bot_id") for each in slack.messages if each.get("thread_ts") == thread)


def test_in_a_cards_thread_only_the_owners_mention_is_passed_on(world: World) -> None:
    slack, card = world.slack, claimed(world, world.open_case("open-named"))
    before = world.in_thread(card)

    slack.say(world.ina, f"<@{BOT_USER}> {QUESTION}", world.desk, thread_ts=card["ts"]).wait()
    slack.wait_message(slack.dm(world.ina), NL.say("chat.aside"))
    assert world.in_thread(card) == before
    slack.say(world.omar, f"<@{BOT_USER}> Dat mag in dit geval.", world.desk, thread_ts=card["ts"]).wait()

    slack.wait_message(world.chat, "Dat mag in dit geval.")


def test_in_a_cards_thread_a_word_said_to_magdat_is_no_answer_to_the_asker(world: World) -> None:
    slack, card = world.slack, claimed(world, world.open_case("open-named"))
    slack.wait_message(world.chat, "kijkt naar je vraag")
    before, heard = world.in_thread(card), len([each for each in slack.messages if each["channel"] == world.chat])

    for who in (world.ina, world.omar):
        slack.say(who, f"<@{BOT_USER}> help", world.desk, thread_ts=card["ts"]).wait()
        slack.wait_message(slack.dm(who), NL.say("chat.help.title"))

    assert world.in_thread(card) == before
    assert len([each for each in slack.messages if each["channel"] == world.chat]) == heard


def test_that_a_file_goes_to_nobody_is_said_to_who_sent_it(world: World) -> None:
    slack, card = world.slack, claimed(world, world.open_case("open-named"))
    file = {"id": "F1", "name": "a.pdf", "size": 9, "url_private": f"{slack.url}/files/F1/a.pdf"}
    beside: Json = {"subtype": "file_share", "files": [file], "upload": True}

    slack.say(world.sanne, "Zie de foto.", **beside).wait()
    slack.wait_message(world.chat, NL.say("asker.file"))
    slack.say(world.omar, "Zie de bijlage.", world.desk, thread_ts=card["ts"], **beside).wait()

    slack.wait_message(world.chat, "Zie de bijlage.")
    slack.wait(lambda: NL.say("desk.file") in world.in_thread(card), what="that the file stays here")
    assert "Zie de foto." in world.in_thread(card)


def test_a_case_is_handed_back_and_can_be_claimed_by_another(world: World) -> None:
    card = claimed(world, world.open_case("open-named"))

    world.slack.press(world.omar, card, "hand-back").wait()
    world.slack.wait(lambda: '"claim' in json.dumps(card["blocks"]), what="a card that can be claimed")
    world.slack.press(world.ina, card, "claim").wait()

    world.slack.wait(lambda: "ina" in all_text(card), what="the card at the colleague")


def test_who_asked_anonymously_reveals_themselves_by_their_own_hand(world: World) -> None:
    slack, card = world.slack, world.open_case("open-anonymous")
    told = slack.wait_message(world.chat, "HR")
    assert "sanne" not in json.dumps(card).casefold()

    slack.command(world.sanne, "mine").wait()
    mine = slack.wait_message(world.chat, NL.say("asker.cases.title"))
    slack.press(world.sanne, mine, "show-case").wait()
    shown = slack.wait(lambda: _offering(world, "reveal"), what="a case that can be revealed")
    slack.press(world.sanne, shown, "reveal").wait()

    slack.wait(lambda: "sanne" in world.in_thread(card), what="the name at the desk")
    slack.wait(lambda: "sanne" in all_text(card), what="the name on the card")
    assert told["channel"] == world.chat


def test_an_asker_withdraws_a_question(world: World) -> None:
    slack, card = world.slack, world.open_case("open-named")
    slack.command(world.sanne, "mine").wait()
    slack.press(world.sanne, slack.wait_message(world.chat, NL.say("asker.cases.title")), "show-case").wait()

    slack.press(world.sanne, slack.wait(lambda: _offering(world, "withdraw"), what="a way back"), "withdraw").wait()

    slack.wait(lambda: "actions" not in {block["type"] for block in card["blocks"]}, what="a card without buttons")


def _offering(world: World, act: str) -> Json | None:
    """The newest message to the asker that offers this."""
    theirs = (each for each in reversed(world.slack.messages) if each["channel"] == world.chat)
    return next((each for each in theirs if f'"{act}/' in json.dumps(each.get("blocks"))), None)


@pytest.mark.parametrize("who", ["asker", "officer", "admin"])
def test_the_home_tab_shows_each_what_is_theirs(world: World, who: str) -> None:
    slack, card = world.slack, world.open_case("open-named")
    reference = card["text"].split()[2].rstrip(":")
    user = {"asker": world.sanne, "officer": world.ina, "admin": world.vera}[who]
    opened = slack.open_home(user)
    assert opened is not None
    opened.wait()

    home = all_text(slack.wait(lambda: slack.homes.get(user), what="a Home tab"))

    assert NL.say("topics.title") in home
    assert "2026.3" in home
    assert (NL.say("home.protocol") in home) == (who == "admin")
    assert (reference in home) == (who in {"asker", "officer"})


STRANGERS = {
    "a guest": {"is_restricted": True},
    "a guest of one channel": {"is_ultra_restricted": True},
    "someone from Slack Connect": {"is_stranger": True},
    "someone of another workspace": {"team_id": "T0OTHER"},
}


@pytest.mark.parametrize("more", STRANGERS.values(), ids=STRANGERS)
def test_a_guest_in_the_desks_channel_gets_nowhere(world: World, more: Json) -> None:
    slack, card = world.slack, world.open_case("open-named")
    guest = slack.add_user("gast", **more)
    slack.channels[world.desk]["members"].append(guest)

    slack.press(guest, card, "claim").wait()
    slack.wait_message(world.desk, to=guest)
    slack.say(guest, "Ik antwoord alvast.", world.desk, thread_ts=card["ts"]).wait()
    opened = slack.open_home(guest)
    assert opened is not None
    opened.wait()
    home = slack.wait(lambda: slack.homes.get(guest), what="a Home tab")

    slack.channels[world.desk]["members"].remove(guest)
    assert '"claim' in json.dumps(card["blocks"])
    assert card["text"].split()[2].rstrip(":") not in all_text(home)
    assert "alvast" not in json.dumps([each for each in slack.messages if each["channel"] == world.chat])


def test_an_officer_can_do_nothing_with_a_case_from_another_channel(world: World) -> None:
    slack, card = world.slack, world.open_case("open-named")

    slack.press(world.omar, {**card, "channel": world.room}, "claim").wait()

    slack.wait_message(world.room, NL.say("forbidden.elsewhere"), to=world.omar)
    assert '"claim' in json.dumps(card["blocks"])


def test_a_button_of_someone_elses_case_tells_nothing(world: World) -> None:
    world.open_case("open-named")
    slack, asker = world.slack, world.sanne
    slack.command(asker, "mine").wait()
    mine = slack.wait_message(world.chat, NL.say("asker.cases.title"))
    world.meet()

    slack.press(world.sanne, {**mine, "channel": world.chat}, "show-case").wait()

    told = slack.wait_message(world.chat)
    assert "LinkedIn" not in all_text(told)


def test_an_admin_publishes_and_people_read_the_new_rule(world: World) -> None:
    slack, vera = world.slack, world.vera
    changed = BAKERY.read_bytes().replace(b'version: "2026.3"', b'version: "2026.4"')
    assert RULE.encode() in changed
    changed = changed.replace(RULE.encode(), b"Klanten toevoegen mag altijd.")
    slack.share_file(vera, "bakkerij.yaml", changed).wait()
    draft = slack.wait_message(slack.dm(vera), "2026.4")

    slack.press(vera, draft, "publish-draft").wait()
    slack.wait_message(slack.dm(vera), NL.say("publish.live", version="2026.4"))

    world.ask(QUESTION, "Klanten toevoegen mag altijd.")
    slack.say(vera, "versies").wait()
    versions = slack.wait_message(slack.dm(vera), "2026.4: geldt nu")
    assert NL.say("publish.put-back", version="2026.3") in all_text(versions)


def test_under_a_question_about_an_earlier_day_what_held_then_is_read(world: World) -> None:
    """The version of the test before this one is live."""
    slack = world.slack
    asked = world.ask("Mocht ik toen, op 3 maart 2026, klanten toevoegen op LinkedIn?", RULE)
    slack.press(world.sanne, asked, "not-meant").wait()
    slack.wait(lambda: "choose" in json.dumps(asked["blocks"]), what="what else it could be")
    assert "Dit gold op 3 maart 2026, volgens versie 2026.3." in all_text(asked)

    slack.press(world.sanne, asked, "choose").wait()

    slack.wait(lambda: NL.say("as-of.show-now") in all_text(asked), what="the clause that held, and the way to now")
    assert "Dit gold op 3 maart 2026, volgens versie 2026.3. Nu geldt versie 2026.4." in all_text(asked)
