"""The commands on what Magdat keeps."""

import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from adapters.storage.engine import sqlite_url
from adapters.storage.opening import open_kept
from bot.address import Address
from bot.case import CaseState
from bot.message import Message, Paragraph
from bot.outbox import Delivery, Destination, ParkReason, ToDesk
from knowledge.protocol import Language
from tests.adapters.cli.conftest import Ended, Magdat
from tests.bakery import BAKERY
from tests.contracts.made import NOON

ASK = "Mag ik klanten toevoegen op LinkedIn?"

Piped = Callable[..., Ended]


@pytest.fixture
def piped(magdat: Magdat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Piped:
    """The command with these lines on its standard input, on a database of its own."""
    monkeypatch.setenv("LOGNAME", "sanne")

    def given(*arguments: str, lines: str = "", **environment: str) -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
        settings = {
            "MAGDAT_DATABASE_URL": sqlite_url(tmp_path / "kept" / "magdat.sqlite3"),
            "MAGDAT_PROTOCOL": str(BAKERY),
        }
        return magdat(*arguments, **(settings | environment))

    return given


def _number_of(label: str, said: str) -> str:
    """The number before the last choice with this label."""
    line = [line for line in said.splitlines() if label in line and line.strip().startswith("[")][-1]
    return line.split("]")[0].strip(" [")


@pytest.fixture
def asked(piped: Piped) -> Piped:
    """An employee took a question to HR, without a name."""
    to_hr = _number_of("Vraag het aan HR", piped("chat", lines=f"{ASK}\n").out)
    anonymously = _number_of("Anoniem", piped("chat", lines=f"{ASK}\n{to_hr}\n").out)
    assert "ligt bij HR" in piped("chat", lines=f"{ASK}\n{to_hr}\n{anonymously}\n").out
    return piped


def test_a_question_goes_to_hr_and_back_by_pipes(asked: Piped) -> None:
    asked("desk", "--name", "Ina")  # reads the card
    assert "heeft vraag" in asked("desk", "--name", "Ina", lines="1\n2\n").out
    asked("desk", "--name", "Ina", lines="1\n2\nJa, dat mag.\n")

    assert "Ja, dat mag." in asked("chat", lines="/zaken\n").out


def test_cases_are_listed_without_who_asked_anonymously(asked: Piped) -> None:
    table, document = asked("cases"), json.loads(asked("cases", "--json").out)

    assert "Mag ik klanten" in table.out
    (case,) = document["cases"]
    assert (case["state"], case["anonymous"], case["question"]) == ("open", True, ASK)
    assert "sanne" not in table.out + json.dumps(document)


def test_no_cases_get_a_sentence_or_an_empty_list(piped: Piped) -> None:
    assert piped("cases", LANG="en_US").out == "There is nothing at HR.\n"
    assert json.loads(piped("cases", "--json", "--all").out) == {"cases": []}


def test_a_person_gets_what_is_kept_of_them_and_can_be_forgotten(asked: Piped) -> None:
    exported = json.loads(asked("privacy", "export", "sanne").out)
    forgotten = json.loads(asked("privacy", "forget", "sanne").out)

    assert exported["asked"] == []  # asked anonymously: nobody else may learn of it
    assert forgotten["wiped"] is True
    assert json.loads(asked("cases", "--json").out) == {"cases": []}


def test_a_forgotten_officer_is_in_no_case(asked: Piped) -> None:
    asked("desk", "--name", "Ina")
    asked("desk", "--name", "Ina", lines="1\n2\n")
    assert json.loads(asked("cases", "--json").out)["cases"][0]["owner"] == "Ina"
    assert json.loads(asked("privacy", "export", "Ina").out)["done"]

    asked("privacy", "forget", "Ina")

    assert json.loads(asked("cases", "--json").out)["cases"][0]["owner"] != "Ina"
    assert json.loads(asked("privacy", "export", "Ina").out)["done"] == []


@pytest.mark.parametrize("person", ["", " ", "slack/T1", "/T1/U1", "slack/T1/", "a/b/c/d"])
def test_nobody_can_be_neither_exported_nor_forgotten(piped: Piped, person: str) -> None:
    ended = piped("privacy", "forget", person)

    assert ended.exit_status is Exit.WRONG_INPUT
    assert "CHANNEL/TENANT/ID" in ended.err


def test_a_desk_that_is_elsewhere_is_not_in_the_terminal(piped: Piped) -> None:
    ended = piped("desk", MAGDAT_DESK="slack:C0123")

    assert ended.exit_status is Exit.WRONG_USE
    assert "MAGDAT_DESK: it is in slack, not in the terminal." in ended.err


def test_where_the_desk_is_elsewhere_the_chat_keeps_nothing(piped: Piped, tmp_path: Path) -> None:
    ended = piped("chat", lines=f"{ASK}\n/zaken\n", MAGDAT_DESK="slack:C0123")

    assert "In dit gesprek wordt niets bewaard" in ended.out
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(("second_line", "said"), [({}, "there is none"), ({"MAGDAT_SECOND_LINE": "console"}, "")])
def test_the_second_line_has_a_desk_where_it_was_set_up(piped: Piped, second_line: dict[str, str], said: str) -> None:
    ended = piped("desk", "--second-line", **second_line)

    assert said in ended.err
    assert ended.exit_status is (Exit.WRONG_USE if said else Exit.FINE)


@pytest.mark.parametrize("command", [["chat"], ["desk"], ["cases"], ["privacy", "export", "sanne"]])
def test_a_database_that_cannot_be_reached_is_told(piped: Piped, command: list[str]) -> None:
    key = "bWFnZGF0LWNoYW9zLXRlc3Qta2V5LTMyLWJ5dGVzISE="
    url = "postgresql://nobody@127.0.0.1:1/nothing"

    ended = piped(*command, MAGDAT_DATABASE_URL=url, MAGDAT_VAULT_KEY=key)

    assert ended.exit_status is Exit.UNAVAILABLE
    assert ended.err == (
        "magdat: the database cannot be used at this moment: it cannot be reached. Is it running, is the "
        "address right, may this user open it? Nothing was changed.\n"
    )


def test_a_database_that_cannot_be_used_names_its_setting(piped: Piped) -> None:
    ended = piped("cases", MAGDAT_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")

    assert ended.exit_status is Exit.WRONG_USE
    assert ended.err.startswith("magdat: MAGDAT_VAULT_KEY: PostgreSQL needs one")


def test_a_folder_that_cannot_be_written_is_told(piped: Piped) -> None:
    ended = piped("cases", MAGDAT_DATABASE_URL=f"sqlite:///{os.devnull}/nowhere/magdat.sqlite3")

    assert ended.exit_status is Exit.WRONG_USE
    assert "cannot be made or written" in ended.err


@pytest.fixture
def parked(asked: Piped, tmp_path: Path) -> Piped:
    """What was to be said to the desk could not be delivered."""
    message = Message("geheim", (Paragraph("geheim"),), Language.NL)
    with (
        closing(open_kept(sqlite_url(tmp_path / "kept" / "magdat.sqlite3"), None)) as kept,
        kept.storage.begin() as uow,
    ):
        (case,) = uow.cases.listed(tuple(CaseState), 2)
        for number, reason in enumerate(ParkReason):
            to: Destination = ToDesk(case.id, "slack") if number else Address("slack", "T1", "C1")
            uow.outbox.put(Delivery(f"delivery-{number}", to, message), NOON)
            uow.outbox.park(f"delivery-{number}", reason, "not_in_channel", NOON)
        uow.commit()
    return asked


def test_what_could_not_be_delivered_is_listed_with_why_and_without_its_text(parked: Piped) -> None:
    told, document = parked("parked").out, json.loads(parked("parked", "--json").out)["parked"]

    assert told.count("2026-11-23 13:00") == len(ParkReason) == len(document)
    assert "the platform refused it (not_in_channel)" in told
    assert "magdat parked --again ID" in told
    assert {each["reason"] for each in document} == set(ParkReason)
    assert "geheim" not in told + json.dumps(document)


def test_one_message_is_tried_again_or_all_of_them(parked: Piped) -> None:
    assert parked("parked", "--again", "delivery-1").out.startswith("1 will be tried again")
    assert len(json.loads(parked("parked", "--json").out)["parked"]) == len(ParkReason) - 1
    assert len(json.loads(parked("parked", "--again", "all", "--json").out)["again"]) == len(ParkReason) - 1
    assert parked("parked").out.startswith("Nothing is parked")


def test_a_message_that_is_not_parked_is_told(parked: Piped) -> None:
    ended = parked("parked", "--again", "delivery-99")

    assert ended.exit_status is Exit.WRONG_INPUT
    assert ended.err == 'magdat: no delivery "delivery-99" is parked. See: magdat parked\n'
