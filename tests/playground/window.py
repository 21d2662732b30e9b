"""The Teams window of one person, in a headless Chromium; every wait has an end and fails loudly."""

import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, Playwright, expect

from tests.playground.client import FOLDER

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_EDITOR = "div[role=textbox][contenteditable=true]"
_SECONDS = 15.0
_PHONE_PIXELS = 280
"""What is left to a card on a phone of 360 pixels."""
_TALL_PIXELS = 2_400
_CUT = """card => [...card.querySelectorAll("*")]
    .filter(each => each.getBoundingClientRect().right > card.getBoundingClientRect().right + 1
        || (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX === "hidden"))
    .map(each => each.textContent.slice(0, 60))"""


class Window:
    """What the person sees and does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._room = ""

    def open(self, chat: str) -> None:
        """Open "Personal Chat", "Group Chat" or a channel; the first time Magdat is installed there."""
        title = chat if chat.endswith("Chat") else f"Voorbeeld - {chat}"
        self.page.get_by_role("treeitem", name=title, exact=True).click()
        self.page.locator(_EDITOR).last.wait_for()
        self._room = chat

    def say(self, text: str, *, new_post: bool = False, mention: bool = True) -> None:
        """Say a line; where others are, with a mention of Magdat, without which it hears nothing."""
        box = self.page.locator(_EDITOR).first if new_post else self.page.locator(_EDITOR).last
        box.click()
        if mention and self._room != "Personal Chat":
            self.page.keyboard.type("@")
            self.page.get_by_role("menuitem", name="Magdat").click()
            self.page.keyboard.type(" ")
        self.page.keyboard.type(text)
        if new_post:
            self.page.get_by_role("button", name="Post", exact=True).first.click()
        else:
            self.page.get_by_role("button", name="Send Message").last.click()

    def ask_about(self, text: str, command: str) -> None:
        """Take the action with this id on the newest message, which says so; the client asks for the id itself.

        The list of chats says so before the chat itself does, where the newest would be another one until then.
        """
        self.wait_for(text, count=2)
        self.page.get_by_text(text, exact=True).last.hover()
        self.page.get_by_role("button", name="Show more information").last.click()
        self.page.get_by_role("menuitem", name="Action Command").click()
        self.page.get_by_placeholder("Input command id").fill(command)
        self.page.get_by_role("button", name="Create").click()

    def dialog(self) -> Locator:
        """What is shown over everything else."""
        return self.page.get_by_role("dialog").last

    def text(self) -> str:
        """All text that is shown, but for the playground's log."""
        return self.page.inner_text("body").split("Log Panel")[0]

    def log(self) -> str:
        """What went to and fro, a line each with its status."""
        return self.page.inner_text("body").partition("Log Panel")[2]

    def wait_for(self, text: str, *, count: int = 1, seconds: float = _SECONDS) -> None:
        """Wait until the text is shown, so often at least."""
        deadline = time.monotonic() + seconds
        while " ".join(self.text().split()).count(text) < count:
            assert time.monotonic() < deadline, f"{text!r} is not shown {count}x:\n{self.text()}\n{self.log()}"
            self.page.wait_for_timeout(50)

    def press(self, title: str) -> None:
        """Press the newest button with this title."""
        self.page.get_by_role("button", name=title, exact=True).last.click()

    def fill_in(self, text: str) -> None:
        """Type in the newest field of a card."""
        self.page.locator("textarea.ac-input, textarea").last.fill(text)

    def sees_no_button(self, title: str) -> None:
        """Wait until no card offers this."""
        expect(self.page.get_by_role("button", name=title, exact=True)).to_have_count(0, timeout=_SECONDS * 1_000)

    def buttons(self) -> list[str]:
        """What can be pressed."""
        return [each for each in self.page.get_by_role("button").all_inner_texts() if each]

    def picture(self, name: str) -> None:
        """Keep what is seen as ``.playground/pictures/NAME.png``, to be looked at."""
        pictures = FOLDER / "pictures"
        pictures.mkdir(exist_ok=True)
        self.page.screenshot(path=str(pictures / f"{name}.png"))
        card = self.page.locator(".ac-adaptiveCard").last
        if card.count():
            self._picture_narrow(card, pictures / f"{name}-narrow.png")

    def _picture_narrow(self, card: Locator, path: Path) -> None:
        """The newest card as wide as on a small phone; nothing in it may be cut off or stand outside it."""
        size = self.page.viewport_size
        assert size is not None
        self.page.set_viewport_size({**size, "height": _TALL_PIXELS})
        card.evaluate(f"each => each.style.width = '{_PHONE_PIXELS}px'")
        card.screenshot(path=str(path))
        cut = card.evaluate(_CUT)
        card.evaluate("each => each.style.width = ''")
        self.page.set_viewport_size(size)
        assert not cut, f"cut off in {path.stem}: {cut}"

    def send_activity(self, activity: Mapping[str, object]) -> None:
        """Send an activity of one's own making, for what the client has no button for."""
        self.page.get_by_text("Mock an Activity").click()
        self.page.get_by_role("menuitem", name="Custom activity").click()
        self.page.locator(".monaco-editor").last.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(json.dumps(activity))
        self.page.keyboard.press("Control+Shift+End")  # the editor closed what it took for open
        self.page.keyboard.press("Delete")
        self.page.get_by_role("button", name="Send activity").click()

    def had_no_trouble(self) -> None:
        """Nothing that was sent either way was refused, and the client had nothing to say of the cards."""
        trouble = re.findall(r"[^\n]*(?:\(!\)|\b[45]\d\d\b)[^\n]*", self.log())
        assert not trouble, trouble


@contextmanager
def window(playwright: Playwright, url: str) -> Iterator[Window]:
    """A window on this playground; requests off this machine are refused."""
    with tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=shutil.which("chromium"),
            headless=True,
            args=_FLAGS,
            viewport={"width": 1_400, "height": 1_000},
        )
        try:
            context.route(lambda to: "//localhost" not in to and "//127.0.0.1" not in to, lambda route: route.abort())
            page = context.pages[0]
            page.goto(url)
            page.get_by_role("treeitem", name="Personal Chat").wait_for()
            yield Window(page)
        finally:
            context.close()
