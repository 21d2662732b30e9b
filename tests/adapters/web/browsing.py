"""What the browser tests share: sizes, the check of accessibility, and the words that are pressed."""

import json
from pathlib import Path

from playwright.sync_api import Page

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
ENGLISH = {"locale": "en-GB"}
DARK = {"color_scheme": "dark"}
QUESTION = "Mag ik klanten toevoegen op LinkedIn?"

_AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, of_colour: bool = False) -> list[str]:
    """What axe finds wrong with the page, and where; by all its rules, or by those that look at colours."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE)  # by the debugger: the page's own policy lets no script in
    rules = json.dumps(_RULES)
    if of_colour:
        rules = f"axe.getRules({rules}).filter(rule => rule.tags.includes('cat.color')).map(rule => rule.ruleId)"
    found = page.evaluate(f"axe.run(document, {{runOnly: {rules}, iframes: false}})")
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found["violations"]]


def check(page: Page, pictures: Path, name: str, *, full_page: bool = True) -> None:
    """Look at the page in light and in dark, and keep pictures: nothing is wrong with it, and it is not too wide.

    In the dark a page has other colours and nothing else, so that only the rules about these are tried again.
    """
    page.wait_for_load_state()
    language, width = page.locator("html").get_attribute("lang"), page.evaluate("window.innerWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=pictures / f"{name}-{language}-{width}-{scheme}.png", full_page=full_page)
        assert violations(page, of_colour=scheme == "dark") == [], f"{name} in {scheme}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"


def ask(page: Page, question: str = QUESTION) -> None:
    """Ask in the try-out chat, and wait for what comes."""
    before = page.locator(".post").count()
    page.get_by_role("textbox").last.fill(question)
    page.keyboard.press("Enter")
    page.locator(".post").nth(before + 1).wait_for()
