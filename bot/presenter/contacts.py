"""Whom to turn to, and the button that leads there."""

from bot.action import Act, Action
from bot.as_of import on_day
from bot.message import Button, Buttons, Message, Paragraph
from bot.presenter.occasion import Occasion

_DESK = "hr"
"""The contact that a protocol names for questions; without it the first contact is taken."""


def contact_line(occasion: Occasion) -> str:
    """Who helps, and how to reach them, as the protocol says; HR in general when it names nobody."""
    contacts = occasion.protocol.contacts
    contact = contacts.get(_DESK) or next(iter(contacts.values()), None)
    if contact is None:
        return occasion.wording.say("ask-hr.nobody")
    ways = [way for way in (contact.email, contact.phone) if way]
    if not ways:
        return contact.name
    return occasion.wording.say("ask-hr.contact", name=contact.name, ways=occasion.wording.any_of(ways))


def ask_hr(occasion: Occasion, label: str = "ask-hr.button", *, answered: bool = False) -> Buttons:
    """The way to HR that belongs under every answer.

    Args:
        occasion: Where the question is kept, the button takes it to HR; else it tells how to reach HR.
        label: The key of what the button says.
        answered: Whether the question was answered, so that the asker can say whether that helped.
    """
    wording = occasion.wording
    buttons = [Button(wording.say(label), Action(Act.ASK_HR, occasion.question_id))]
    if answered and occasion.question_id:
        subject = on_day(occasion.question_id, occasion.as_of)
        buttons.append(Button(wording.say("feedback.helped"), Action(Act.HELPED, subject)))
        buttons.append(Button(wording.say("feedback.not-meant"), Action(Act.NOT_MEANT, subject)))
    if answered and occasion.question_id and occasion.sharable:
        buttons.append(Button(wording.say("share.button"), Action(Act.SHARE, occasion.question_id)))
    return Buttons(
        tuple(buttons),
        instead=wording.say("ask-hr.instead", contact=contact_line(occasion)),
    )


def present_contact(occasion: Occasion) -> Message:
    """How to reach HR, and who knows of the question."""
    wording = occasion.wording
    told = wording.say("ask-hr.told", contact=contact_line(occasion))
    return Message(told, (Paragraph(told), Paragraph(wording.say("ask-hr.private"))), occasion.language)
