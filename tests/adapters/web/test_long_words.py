"""A text without a space in it, as long as it may be, makes no page wider than a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from adapters.web.drawing import STATIC
from tests.adapters.web.browsing import PHONE
from tests.adapters.web.full import ANNA, DRAFT, INA, LONG_CASE, filled_in, heavy_protocol

ADMIN = ("/admin", f"/admin/draft/{DRAFT}", f"/admin/draft/{DRAFT}/weighed", "/try")
OFFICER = ("/desk", f"/desk/{LONG_CASE}", "/insight")
READER = ("/protocol", "/protocol/part/2", "/protocol/part/9")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory, learned: Path) -> dict[str, str]:
    """Pages by their path; drawn before there is a browser, which has an event loop of its own in this thread."""
    with filled_in(tmp_path_factory.mktemp("words"), learned, "w") as filled:
        large = heavy_protocol(filled.office.ports.publications.live().protocol, "w")
        visits = [(filled.visitor(ANNA, "nl", much_told=True), path) for path in ADMIN]
        visits += [(filled.visitor(INA, "nl", much_told=True), path) for path in OFFICER]
        visits += [(filled.visitor(INA, "nl", large), path) for path in READER]
        return {path: visitor.get(path).body for visitor, path in visits}


def test_no_page_is_wider_than_a_phone(drawn: dict[str, str], browser: Browser) -> None:
    styled = f"<style>{(STATIC / 'magdat.css').read_text(encoding='utf-8')}</style>"
    with browser.new_context(**PHONE) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for path, body in drawn.items():
            page.set_content(re.sub(r"<script[^>]*></script>", "", body).replace("</head>", f"{styled}</head>"))

            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
