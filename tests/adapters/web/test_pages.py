"""Every page, in both languages, light and dark, on a desk and on a phone: nothing that axe knows is wrong with it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from adapters.web.charts import bars, shaded
from knowledge.matching.bank import bank_questions
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
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), "only the talk scrolls"
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
        assert page.locator("h1").inner_text() in {"Aanmelden", "Sign in"}
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


def test_no_name_runs_into_what_is_drawn_beside_it(page: Page) -> None:
    names = [
        *dict.fromkeys(f"{known.question} {known.topic}"[-40:] for known in bank_questions()),
        "2026-W48",
        "W" * 60,
    ]
    counts = [(name, 9) for name in names[:300:4]]
    tables = [(name, [9, 9]) for name, _ in counts]

    for begin in range(0, len(counts), 15):
        row = slice(begin, begin + 15)
        bar, shade = (
            bars("a", "b", tuple(counts[row]), "x", "y"),
            shaded("a", "b", "VW", tables[row], hidden="x", told="y"),
        )
        page.set_content(f"<body style='font: 16px system-ui, sans-serif'>{bar.drawn}{shade.drawn}")

        assert page.evaluate(_REACH) < page.evaluate(_BEGINS)


_REACH = """Math.max(...Array.from(document.querySelectorAll('text[x="0"]'), each => {
    const box = each.getBBox(); return box.x + box.width; }))"""
_BEGINS = "Math.min(...Array.from(document.querySelectorAll('rect'), each => each.getBBox().x))"
