"""Asking, being answered, and HR at its desk, in Microsoft's own local Teams client."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from adapters.teams.activities import ASK_COMMAND
from knowledge.starter import STARTER_PROTOCOL
from tests.playground.client import ANNA, BOT, BRAM, TENANT, free_port, need_playground, playground
from tests.playground.window import Window, window
from tests.teams_server.fake_teams import FakeTeams

_CHECKING_SECONDS = 60.0
"""What the real matcher may need for a whole protocol on a busy machine."""


@dataclass(frozen=True, slots=True)
class Teams:
    """Two people in Teams: Anna who asks, and Bram of HR."""

    anna: Window
    bram: Window
    service: str


@contextlib.contextmanager
def _magdat(folder: Path) -> Iterator[str]:
    """A Magdat that serves; where Teams posts activities."""
    port = free_port()
    settings = {
        "MAGDAT_DATABASE_URL": f"sqlite:///{folder}/magdat.sqlite3",
        "MAGDAT_HTTP": f"127.0.0.1:{port}",
        "MAGDAT_DESK": "teams:channel-hr-id",
        "MAGDAT_ADMINS": f"teams:{ANNA.aad_id}",
    }
    log = folder / "log"
    with log.open("w") as writing:
        command = [sys.executable, "-m", "adapters", "serve", "--insecure-local"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAGDAT_", "SLACK_"))}
        environment |= settings | {"PYTHONPATH": str(Path.cwd())}
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command, cwd=folder, env=environment, stdout=writing, stderr=subprocess.STDOUT
        )
        try:
            deadline = time.monotonic() + 40
            while "Listening" not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/api/messages"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teams]:
    """Both windows, at the same Magdat; started once, for that takes seconds."""
    need_playground()
    with contextlib.ExitStack() as opened:
        bot = opened.enter_context(_magdat(tmp_path_factory.mktemp("teams")))
        urls = [opened.enter_context(playground(bot, person)) for person in (ANNA, BRAM)]
        playwright = opened.enter_context(sync_playwright())
        anna, bram = (opened.enter_context(window(playwright, url)) for url in urls)
        bram.open("HR")
        bram.page.wait_for_timeout(1_000)
        anna.open("Personal Chat")
        yield Teams(anna, bram, f"{urls[0]}_connector")


def test_who_installs_magdat_is_welcomed_with_questions_to_press(teams: Teams) -> None:
    teams.anna.wait_for("Hi, I am Magdat.")

    teams.anna.picture("welcome")
    teams.anna.press("who is this protocol for")

    teams.anna.wait_for("These agreements are for everybody")
    teams.anna.had_no_trouble()


def test_a_question_is_answered_with_the_rule(teams: Teams) -> None:
    teams.anna.say("mag ik klanten toevoegen op LinkedIn?")

    teams.anna.wait_for("Je mag klanten en andere zakelijke contacten toevoegen op LinkedIn")
    teams.anna.picture("answer")
    teams.anna.had_no_trouble()


def test_a_question_between_clauses_is_asked_back_and_the_choice_takes_its_place(teams: Teams) -> None:
    anna = teams.anna
    anna.say("mag dat op linkedin?")
    anna.wait_for("2.2 Functie en werkgever op je profiel")
    anna.picture("did-you-mean")

    anna.press("2.2 Functie en werkgever op je profiel")

    anna.sees_no_button("2.2 Functie en werkgever op je profiel")
    anna.wait_for("Functie en werkgever op je profiel")
    anna.had_no_trouble()


def test_a_case_goes_to_hr_and_comes_back_answered(teams: Teams) -> None:
    anna, bram = teams.anna, teams.bram
    anna.say("mag ik klanten toevoegen op LinkedIn?")
    anna.wait_for("Je mag klanten en andere zakelijke contacten toevoegen", count=2)
    anna.press("Vraag het aan HR")
    anna.wait_for("Dit krijgt HR te zien")
    anna.picture("preview")

    anna.press("Voorleggen als Anna Jansen")
    anna.sees_no_button("Voorleggen als Anna Jansen")
    bram.wait_for("Van Anna Jansen")
    bram.picture("desk-card")
    bram.press("Oppakken")
    bram.sees_no_button("Oppakken")
    bram.wait_for("Bij Bram de Vries")
    bram.press("Antwoorden")
    bram.fill_in("Ja, als jullie elkaar *echt* kennen. <b>Let op</b> ${naam}")
    bram.press("Versturen")

    anna.wait_for("Ja, als jullie elkaar *echt* kennen. <b>Let op</b> ${naam}")
    bram.wait_for("Stand beantwoord")
    anna.picture("answered")
    bram.picture("desk-answered")
    bram.press("Eenmalig")
    bram.wait_for("Stand gesloten")
    bram.picture("desk-closed")
    anna.wait_for("afgesloten")
    anna.picture("closed")
    anna.had_no_trouble()
    bram.had_no_trouble()


def test_in_english_everything_is_english(teams: Teams) -> None:
    anna = teams.anna
    anna.say("may I add clients on LinkedIn?")
    anna.wait_for("Ask HR")
    anna.picture("answer-en")

    anna.press("Ask HR")
    anna.wait_for("This is what HR will see")
    anna.picture("preview-en")

    anna.press("Do not send")
    anna.say("can i post a photo?")
    anna.wait_for("Do you mean")
    anna.picture("did-you-mean-en")
    anna.had_no_trouble()


def test_an_admin_sends_a_protocol_and_sees_what_it_changes(teams: Teams) -> None:
    anna, live = teams.anna, STARTER_PROTOCOL.read_bytes()
    changed = live.replace(b'version: "2026.1"', b'version: "2026.2"').replace(b"Je mag klanten", b"Je kunt klanten", 1)
    with FakeTeams() as store:
        store.files["file"] = changed
        anna.send_activity(_file_sent("file-1", f"{store.url}files/file", teams.service))
        anna.wait_for("Concept van versie 2026.2", seconds=_CHECKING_SECONDS)
    anna.picture("file-checked")
    anna.say("versions")
    anna.wait_for("The versions of the protocol")
    anna.wait_for("2026.1: in force now, live since")
    anna.picture("versions")

    anna.send_activity(_file_sent("file-2", f"{store.url}files/file", teams.service))

    anna.wait_for("Ik kan dit bestand niet ophalen.")
    anna.picture("file-not-fetched")


def _file_sent(activity_id: str, url: str, service: str) -> dict[str, object]:
    """What Teams posts when Anna sends a file in her chat; the playground's client has no button for that."""
    kind = "application/vnd.microsoft.teams.file.download.info"
    content = {"downloadUrl": url, "uniqueId": "file", "fileType": "yaml"}
    return {
        "type": "message",
        "id": activity_id,
        "channelId": "msteams",
        "serviceUrl": service,
        "locale": "nl-NL",
        "recipient": {"id": BOT, "name": "Magdat"},
        "conversation": {"id": "personal-0", "conversationType": "personal", "tenantId": TENANT},
        "from": {"id": "user-id-0", "name": ANNA.name, "aadObjectId": ANNA.aad_id},
        "attachments": [{"contentType": kind, "contentUrl": url, "name": "protocol.yaml", "content": content}],
    }


