"""Where there are pages, answers and the help lead there; and only to what they show."""

from dataclasses import replace

import pytest

from bot.action import Act
from bot.message import Link, Message
from tests.office import SANNE, Office, texts

PAGES = "https://magdat.kruim.example"


@pytest.fixture
def office() -> Office:
    made = Office()
    made.ports = replace(made.ports, pages=PAGES)
    return made


def links(message: Message) -> list[str]:
    return [block.url for block in message.blocks if isinstance(block, Link)]


def test_a_clause_leads_to_its_place_in_the_protocol(office: Office) -> None:
    office.ask()

    assert links(office.last(SANNE)) == [f"{PAGES}/protocol?clause=4.2"]


def test_without_pages_there_is_no_link() -> None:
    office = Office()
    office.ask()

    assert links(office.last(SANNE)) == []


def test_help_says_how_to_reach_the_pages(office: Office) -> None:
    office.press(SANNE, Act.HELP)
    assert any("loket" in text for text in texts(office.last(SANNE)))

    without = Office()
    without.press(SANNE, Act.HELP)
    assert not any("loket" in text for text in texts(without.last(SANNE)))


def test_the_link_to_sign_in_is_a_link(office: Office) -> None:
    office.press(SANNE, Act.PAGES)

    [link] = links(office.last(SANNE))
    assert link.startswith(f"{PAGES}/sign-in?with=")
