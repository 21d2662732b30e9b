"""Every page, in both languages, light and dark, on a desk and on a phone: nothing that axe knows is wrong with it."""

from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.adapters.web.browsing import DARK, ENGLISH, PHONE, ask, violations

_LOOKS = [
    pytest.param({}, id="nl"),
    pytest.param(ENGLISH | DARK, id="en dark"),
    pytest.param(PHONE, id="nl phone"),
    pytest.param(PHONE | ENGLISH | DARK, id="en phone dark"),
]
_NUMBERS = count(1)
_LARGEST_PAGE = 100_000


def check(page: Page, pictures: Path, name: str) -> None:
    page.screenshot(path=pictures / f"{next(_NUMBERS):02}-{name}.png", full_page=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"


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
