"""The real pages in a real browser: one server on a real store, and one Chromium, for all tests here."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from adapters.bootstrap import open_publications
from adapters.office import open_office
from adapters.serving.beside import demo_beside, served_beside
from adapters.serving.web import open_web
from adapters.setting_values import second_line_address
from adapters.settings import EncoderName, OpenIdSettings, Settings
from adapters.settings.openid import PersonClaims
from knowledge.protocol import Language
from tests.adapters.web.issuer import CLIENT_ID, SECRET, Issuer, issuing
from tests.adapters.web.organisation import Organisation

_PATIENCE_MS = 20_000
"""Only what fails waits as long: a busy machine is no failure."""
_PICTURES = Path(__file__).parents[3] / ".pictures"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, learned: Path) -> Iterator[str]:
    """The address of the pages for trying out."""
    folder = tmp_path_factory.mktemp("web")
    settings = Settings(
        encoder=EncoderName.NONE,
        cache_dir=learned,
        database_url=f"sqlite:///{folder / 'magdat.sqlite3'}",
        listen_at=("127.0.0.1", 0),
    )
    with demo_beside(settings, open_publications(settings), Language.NL) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory, learned: Path) -> Iterator[Organisation]:
    """Pages for those who sign in, and people who can: see there."""
    folder = tmp_path_factory.mktemp("organisation")
    settings = Settings(
        encoder=EncoderName.NONE,
        cache_dir=learned,
        database_url=f"sqlite:///{folder / 'magdat.sqlite3'}",
        listen_at=("127.0.0.1", 0),
        second_line=second_line_address("console"),
        admins=frozenset({("console", "anna"), ("console", "bob")}),
        web_url="http://127.0.0.1:1",
    )
    with open_office(settings) as office, served_beside(settings, None, open_web(settings)) as address:
        yield Organisation(address.rstrip("/"), office)


@pytest.fixture(scope="session")
def with_accounts(tmp_path_factory: pytest.TempPathFactory, learned: Path) -> Iterator[tuple[Organisation, Issuer]]:
    """Pages for those who sign in with an account, and the issuer of the accounts."""
    folder = tmp_path_factory.mktemp("openid")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with issuing() as issuer:
        settings = Settings(
            encoder=EncoderName.NONE,
            cache_dir=learned,
            database_url=f"sqlite:///{folder / 'magdat.sqlite3'}",
            listen_at=("127.0.0.1", port),
            admins=frozenset({("console", "anna")}),
            web_url=f"http://127.0.0.1:{port}",
            openid=OpenIdSettings(issuer.address, CLIENT_ID, SECRET, PersonClaims("console", "", "login", "")),
        )
        with open_office(settings) as office, served_beside(settings, None, open_web(settings)) as address:
            yield Organisation(address.rstrip("/"), office), issuer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file: while it runs, no other test can have an event loop of its own.

    It is the system's own, which make test installs.
    """
    expect.set_options(timeout=_PATIENCE_MS)
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert executable is not None, "there is no Chromium: apt install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A visitor's browser: Dutch on a desktop, unless the test says otherwise."""
    given = {"locale": "nl-NL", "viewport": {"width": 1280, "height": 800}} | getattr(request, "param", {})
    with browser.new_context(**given) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page on which nothing may go wrong unseen."""
    opened = context.new_page()
    opened.set_default_timeout(_PATIENCE_MS)
    return opened


@pytest.fixture
def pictures() -> Path:
    """Where pictures of pages go, to be looked at: ``.pictures``, from run to run."""
    _PICTURES.mkdir(exist_ok=True)
    return _PICTURES
