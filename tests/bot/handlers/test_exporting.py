"""An admin asks for the file of a version in a chat."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.action import Act, Action
from bot.address import Address, Person
from bot.errors import DeliveryRefusedError, NoFilesHereError
from bot.handlers.reception import PressButton, receive
from bot.message import Link, Message
from bot.outbox import ParkReason
from bot.publication import Stage
from knowledge.protocol import Language
from tests.bot.handlers.publishing_desk import ANNA, BOB, LIVE, NEXT, Desk, all_of, said
from tests.deliveries import parked
from tests.office import DESK, ROOM, SANNE, chat_with


@pytest.fixture
def office() -> Desk:
    return Desk()


def files(office: Desk) -> list[tuple[Address, str, bytes]]:
    return [(replace(to, only_for=""), name, content) for to, name, content in office.chat.files]


def test_an_admin_gets_the_file_of_the_live_version_byte_for_byte(office: Desk) -> None:
    office.press(ANNA, Act.EXPORT)

    assert files(office) == [(chat_with(ANNA), "protocol-2026.3.yaml", LIVE)]
    assert said("file.here", version="2026.3") in all_of(office.last(ANNA))


def test_the_versions_offer_their_files(office: Desk) -> None:
    office.press(ANNA, Act.PUBLISH_DRAFT, office.draft())
    office.press(ANNA, Act.VERSIONS)
    offered = [button for button in office.last(ANNA).buttons() if button.action.act is Act.EXPORT]

    for button in offered:
        office.press(ANNA, button.action.act, button.action.subject)

    assert [button.label for button in offered] == ["Bestand van 2026.4", "Bestand van 2026.3"]
    assert [(name, content) for _, name, content in files(office)] == [
        ("protocol-2026.4.yaml", NEXT),
        ("protocol-2026.3.yaml", LIVE),
    ]


def test_a_second_admin_reads_the_file_of_the_draft_that_waits(office: Desk) -> None:
    draft = office.with_second_admin().draft()

    office.press(BOB, Act.EXPORT, draft)

    assert files(office) == [(chat_with(BOB), "protocol-2026.4.yaml", NEXT)]


@pytest.mark.parametrize("language", Language)
def test_who_is_no_admin_gets_no_file(office: Desk, language: Language) -> None:
    receive(PressButton(replace(office.origin(SANNE), language=language), Action(Act.EXPORT)), office.ports)
    office.deliver()

    assert files(office) == []
    assert "beheerder" in office.last(SANNE).summary or "admin" in office.last(SANNE).summary


def test_who_is_no_admin_any_more_gets_no_file_from_an_old_button(office: Desk) -> None:
    draft = office.draft()
    office.roster.admins = {BOB}

    office.press(ANNA, Act.EXPORT, draft)

    assert files(office) == []
    assert office.last(ANNA).summary == said("forbidden.not-an-admin")


@pytest.mark.parametrize("where", [DESK, ROOM], ids=["at the desk", "in a room"])
def test_what_is_asked_among_others_comes_where_nobody_else_is(office: Desk, where: Address) -> None:
    origin = replace(office.origin(ANNA), where=where, privately=where == ROOM, direct=chat_with(ANNA))
    receive(PressButton(origin, Action(Act.EXPORT)), office.ports)
    office.deliver()

    assert [at for at, _, _ in files(office)] == [chat_with(ANNA)]
    assert _told(office, where, ANNA)[-1].summary == said("file.comes", version="2026.3")


@pytest.mark.parametrize("pages", [None, "https://magdat.example"])
def test_a_file_that_is_refused_is_told_with_where_else_it_is(office: Desk, pages: str | None) -> None:
    office.ports = replace(office.ports, pages=pages)
    office.chat.failures = [DeliveryRefusedError("missing_scope")]

    office.press(ANNA, Act.EXPORT)
    office.deliver()

    told = office.last(ANNA)
    assert told.summary == said("file.not-here", version="2026.3")
    assert "magdat protocol export 2026.3" in all_of(told)
    assert [each.url for each in told.blocks if isinstance(each, Link)] == (
        [] if pages is None else [f"{pages}/admin/version/1/file"]
    )
    assert [reason for _, reason in parked(office)] == [ParkReason.REFUSED]
    assert files(office) == []


def test_where_a_channel_has_no_files_it_is_said_where_they_are_and_nothing_is_set_aside(office: Desk) -> None:
    office.chat.failures = [NoFilesHereError()]

    office.press(ANNA, Act.EXPORT)
    office.deliver()

    assert office.last(ANNA).summary == said("file.not-here", version="2026.3")
    assert parked(office) == []


def test_a_draft_that_was_deleted_before_it_was_delivered_is_told(office: Desk) -> None:
    draft = office.draft()
    receive(PressButton(office.origin(ANNA), Action(Act.EXPORT, draft)), office.ports)
    with office.storage.begin() as uow:
        uow.editions.remove_unpublished_before(office.clock.now() + timedelta(days=1))
        uow.commit()

    office.deliver()
    office.deliver()

    told = office.last(ANNA)
    assert told.summary == said("file.not-here", version="2026.4")
    assert f"magdat protocol export {draft}" in all_of(told)


def test_what_is_not_there_any_more_is_told(office: Desk) -> None:
    office.press(ANNA, Act.EXPORT, "made-up")

    assert office.last(ANNA).summary == said("publish-refusal.not-found")
    assert files(office) == []


def test_a_file_that_may_have_arrived_is_looked_up_before_it_is_sent_again(office: Desk) -> None:
    receive(PressButton(office.origin(ANNA), Action(Act.EXPORT)), office.ports)
    office.chat.failures, office.chat.visible_before_failing = [TimeoutError()], True
    office.deliver()
    office.clock.move(timedelta(minutes=1))
    office.deliver()

    assert len(files(office)) == 1
    assert office.storage.tables.editions
    assert all(each.stage is Stage.PUBLISHED for each, _ in office.storage.tables.editions.values())


def _told(office: Desk, place: Address, person: Person) -> list[Message]:
    there = [(to, each.message) for to, each in office.chat.got if to.shares_conversation(place)]
    return [message for to, message in there if to.only_for == person.id]
