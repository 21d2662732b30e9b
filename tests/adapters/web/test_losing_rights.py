"""Someone signed in, and loses a right while the page is open: what they do next is refused, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from adapters.console.roster import TerminalRoster, employee
from bot.address import Person
from bot.case import Line
from tests.adapters.web.browsing import ENGLISH, PHONE, violations
from tests.adapters.web.issuer import Issuer
from tests.adapters.web.organisation import Organisation

VERA = employee("vera")
NOT_ALLOWED = {"nl": "Je hebt geen rechten voor deze pagina.", "en": "You have no rights for this page."}
DESK: dict[str, object] = {}
POCKET = ENGLISH | PHONE


@dataclass
class Rights:
    """Who has which, at this moment."""

    officers: set[str] = field(default_factory=set)
    admins: set[str] = field(default_factory=set)


@pytest.fixture
def rights(monkeypatch: pytest.MonkeyPatch) -> Rights:
    """The rights of people in the terminal, which a chat would tell."""
    given = Rights()

    def is_officer(_: TerminalRoster, person: Person, line: Line) -> bool:
        del line
        return person.id in given.officers

    def is_admin(_: TerminalRoster, person: Person) -> bool:
        return person.id in given.admins

    monkeypatch.setattr(TerminalRoster, "is_officer", is_officer)
    monkeypatch.setattr(TerminalRoster, "is_admin", is_admin)
    return given


@pytest.fixture
def organisation(
    request: pytest.FixtureRequest, with_accounts: tuple[Organisation, Issuer]
) -> Iterator[tuple[Organisation, str]]:
    """One where people sign in with an account, or by the link from the chat: as the parameter says."""
    with_accounts[1].login = VERA.id
    yield with_accounts[0], request.param
    with_accounts[1].reset()


def sign_in(page: Page, organisation: tuple[Organisation, str]) -> str:
    """Sign in as Vera; the address of the pages."""
    pages, way = organisation
    if way == "link":
        page.goto(f"{pages.address}/sign-in?with={pages.link_for(VERA)}")
        page.locator("main button.primary").click()
    else:
        page.goto(f"{pages.address}/sign-in")
        page.locator("main a.primary").click()
    expect(page.locator(".who form")).to_be_visible()
    return pages.address


def expect_refused(page: Page, pictures: Path, name: str) -> None:
    language = page.locator("html").get_attribute("lang") or ""
    expect(page.locator(".told")).to_contain_text(NOT_ALLOWED[language])
    expect(page.locator("nav")).not_to_contain_text("HR")
    assert violations(page) == []
    page.screenshot(path=pictures / f"lost-{name}-{language}.png")


@pytest.mark.parametrize(
    ("context", "organisation"),
    [pytest.param(DESK, "link", id="nl link"), pytest.param(POCKET, "account", id="en phone account")],
    indirect=True,
)
def test_an_officer_who_is_one_no_more_is_refused(
    organisation: tuple[Organisation, str], rights: Rights, page: Page, pictures: Path
) -> None:
    rights.officers.add(VERA.id)
    case_id = organisation[0].open_case()
    address = sign_in(page, organisation)
    page.goto(f"{address}/desk/{case_id}")
    expect(page.locator("button[value^='claim']")).to_be_visible()

    rights.officers.clear()
    page.locator("button[value^='claim']").click()

    expect_refused(page, pictures, "officer")
    page.goto(f"{address}/desk")
    expect_refused(page, pictures, "officer")
    with organisation[0].office.ports.storage.begin() as uow:
        assert uow.cases.get(case_id).owner is None


@pytest.mark.parametrize(
    ("context", "organisation"),
    [pytest.param(DESK, "account", id="nl account"), pytest.param(POCKET, "link", id="en phone link")],
    indirect=True,
)
def test_an_admin_who_is_one_no_more_is_refused(
    organisation: tuple[Organisation, str], rights: Rights, page: Page, pictures: Path
) -> None:
    rights.admins.add(VERA.id)
    address = sign_in(page, organisation)
    page.goto(f"{address}/admin")
    page.set_input_files("input[type=file]", {"name": "a.yaml", "mimeType": "text/yaml", "buffer": b"magdat: 1"})

    rights.admins.clear()
    page.locator("form.card button").click()

    expect_refused(page, pictures, "admin")
    with organisation[0].office.ports.storage.begin() as uow:
        assert uow.publications.every()[-1].publisher.id != VERA.id


@pytest.mark.parametrize("organisation", ["link"], indirect=True)
def test_an_open_list_of_cases_goes_when_the_right_does(
    organisation: tuple[Organisation, str], rights: Rights, page: Page, pictures: Path
) -> None:
    rights.officers.add(VERA.id)
    organisation[0].open_case()
    page.goto(f"{sign_in(page, organisation)}/desk?show=open")
    expect(page.locator(".case").first).to_be_visible()

    rights.officers.clear()

    expect_refused(page, pictures, "list")
    expect(page.locator(".case")).to_have_count(0)


@pytest.mark.parametrize("organisation", ["link"], indirect=True)
def test_a_right_lost_before_the_page_listens_is_told_as_well(
    organisation: tuple[Organisation, str], rights: Rights, page: Page, pictures: Path
) -> None:
    def lose_and_go_on(listening: Route) -> None:
        rights.officers.clear()
        listening.continue_()

    rights.officers.add(VERA.id)
    organisation[0].open_case()
    address = sign_in(page, organisation)
    page.route("**/live/desk?*", lose_and_go_on)

    page.goto(f"{address}/desk?show=open")

    expect_refused(page, pictures, "unheard")
    expect(page.locator(".case")).to_have_count(0)
