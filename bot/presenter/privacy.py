"""What Magdat keeps, for how long, and who sees it: for anyone who asks."""

from bot.message import Heading, Item, Listing, Message, Paragraph
from bot.presenter.contacts import contact_line
from bot.presenter.occasion import Occasion
from bot.recollection import REMEMBERED
from bot.retention import Retention


def present_privacy(retention: Retention, occasion: Occasion) -> Message:
    """The page, with the periods as they are set."""
    wording = occasion.wording
    items = (
        wording.say("privacy.items.question", days=retention.questions.days),
        wording.say("privacy.items.follow-up", minutes=REMEMBERED.seconds // 60),
        wording.say("privacy.items.case", days=retention.cases.days),
        wording.say("privacy.items.anonymous"),
        wording.say("privacy.items.audit", days=retention.audit.days),
        wording.say("privacy.items.learning", days=retention.learning.days),
        wording.say("privacy.items.counted"),
        wording.say("privacy.items.logs"),
        wording.say("privacy.items.platform"),
    )
    title = wording.say("privacy.title")
    blocks = (
        Heading(title),
        Paragraph(wording.say("privacy.intro")),
        Listing(tuple(Item(text) for text in items)),
        Paragraph(wording.say("privacy.rights", contact=contact_line(occasion))),
    )
    return Message(title, blocks, occasion.language)
