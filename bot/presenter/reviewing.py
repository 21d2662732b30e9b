"""What the desk is told of reviews."""

from collections.abc import Sequence

from bot.action import Act, Action
from bot.message import Button, Buttons, Footnote, Item, Listing, Message, Paragraph
from bot.presenter.occasion import Occasion
from bot.review import WHOLE, Due, Review

_MOST = 10
_MOST_BUTTONS = 5


def present_due(due: Sequence[Due], occasion: Occasion) -> Message:
    """What must be looked at, and a button for each that says that nothing had to change."""
    wording, protocol = occasion.wording, occasion.protocol
    late = any(each.review_by < occasion.today for each in due)
    owner = protocol.owner or wording.say("ask-hr.nobody")
    told = wording.count("review.late" if late else "review.soon", len(due), owner=owner)
    items = tuple(
        Item(wording.say("review.item", what=_what(each, occasion), day=wording.date(each.review_by)))
        for each in due[:_MOST]
    )
    buttons = tuple(
        Button(wording.say("review.no-change", what=_what(each, occasion)), Action(Act.REVIEWED, _subject(each)))
        for each in due[:_MOST_BUTTONS]
    )
    more = (Footnote(wording.count("review.more", len(due) - _MOST)),) if len(due) > _MOST else ()
    blocks = (Paragraph(told), Listing(items), *more, Buttons(buttons, wording.say("review.instead")))
    return Message(told, blocks, occasion.language)


def present_reviewed(review: Review, occasion: Occasion) -> Message:
    """It was looked at, and by when it must be again."""
    told = occasion.wording.say("review.kept", day=occasion.wording.date(review.until))
    return Message(told, (Paragraph(told),), occasion.language)


def _what(due: Due, occasion: Occasion) -> str:
    if due.clause is None:
        return occasion.wording.say("review.whole")
    title = due.clause.title.get(occasion.language)
    return occasion.wording.say("clause.short", number=due.clause.number, title=title)


def _subject(due: Due) -> str:
    return WHOLE if due.clause is None else due.clause.id
