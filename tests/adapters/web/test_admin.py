from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.adapters.web.browsing import violations
from tests.adapters.web.organisation import ANNA, Organisation

STARTER = Path(__file__).parents[3] / "knowledge" / "starter" / "protocol.yaml"


def test_an_admin_sees_what_is_wrong_beside_the_line_and_what_would_change(
    organisation: Organisation, browser: Browser, tmp_path: Path
) -> None:
    starter = STARTER.read_text(encoding="utf-8")
    wrong, changed = tmp_path / "wrong.yaml", tmp_path / "changed.yaml"
    wrong.write_text(starter.replace("verdict: conditional", "verdict: perhaps", 1), encoding="utf-8")
    changed.write_text(starter.replace('version: "2026.1"', 'version: "2026.2"', 1), encoding="utf-8")
    with browser.new_context(locale="nl-NL") as context:
        page = context.new_page()
        page.goto(f"{organisation.address}/sign-in?with={organisation.link_for(ANNA)}")
        page.get_by_role("button", name="Aanmelden").click()
        page.goto(f"{organisation.address}/admin")
        assert violations(page) == []

        page.set_input_files("input[type=file]", wrong)
        page.get_by_role("button", name="Nakijken").click()
        expect(page.locator(".lines")).to_contain_text("perhaps")
        expect(page.locator(".lines .notice").first).to_be_visible()
        assert violations(page) == []

        page.set_input_files("input[type=file]", changed)
        page.get_by_role("button", name="Nakijken").click()
        expect(page.locator(".note-box")).to_contain_text("2026.2", timeout=30_000)
        page.locator("button[value^='publish-draft']").first.click()
        expect(page.locator("table")).to_contain_text("2026.2", timeout=30_000)
