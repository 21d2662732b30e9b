"""Every page, in both languages, light and dark, on a desk and on a phone: nothing that axe knows is wrong with it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.adapters.web.browsing import ENGLISH, PHONE, ask, check
from tests.adapters.web.figures import BYTES, PAGES
from tests.adapters.web.organisation import ANNA, Organisation

_LOOKS = [
    pytest.param({}, id="nl"),
    pytest.param(ENGLISH, id="en"),
    pytest.param(PHONE, id="nl phone"),
    pytest.param(PHONE | ENGLISH, id="en phone"),
]
"""Each is looked at in light and in dark."""
_LARGEST_PAGE = 100_000


@pytest.mark.parametrize("context", _LOOKS, indirect=True)
def test_nothing_is_wrong_with_any_page(demo: str, page: Page, pictures: Path) -> None:
    for name in (
        "",
        "protocol",
        "protocol?q=linkedin",
        "protocol?q=xyzzy",
        "try",
        "desk?show=stale",
        "insight",
        "nowhere",
    ):
        answer = page.goto(f"{demo}/{name}")

        assert answer is not None
        assert len(answer.body()) < _LARGEST_PAGE
        check(page, pictures, name.partition("?")[0] or "start")

    page.goto(f"{demo}/try")
    ask(page)
    page.locator(".post button[value^='ask-hr']").last.click()
    page.locator("button[value^='open-anonymous']").wait_for()
    check(page, pictures, "preview")
    page.locator("button[value^='open-anonymous']").click()
    page.locator("button[value^='open-anonymous']").wait_for(state="detached")
    page.goto(f"{demo}/desk?show=open")
    check(page, pictures, "desk-list")
    page.locator(".case a").last.click()
    page.locator("button[value^='claim']").click()
    page.locator("button[value^='hand-back']").wait_for()
    page.locator("summary").first.click()
    check(page, pictures, "case")


@pytest.mark.parametrize("context", _LOOKS, indirect=True)
def test_nothing_is_wrong_with_the_pages_of_who_signs_in(
    organisation: Organisation, page: Page, pictures: Path
) -> None:
    for name in ("sign-in", "desk"):
        page.goto(f"{organisation.address}/{name}")
        check(page, pictures, f"{name}-of-a-visitor")
    page.goto(f"{organisation.address}/sign-in?with={organisation.link_for(ANNA)}")
    check(page, pictures, "sign-in-with-a-link")
    page.locator("main button.primary").click()
    for name in ("admin", "admin/version/1"):
        answer = page.goto(f"{organisation.address}/{name}")

        assert answer is not None
        assert len(answer.body()) < _LARGEST_PAGE
        check(page, pictures, name.replace("/", "-"))


def test_a_first_visit_brings_less_than_100_kilobytes(demo: str, page: Page) -> None:
    for name in PAGES:
        page.context.clear_cookies()
        page.goto(f"{demo}/{name}", wait_until="load")

        assert page.evaluate(BYTES) < _LARGEST_PAGE, name
