"""In the try-out chat one is asked for one's circumstances, answered in the same place, and shown what led where."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.adapters.web.browsing import ENGLISH, PHONE, ask, check


@pytest.mark.parametrize(
    ("context", "question", "asks", "chosen", "trace", "verdict", "otherwise"),
    [
        pytest.param(
            PHONE,
            "mag ik namens het bedrijf op een klacht reageren?",
            "Ben je woordvoerder van Voorbeeld?",
            "Nee, geen woordvoerder",
            "je koos: Nee, geen woordvoerder",
            "Verboden",
            "Iets anders kiezen",
            id="nl phone",
        ),
        pytest.param(
            ENGLISH,
            "may i answer a complaint on behalf of the company?",
            "Are you a spokesperson for Voorbeeld?",
            "Yes, I am a spokesperson",
            "you chose: Yes, I am a spokesperson",
            "Required",
            "Choose otherwise",
            id="en",
        ),
    ],
    indirect=["context"],
)
def test_where_it_depends_the_asker_chooses_and_sees_where_that_led(  # noqa: PLR0917 -- a case
    demo: str,
    page: Page,
    pictures: Path,
    question: str,
    asks: str,
    chosen: str,
    trace: str,
    verdict: str,
    otherwise: str,
) -> None:
    page.goto(f"{demo}/try")
    ask(page, question)
    asked = page.locator(".post").last
    expect(asked).to_contain_text(asks)
    expect(asked).not_to_contain_text(verdict)
    check(page, pictures, "circumstance-asked", full_page=False)

    asked.get_by_role("button", name=chosen).click()

    expect(page.locator(".post").last).to_contain_text(trace)
    expect(page.locator(".post").last).to_contain_text(verdict)
    expect(page.get_by_role("button", name=chosen)).to_have_count(0)
    check(page, pictures, "circumstance-answered", full_page=False)
    page.locator(".post").last.get_by_role("button", name=otherwise).click()
    expect(page.get_by_role("button", name=chosen)).to_be_visible()
