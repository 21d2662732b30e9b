"""An employee and an officer, each at a page of their own: asked, taken to HR, claimed, answered, closed."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.adapters.web.browsing import ENGLISH, PHONE, ask

PROMISED = re.compile("beloofd|promised")


def take_to_hr(page: Page) -> str:
    """Take the last answer to HR, anonymously; the reference of the case."""
    page.locator(".post button[value^='ask-hr']").last.click()
    page.locator("button[value^='open-anonymous']").click()
    last = page.locator(".post").last
    expect(last).to_contain_text("HR")
    page.locator("button[value^='open-anonymous']").wait_for(state="detached")
    return page.locator(".post").last.inner_text()


@pytest.mark.parametrize(
    "context", [pytest.param({}, id="nl"), pytest.param(ENGLISH | PHONE, id="en phone")], indirect=True
)
def test_a_question_goes_to_hr_and_its_answer_comes_back(demo: str, page: Page, context: BrowserContext) -> None:
    page.goto(f"{demo}/try")
    question = f"Mag ik klanten toevoegen op LinkedIn als ik {context.pages[0].viewport_size} ben?"
    ask(page, question)
    expect(page.locator(".post").last).to_contain_text("4.2")
    take_to_hr(page)

    desk = context.new_page()
    desk.goto(f"{demo}/desk?show=open")
    expect(desk.locator(".case", has_text=question)).to_contain_text(PROMISED)
    desk.locator(".case a", has_text=question).click()
    desk.locator("button[value^='claim']").click()
    desk.locator("summary").first.click()
    desk.locator("textarea").first.fill("Ja, als je elkaar van je werk kent.")
    desk.locator("button[value^='reply']").click()
    expect(desk.locator("#case")).to_contain_text("Ja, als je elkaar van je werk kent.")

    page.locator(".post", has_text="Ja, als je elkaar van je werk kent.").wait_for()

    desk.locator("button[value^='close-one-off']").click()
    desk.locator("button[value^='reopen']").wait_for()
    desk.goto(f"{demo}/desk?show=over")
    expect(desk.locator(".case", has_text=question)).to_be_visible()
    expect(desk.locator(".case", has_text=question)).not_to_contain_text(PROMISED)


def test_a_clause_in_an_answer_is_a_link_to_the_protocol(demo: str, page: Page) -> None:
    page.goto(f"{demo}/try")
    ask(page)

    page.locator(".post dd a", has_text="4.2").click()

    expect(page).to_have_url(f"{demo}/protocol#4.2")
    expect(page.locator(".clause:target h3")).to_contain_text("4.2")


def test_the_desk_hears_of_a_case_without_a_reload(demo: str, page: Page, context: BrowserContext) -> None:
    desk = context.new_page()
    desk.goto(f"{demo}/desk?show=open")
    page.goto(f"{demo}/try")
    question = "Mag ik klanten toevoegen op LinkedIn terwijl jij kijkt?"
    ask(page, question)
    take_to_hr(page)

    expect(desk.locator(".case", has_text=question)).to_be_visible()


def test_the_protocol_is_sought_while_one_types(demo: str, page: Page) -> None:
    page.goto(f"{demo}/protocol")

    page.get_by_role("searchbox").press_sequentially("toevoegen op linkedin")

    expect(page.locator("#clauses [role=status]")).to_be_visible()
    expect(page.locator(".clause")).to_have_count(1)


@pytest.mark.parametrize(
    "context", [pytest.param({"java_script_enabled": False} | PHONE, id="no JavaScript")], indirect=True
)
def test_all_of_it_works_without_javascript(demo: str, page: Page) -> None:
    page.goto(f"{demo}/try")
    page.get_by_role("textbox").fill("Mag ik klanten toevoegen op LinkedIn zonder script?")
    page.locator("#ask button").click()
    expect(page.locator(".post .badge").last).to_be_in_viewport()
    page.locator(".post button[value^='ask-hr']").last.click()
    page.locator("button[value^='open-anonymous']").last.click()
    page.goto(f"{demo}/desk?show=open")
    page.locator(".case a", has_text="zonder script").click()
    page.locator("button[value^='claim']").click()

    expect(page.locator("button[value^='hand-back']")).to_be_visible()
    page.goto(f"{demo}/protocol?q=linkedin")
    expect(page.locator(".clause").first).to_be_visible()


def reach(page: Page, selector: str) -> None:
    """Go on with the Tab key until it has the focus, and press it."""
    page.locator(selector).last.wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{selector} is not reached")


def test_all_of_it_works_with_the_keyboard_alone(demo: str, page: Page) -> None:
    question = "Mag ik klanten toevoegen op LinkedIn zonder muis?"
    page.goto(f"{demo}/try")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    reach(page, ".post:last-child button[value^='ask-hr']")
    reach(page, "button[value^='open-anonymous']")
    page.locator("button[value^='open-anonymous']").wait_for(state="detached")

    page.goto(f"{demo}/desk?show=open")
    reach(page, "a.skip")
    expect(page.locator("main")).to_be_focused()
    reach(page, ".case:last-child a")
    reach(page, "button[value^='claim']")
    expect(page.locator("button[value^='hand-back']")).to_be_visible()


def test_the_language_is_switched_and_kept(demo: str, page: Page) -> None:
    page.goto(f"{demo}/desk")
    page.locator(".language").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"{demo}/protocol")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("context", [pytest.param(PHONE, id="nl phone"), pytest.param(ENGLISH, id="en")], indirect=True)
def test_hr_asks_back_hears_more_and_hands_it_to_a_colleague(demo: str, page: Page, context: BrowserContext) -> None:
    page.goto(f"{demo}/try")
    question = f"Mag ik klanten toevoegen op LinkedIn na {context.pages[0].viewport_size} dagen?"
    ask(page, question)
    take_to_hr(page)
    desk = context.new_page()
    desk.goto(f"{demo}/desk?show=open")
    desk.locator(".case a", has_text=question).click()
    desk.locator("button[value^='claim']").click()

    asking = desk.locator("details", has=desk.locator("button[value^='ask-asker']"))
    asking.locator("summary").click()
    asking.locator("textarea").fill("Welke klant is het?")
    asking.locator("button").click()
    page.locator(".post", has_text="Welke klant is het?").wait_for()
    desk.goto(f"{demo}/desk?show=waiting")
    desk.locator(".case a", has_text=question).click()

    page.get_by_role("textbox").last.fill("Een klant van vroeger.")
    page.keyboard.press("Enter")
    expect(desk.locator("#case")).to_contain_text("Een klant van vroeger.")

    handing = desk.locator("details", has=desk.locator("button[value^='hand-over']"))
    handing.locator("summary").click()
    handing.locator("textarea").fill("Vera")
    handing.locator("button").click()
    expect(desk.locator("#case .fields").last).to_contain_text("Vera")
    desk.goto(f"{demo}/desk?show=mine")
    expect(desk.locator(".case", has_text=question)).to_have_count(0)


def test_what_is_chosen_and_read_on_about_an_earlier_day_is_what_held_then(demo: str, page: Page) -> None:
    page.goto(f"{demo}/try")
    ask(page, "mocht ik dat toen, op 3 maart 2026, op linkedin?")
    held = "Dit gold op 3 maart 2026"
    expect(page.locator(".post").last).to_contain_text(held)

    page.locator(".post button[value^='choose']").first.click()

    page.locator(".post button[value^='choose']").first.wait_for(state="detached")
    expect(page.locator(".post").last).to_contain_text(held)
    page.locator(".post button[value^='show-clause']").first.click()
    expect(page.locator(".post", has_text=held)).to_have_count(2)
