"""An admin at the pages: a file with mistakes, one without, what it changes, live, and back again."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.address import Person
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.adapters.web.browsing import DARK, PHONE, violations
from tests.adapters.web.organisation import ANNA, BOB, Organisation

STARTER = Path(__file__).parents[3] / "knowledge" / "starter" / "protocol.yaml"


def look(page: Page, pictures: Path, name: str) -> None:
    page.screenshot(path=pictures / f"admin-{name}.png", full_page=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"


def sign_in(page: Page, organisation: Organisation, admin: Person = ANNA) -> None:
    page.goto(f"{organisation.address}/sign-in?with={organisation.link_for(admin)}")
    page.locator("main button.primary").click()
    page.goto(f"{organisation.address}/admin")


@pytest.mark.parametrize(
    ("version", "given"),
    [
        pytest.param("2026.2", {"locale": "nl-NL"}, id="nl"),
        pytest.param("2026.3", {"locale": "en-GB"} | PHONE | DARK, id="en phone dark"),
    ],
)
def test_an_admin_loads_mends_publishes_with_another_and_goes_back(
    organisation: Organisation,
    browser: Browser,
    pictures: Path,
    *,
    tmp_path: Path,
    version: str,
    given: dict[str, object],
) -> None:
    organisation.open_case()  # so that there is a recent question
    starter = STARTER.read_text(encoding="utf-8")
    wrong, changed = tmp_path / "wrong.yaml", tmp_path / "changed.yaml"
    wrong.write_text(starter.replace("verdict: conditional", "verdict: perhaps", 1), encoding="utf-8")
    other = starter.replace('version: "2026.1"', f'version: "{version}"', 1)
    changed.write_text(other.replace("verdict: conditional", "verdict: forbidden"), encoding="utf-8")
    with browser.new_context(**given) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sign_in(page, organisation)
        look(page, pictures, f"versions-{version}")

        page.set_input_files("input[type=file]", wrong)
        page.locator("form.card button").click()
        expect(page.locator(".lines")).to_contain_text("perhaps")
        told = "is geen oordeel" if given["locale"] == "nl-NL" else "is not a verdict"
        expect(page.locator(".lines .notice").first).to_contain_text(told)
        look(page, pictures, f"wrong-{version}")

        page.set_input_files("input[type=file]", changed)
        page.locator("form.card button").click()
        expect(page.locator("h1")).to_contain_text(version, timeout=30_000)
        expect(page.locator(".change ins").first).to_be_visible()
        expect(page.locator("table.impact")).to_contain_text("LinkedIn", timeout=30_000)
        look(page, pictures, f"draft-{version}")

        page.locator("button[value^='publish-draft']").click()
        expect(page.locator(".note-box")).to_contain_text(version, timeout=30_000)
        expect(page.locator(".drafts")).to_contain_text("anna")
        look(page, pictures, f"waiting-{version}")
        context.clear_cookies()
        sign_in(page, organisation, BOB)
        page.locator(".drafts a").click()
        page.locator("button[value^='approve-draft']").click()
        expect(page.locator(".versions li").first).to_contain_text("anna + bob", timeout=30_000)
        look(page, pictures, f"published-{version}")

        page.locator("a.button[href='/admin/version/1']").click()
        look(page, pictures, f"earlier-{version}")
        page.locator("button[value='roll-back 1']").click()
        expect(page.locator(".note-box")).to_contain_text("2026.1", timeout=30_000)


def test_the_file_of_a_version_is_there_byte_for_byte(organisation: Organisation) -> None:
    given = organisation.signed_in(ANNA).get("/admin/version/1/file")

    assert given.body.encode() == STARTER.read_bytes()
    assert given.headers["content-disposition"] == 'attachment; filename="protocol-2026.1.yaml"'


@pytest.mark.parametrize(
    "path", ["/admin/draft/nothere", "/admin/draft/nothere/weighed", "/admin/version/999", "/admin/version/999/file"]
)
def test_what_is_not_there_is_told(organisation: Organisation, path: str) -> None:
    assert organisation.signed_in(ANNA).get(path).status == 404


def test_a_file_is_dropped_on_its_field(organisation: Organisation, browser: Browser) -> None:
    with browser.new_context(locale="nl-NL") as context:
        page = context.new_page()
        sign_in(page, organisation)
        page.evaluate(
            """() => {
                const carried = new DataTransfer();
                carried.items.add(new File(["magdat: 1"], "gesleept.yaml"));
                document.querySelector(".drop").dispatchEvent(
                    new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
            }"""
        )
        page.locator("form.card button").click()

        expect(page.locator("#wrong")).to_contain_text("gesleept.yaml")


def test_a_draft_from_which_no_question_gets_another_answer_says_so(
    organisation: Organisation, page: Page, pictures: Path, tmp_path: Path
) -> None:
    organisation.open_case()
    again = tmp_path / "again.yaml"
    again.write_text(STARTER.read_text(encoding="utf-8").replace('"2026.1"', '"2026.9"', 1), encoding="utf-8")
    sign_in(page, organisation)
    held: list[Route] = []
    page.route("**/weighed", lambda route: held.append(route))  # noqa: PLW0108 -- Playwright looks at what it is given

    page.set_input_files("input[type=file]", again)
    page.locator("form.card button").click()

    expect(page.locator("h1")).to_contain_text("2026.9", timeout=30_000)
    expect(page.locator(".busy")).to_be_visible()
    page.screenshot(path=pictures / "admin-weighing.png")
    while not held:
        page.wait_for_timeout(50)  # the page is there before its script asks
    held[0].continue_()
    expect(page.locator("section[aria-labelledby=impact]")).to_contain_text("hetzelfde antwoord", timeout=30_000)


def test_a_file_that_is_too_large_is_refused_with_a_sentence_before_and_after_it_is_sent(
    organisation: Organisation, browser: Browser, pictures: Path, tmp_path: Path
) -> None:
    film = tmp_path / "film.yaml"
    film.write_bytes(bytes(12 << 20))
    with browser.new_context(locale="nl-NL") as context:
        page = context.new_page()
        sign_in(page, organisation)
        page.set_input_files("input[type=file]", film)
        assert "hoogstens 2 MiB" in page.evaluate("document.querySelector('.drop input').validationMessage")
    with browser.new_context(locale="nl-NL", java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, organisation)
        page.set_input_files("input[type=file]", film)
        page.locator("form.card button").click()
        expect(page.locator("main")).to_contain_text("hoogstens 2 MiB")
        expect(page.locator("main a.button")).to_have_attribute("href", "/admin")
        page.screenshot(path=pictures / "admin-too-large.png")


@pytest.mark.parametrize(
    ("admin", "key"),
    [
        pytest.param(ANNA, "publish.again.own", id="by the same admin"),
        pytest.param(BOB, "publish.again.other", id="by another"),
    ],
)
def test_the_same_file_given_again_leads_to_its_draft_and_says_so(
    organisation: Organisation, browser: Browser, tmp_path: Path, admin: Person, key: str
) -> None:
    version = f"2026.7-{admin.id}"
    file = tmp_path / "twice.yaml"
    file.write_text(STARTER.read_text(encoding="utf-8").replace('"2026.1"', f'"{version}"', 1), encoding="utf-8")
    addresses = []
    for who in (ANNA, admin):
        with browser.new_context(locale="nl-NL") as context:
            page = context.new_page()
            sign_in(page, organisation, who)
            page.set_input_files("input[type=file]", file)
            page.locator("form.card button").click()
            expect(page.locator("h1")).to_contain_text(version, timeout=30_000)
            addresses.append(page.url)
            told = page.locator(".note-box").inner_text()

    said = wording_in(Language.NL).say(key, name=ANNA.name or ANNA.id, version=version)
    assert addresses == [addresses[0], f"{addresses[0]}?again"]
    assert said in told
