"""Whole talks between two terminals on one database: an employee at one, HR at the other."""

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from adapters.cli.chatting import kept_talk
from adapters.clock import SystemClock
from adapters.console.chat import run_chat
from adapters.console.conversation import Conversation, Shown
from adapters.console.roster import chat_of, employee, officer
from adapters.office import Office, open_office
from adapters.setting_values import CONSOLE_DESK
from adapters.settings import Settings
from adapters.storage.engine import sqlite_url
from bot.address import Address
from bot.message import Message
from tests.bakery import published
from tests.contracts.made import delivery
from tests.fakes import answered

ASK = "Mag ik klanten toevoegen op LinkedIn?"


@dataclass
class Terminal:
    """A terminal, and all that was shown in it."""

    conversation: Conversation
    shown: list[Shown] = field(default_factory=list)

    def types(self, line: str) -> str:
        """Type the line; gives what is shown."""
        return self._read(self.conversation.hear(line) or ())

    def looks(self) -> str:
        """What others said meanwhile."""
        return self._read(self.conversation.arrived())

    def chooses(self, label: str) -> str:
        """Type the number of the last choice with this label."""
        numbers = [number for number, offer in self.conversation._offered.items() if label in offer.label]
        return self.types(str(numbers[-1]))

    def _read(self, shown: tuple[Shown, ...]) -> str:
        self.shown += shown
        return "\n".join(_text(each.message) for each in shown)


def _text(message: Message) -> str:
    return f"{message.summary}\n{message.blocks}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=sqlite_url(tmp_path / "magdat.sqlite3"))


@pytest.fixture
def offices(settings: Settings) -> Iterator[tuple[Office, Office]]:
    """Two processes on one database."""
    publications = published(answered(ASK, "clients-on-linkedin"))
    with ExitStack() as opened:
        yield tuple(opened.enter_context(open_office(settings, publications)) for _ in range(2))  # type: ignore[misc]


@pytest.fixture
def sanne(offices: tuple[Office, Office]) -> Terminal:
    person = employee("sanne")
    return _terminal(offices[0], kept_talk(offices[0], person, chat_of(person)), at_desk=False)


@pytest.fixture
def ina(offices: tuple[Office, Office]) -> Terminal:
    return _terminal(offices[1], kept_talk(offices[1], officer("Ina"), CONSOLE_DESK), at_desk=True)


def _terminal(office: Office, talk: object, *, at_desk: bool) -> Terminal:
    publications = office.ports.publications
    return Terminal(Conversation(publications, SystemClock(), None, talk, at_desk=at_desk))  # type: ignore[arg-type]


def test_a_question_goes_to_hr_and_back_without_a_name(sanne: Terminal, ina: Terminal) -> None:
    sanne.types(ASK)
    preview = sanne.chooses("Vraag het aan HR")
    assert "Er is nog niets verstuurd" in preview
    sent = sanne.chooses("Anoniem voorleggen")
    assert "ligt bij HR" in sent

    card = ina.looks()
    assert ASK in card
    assert "anoniem" in card
    ina.chooses("Oppakken")
    assert "Ina kijkt naar je vraag" in sanne.looks()
    assert "typ je tekst" in ina.chooses("Antwoorden")
    ina.types("Ja, dat mag. Groet, HR")
    answer = sanne.looks()
    assert "Ja, dat mag. Groet, HR" in answer
    ina.chooses("Eenmalig")
    assert "afgesloten" in sanne.looks()

    assert "sanne" not in "\n".join(_text(each.message) for each in ina.shown)


def test_a_question_goes_to_hr_by_name(sanne: Terminal, ina: Terminal) -> None:
    sanne.types(ASK)
    sanne.chooses("Vraag het aan HR")
    sanne.chooses("Voorleggen als sanne")

    assert "sanne" in ina.looks()


def test_while_hr_is_busy_what_is_typed_goes_to_hr(sanne: Terminal, ina: Terminal) -> None:
    sanne.types(ASK)
    sanne.chooses("Vraag het aan HR")
    sanne.chooses("Anoniem")
    ina.looks()
    ina.chooses("Oppakken")
    sanne.looks()

    assert sanne.types("Het gaat om mijn oude klanten.") == ""
    assert "Het gaat om mijn oude klanten." in ina.looks()


