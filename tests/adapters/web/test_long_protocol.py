"""A protocol of two thousand clauses in a browser: found, linked to, read on a phone, and printed whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adapters.bootstrap import open_publications
from adapters.serving.beside import demo_beside
from adapters.settings import EncoderName, Settings
from bot.ports import LiveProtocol
from knowledge.protocol import Language
from tests.adapters.web.browsing import ENGLISH, PHONE, check, violations
from tests.adapters.web.figures import BYTES
from tests.adapters.web.much import long_protocol
from tests.adapters.web.plain_visits import Unchanging
from tests.adapters.web.test_sizes import MOST

_LOOKS = [pytest.param({}, id="nl"), pytest.param(PHONE | ENGLISH, id="en phone")]


def serve(folder: Path, learned: Path, count: int) -> Iterator[str]:
    settings = Settings(
        encoder=EncoderName.NONE,
        cache_dir=learned,
        database_url=f"sqlite:///{folder / 'magdat.sqlite3'}",
        listen_at=("127.0.0.1", 0),
    )
    live = open_publications(settings).live()
    long = LiveProtocol(long_protocol(live.protocol, count), live.matcher)
    with demo_beside(settings, Unchanging(long), Language.NL) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="module")
def longest(tmp_path_factory: pytest.TempPathFactory, learned: Path) -> Iterator[str]:
    yield from serve(tmp_path_factory.mktemp("longest"), learned, 2_000)


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory, learned: Path) -> Iterator[str]:
    yield from serve(tmp_path_factory.mktemp("longer"), learned, 150)


@pytest.mark.parametrize("context", _LOOKS, indirect=True)
def test_a_reader_finds_a_way_through(longest: str, longer: str, page: Page, pictures: Path) -> None:
    for name, address in (("longest", longest), ("longer", longer)):
        page.goto(f"{address}/protocol", wait_until="load")
        assert page.evaluate(BYTES) < MOST
        check(page, pictures, f"{name}-contents")
        page.locator(".part-title").nth(1).click()
        check(page, pictures, f"{name}-part", full_page=False)

        page.locator("a[rel=next], a[rel=prev]").last.click()
        page.locator(".crumb a").click()
        expect(page).to_have_url(f"{address}/protocol")

    page.goto(f"{longest}/protocol?q=toestemming")
    expect(page.locator("a[rel=next]")).to_be_visible()
    check(page, pictures, "longest-found", full_page=False)


def test_links_of_every_kind_lead_to_the_clause(longest: str, page: Page) -> None:
    for path in ("/protocol?clause=84.5", "/protocol#84.5"):
        page.goto("about:blank")
        page.goto(f"{longest}{path}")

        expect(page.locator(".clause:target h3")).to_contain_text("84.5")

    page.locator(".clause:target .footnote a").last.click()
    expect(page.locator(".clause:target")).to_be_visible()
    expect(page.locator(".clause:target h3")).not_to_contain_text("84.5")


@pytest.mark.parametrize("context", _LOOKS, indirect=True)
def test_the_file_with_all_of_it_is_read_and_printed_without_magdat(
    longer: str, page: Page, pictures: Path, tmp_path: Path
) -> None:
    page.goto(f"{longer}/protocol")
    with page.expect_download() as waiting:
        page.locator("a[href='/protocol/whole']").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(file.as_uri())

    language = page.locator("html").get_attribute("lang")
    page.screenshot(path=pictures / f"file-{language}-{page.evaluate('window.innerWidth')}.png")
    assert violations(page) == []
    expect(page.locator("article.clause")).to_have_count(150)
    page.locator(".contents a").nth(70).click()
    expect(page.locator(".clause:target")).to_be_in_viewport()
    assert {url.partition("#")[0] for url in asked} == {file.as_uri()}
    page.emulate_media(media="print")
    expect(page.locator(".contents")).to_be_hidden()
    expect(page.locator("article.clause").first).to_be_visible()
    page.screenshot(path=pictures / f"file-{language}-on-paper.png")
