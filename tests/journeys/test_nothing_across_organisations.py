"""With ids of one organisation nobody of another gets anything done, or anything to read, whatever they press."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from adapters.storage.columns import ORGANISATION
from adapters.storage.tables import METADATA
from adapters.storage.unit_of_work import SqlStorage
from adapters.storage.vault import AesVault
from adapters.web.sessions import Sessions
from bot.action import Act, Action
from bot.address import Person
from bot.errors import LinkUnusableError
from bot.handlers.reception import Hear, PressButton, receive
from bot.handlers.signing_in import send_link, use_link
from bot.handlers.turn import Turn
from tests.databases import sqlite_database
from tests.fakes import FakeIds
from tests.office import DESK, OMAR, QUESTION, SANNE, Office, chat_with

CANARY = "kanariegeel"
"""In the question, so that it is found wherever it gets."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with sqlite_database(tmp_path) as opened:
        yield opened


@pytest.fixture
def offices(engine: Engine) -> tuple[Office, Office]:
    """Two organisations with people, desks and ids of the same names, on one database."""
    ours, theirs = Office(kept=SqlStorage(engine, "ours")), Office(kept=SqlStorage(engine, "theirs"))
    vault = AesVault(bytes(32))
    theirs.ids = FakeIds(5_000)
    for office, name in ((ours, "ours"), (theirs, "theirs")):
        office.ports = replace(office.ports, vault=vault.of(name), ids=office.ids, pages=f"https://{name}.example")
    return ours, theirs


def rows_of(engine: Engine, organisation: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [
            (table.name, *row)
            for table in METADATA.sorted_tables
            if ORGANISATION in table.c
            for row in connection.execute(select(table).where(table.c[ORGANISATION] == organisation))
        ]


def open_case(office: Office) -> tuple[str, list[str]]:
    """A case, and every id of the organisation that anyone could have seen."""
    receive(Hear(office.origin(SANNE), f"{QUESTION} {CANARY}"), office.ports)
    with office.ports.storage.begin() as work:
        question = work.questions.recent(1)[0]
    receive(PressButton(office.origin(SANNE), Action(Act.OPEN_NAMED, question.id), None), office.ports)
    with office.ports.storage.begin() as work:
        case = work.cases.of_question(question.id)
    assert case is not None
    return case.id, [case.id, question.id, case.id[:4], f"{question.id}.0"]


@pytest.mark.parametrize("person", [SANNE, OMAR], ids=["the same asker", "the same officer"])
@pytest.mark.parametrize("act", Act)
def test_whatever_is_pressed_with_their_ids_does_nothing(
    engine: Engine, offices: tuple[Office, Office], act: Act, person: Person
) -> None:
    ours, theirs = offices
    _, ids = open_case(ours)
    before = rows_of(engine, "ours")

    for number, subject in enumerate(ids):
        for where in (DESK, DESK.in_thread("1"), chat_with(person)):
            origin = theirs.origin(person, where, f"{act}/{number}/{where.key}")
            receive(PressButton(origin, Action(act, subject), "Een tekst"), theirs.ports)

    assert rows_of(engine, "ours") == before
    assert CANARY not in repr(rows_of(engine, "theirs"))


def test_an_officer_of_another_organisation_reads_and_changes_nothing_in_a_thread(
    engine: Engine, offices: tuple[Office, Office]
) -> None:
    ours, theirs = offices
    case_id, _ = open_case(ours)
    with ours.ports.storage.begin() as work:
        work.threads.put(case_id, DESK.in_thread("t1"))
        work.commit()
    before = rows_of(engine, "ours")

    receive(Hear(theirs.origin(OMAR, DESK.in_thread("t1")), "Dit mag."), theirs.ports)

    assert rows_of(engine, "ours") == before
    assert CANARY not in repr(rows_of(engine, "theirs"))


def test_who_signed_in_with_one_organisation_is_a_stranger_to_another(offices: tuple[Office, Office]) -> None:
    at_ours, at_theirs = (Sessions(each.ports.vault, each.clock, each.ids) for each in offices)
    session = at_ours.begin(SANNE)

    assert at_ours.read(at_ours.cookie(session)) == replace(session, until=session.until.replace(microsecond=0))
    assert at_theirs.read(at_ours.cookie(session)) is None
    assert not at_theirs.is_token(session, at_ours.token(session))


def test_a_link_of_one_organisation_signs_nobody_in_with_another(offices: tuple[Office, Office]) -> None:
    ours, theirs = offices
    with ours.ports.storage.begin() as work:
        send_link(ours.origin(SANNE), Turn(work, ours.ports, ours.ports.publications.live()))
        waits = work.outbox.lease(ours.clock.now(), ours.clock.now(), 9, ["chat"])
    found = re.search(r"with=([\w.~-]+)", repr(waits))
    assert found is not None

    with pytest.raises(LinkUnusableError):
        use_link(found[1], theirs.ports)
    assert use_link(found[1], ours.ports) == SANNE