def test_the_numbers_of_a_card_that_stands_at_the_desk_keep_their_meaning(sanne: Terminal, ina: Terminal) -> None:
    for _ in range(2):
        sanne.types(ASK)
        sanne.chooses("Vraag het aan HR")
        sanne.chooses("Anoniem")
        ina.looks()

    cards = [shown for shown in ina.shown if shown.message.summary.startswith("Nieuwe vraag")] or ina.shown
    first = cards[0]
    reference = re.search(r"\b[A-Z2-7]{6}\b", _text(first.message))
    assert reference is not None
    assert cards[0].first < cards[1].first
    assert reference.group() in ina.types(str(first.first))


def test_what_is_typed_at_the_desk_without_a_choice_goes_nowhere(sanne: Terminal, ina: Terminal) -> None:
    sanne.types(ASK)
    sanne.chooses("Vraag het aan HR")
    sanne.chooses("Anoniem")
    ina.looks()
    ina.chooses("Oppakken")
    sanne.looks()

    assert "Kies het nummer" in ina.types("Ja hoor")
    assert sanne.looks() == ""


def test_an_asker_reads_and_withdraws_the_own_case(sanne: Terminal, ina: Terminal) -> None:
    sanne.types(ASK)
    sanne.chooses("Vraag het aan HR")
    sanne.chooses("Anoniem")

    assert "nog niet opgepakt" in sanne.types("/zaken")
    sanne.types("1")
    sanne.chooses("Intrekken")
    assert "ingetrokken" in sanne.types("/zaken") + ina.looks()


def test_what_is_kept_can_be_asked(sanne: Terminal) -> None:
    assert "30 dagen" in sanne.types("/privacy")


def test_a_chosen_language_holds_for_what_magdat_keeps(sanne: Terminal) -> None:
    sanne.types("/taal en")

    assert "Adding clients" in sanne.types(ASK)


def test_a_database_that_is_away_gets_a_sentence(sanne: Terminal, tmp_path: Path, settings: Settings) -> None:
    del settings
    for file in tmp_path.iterdir():
        if file.suffix != ".key":
            file.write_bytes(b"This is no database. " * 1_000)

    assert sanne.types(ASK).startswith("Ik kan")
    assert sanne.looks() == ""


def test_what_goes_to_a_platform_is_left_to_the_process_that_serves_it(
    ina: Terminal, offices: tuple[Office, Office]
) -> None:
    with offices[0].ports.storage.begin() as uow:
        uow.outbox.put(delivery("to-slack", Address("slack", "T1", "D1")), offices[0].ports.clock.now())
        uow.commit()

    ina.looks()

    with offices[0].ports.storage.begin() as uow:
        assert uow.outbox.parked(10) == ()
        later = offices[0].ports.clock.now() + timedelta(minutes=1)
        (left,) = uow.outbox.lease(later, later, 10, ["slack"])
    assert left.delivery.id == "to-slack"
    assert (left.tries, left.uncertain) == (1, False)


def test_lines_that_are_piped_in_are_drawn_with_what_arrives(sanne: Terminal, ina: Terminal) -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=80, highlight=False)
    run_chat(sanne.conversation, [ASK, "/zaken"], console, echo=True)
    ina.looks()

    said = stream.getvalue()
    assert "Klanten toevoegen op LinkedIn" in said
    assert said.endswith("Tot de volgende keer.\n")


def test_after_retention_no_byte_of_what_was_asked_is_left(
    sanne: Terminal, ina: Terminal, offices: tuple[Office, Office], tmp_path: Path
) -> None:
    del ina
    for number in range(20):
        sanne.types(f"Mag kanarie-{number} op mijn profiel?")
    sanne.chooses("Vraag het aan HR")
    sanne.chooses("Anoniem")
    sanne.chooses("Intrekken")
    assert _canaries(tmp_path)

    office = offices[1]
    with office.kept.engine.begin() as connection:  # all of it was long ago
        for table, column in (("questions", "asked_at"), ("cases", "over_since"), ("outbox", "settled_at")):
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = '2020-01-01 00:00:00.000000'")  # noqa: S608 -- ours
        connection.exec_driver_sql("UPDATE console_posts SET posted_at = '2020-01-01 00:00:00.000000'")
    office.posts.take("desk", officer("Ina").id)
    office.housekeeping.tidy()

    assert _canaries(tmp_path) == 0


def _canaries(folder: Path) -> int:
    return sum(path.read_bytes().count(b"kanarie-") for path in folder.iterdir())
