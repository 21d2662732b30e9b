"""The link to the pages."""

from bot.message import Footnote, Link, Message, Paragraph
from bot.presenter.occasion import Occasion


def present_link(link: str, minutes: int, occasion: Occasion) -> Message:
    """The link, and what to know of it."""
    wording = occasion.wording
    told = wording.say("pages.link")
    blocks = (
        Paragraph(told),
        Link(wording.say("pages.go"), link),
        Footnote(wording.say("pages.once", minutes=minutes)),
    )
    return Message(told, blocks, occasion.language)