def test_an_anonymous_asker_is_nowhere_at_the_desk(teams: Teams) -> None:
    anna, bram = teams.anna, teams.bram
    before = bram.text().count("Anna")
    anna.say("mag ik klanten toevoegen op LinkedIn?")
    anna.wait_for("Je mag klanten en andere zakelijke contacten toevoegen", count=3)
    anna.press("Vraag het aan HR")
    anna.wait_for("Dit krijgt HR te zien")

    anna.page.get_by_role("button", name="Anoniem voorleggen").last.click()

    bram.wait_for("(anoniem)")
    assert bram.text().count("Anna") == before


def test_in_a_group_the_answer_goes_to_the_asker_who_can_share_it(teams: Teams) -> None:
    anna = teams.anna
    anna.open("Group Chat")
    anna.say("mag ik klanten toevoegen op LinkedIn?")

    anna.wait_for("in je eigen chat met mij")
    anna.picture("group")
    assert "Je mag klanten" not in anna.text()
    anna.open("Personal Chat")
    anna.press("Deel met iedereen hier")
    anna.sees_no_button("Deel met iedereen hier")
    anna.open("Group Chat")
    anna.wait_for("Je mag klanten en andere zakelijke contacten")
    anna.picture("shared")
    anna.had_no_trouble()


def test_a_message_is_asked_about_and_answered_in_the_own_chat_while_nobody_sees_it(teams: Teams) -> None:
    anna = teams.anna
    question, answer = "may I add clients on LinkedIn?", "You may add clients and other business contacts on LinkedIn"
    anna.open("Personal Chat")
    answered = anna.text().count(answer)
    anna.open("Group Chat")
    said = anna.text().count("eigen chat"), anna.text().count(answer)
    anna.say(question, mention=False)
    anna.ask_about(question, ASK_COMMAND)

    expect(anna.dialog()).to_contain_text("The answer comes in your own chat with me.")
    anna.picture("asked-about")
    anna.dialog().get_by_role("button").first.click()
    assert (anna.text().count("eigen chat"), anna.text().count(answer)) == said
    anna.open("Personal Chat")
    anna.wait_for(answer, count=answered + 1)
    anna.picture("asked-about-answer")
    anna.had_no_trouble()


def test_where_it_depends_the_asker_chooses_and_sees_where_that_led(teams: Teams) -> None:
    anna = teams.anna
    anna.open("Personal Chat")
    anna.say("mag ik namens het bedrijf op een klacht reageren?")
    anna.wait_for("Ben je woordvoerder van Voorbeeld?")
    anna.picture("circumstance-asked")

    anna.press("Nee, geen woordvoerder")

    anna.sees_no_button("Nee, geen woordvoerder")
    anna.wait_for("je koos: Nee, geen woordvoerder")
    anna.wait_for("Verboden")
    anna.picture("circumstance-answered")
    anna.had_no_trouble()


def test_what_was_chosen_holds_for_the_next_question_until_something_else_is_chosen(teams: Teams) -> None:
    anna = teams.anna
    anna.say("may i answer a complaint on behalf of the company?")
    anna.wait_for("you chose: No, not a spokesperson")

    anna.press("Choose otherwise")
    anna.wait_for("Are you a spokesperson for Voorbeeld?")
    anna.press("Yes, I am a spokesperson")

    anna.wait_for("you chose: Yes, I am a spokesperson")
    anna.wait_for("Required")
    anna.picture("circumstance-otherwise-en")
    anna.had_no_trouble()


def test_the_offer_of_a_file_is_taken_for_one_by_microsofts_client(teams: Teams) -> None:
    """This client shows no such card and cannot accept one, but says which card it is."""
    teams.anna.open("Personal Chat")
    teams.anna.say("export")

    teams.anna.wait_for("File Consent Card is not supported yet")
