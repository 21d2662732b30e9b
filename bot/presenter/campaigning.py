"""What people are told of a campaign."""

from bot.action import Act, Action
from bot.campaign import Campaign
from bot.message import Button, Buttons, Footnote, Message, Paragraph
from bot.presenter.occasion import Occasion


def present_campaign(campaign: Campaign, occasion: Occasion, count: int | None = None) -> Message:
    """Read this version, and say that you did.

    Args:
        campaign: What is asked for.
        occasion: The readers'.
        count: How many confirmed so far, where this is the reminder.
    """
    wording = occasion.wording
    values = {"version": campaign.version, "day": wording.date(campaign.deadline)}
    if count is None:
        told = wording.say("campaign.asked", **values)
    else:
        told = wording.count("campaign.reminded", count, **values)
    label = wording.say("campaign.confirm", version=campaign.version)
    topics = Button(wording.say("campaign.read"), Action(Act.TOPICS))
    buttons = Buttons((Button(label, Action(Act.CONFIRM, campaign.id)), topics), label)
    return Message(told, (Paragraph(told), buttons, Footnote(wording.say("campaign.kept"))), occasion.language)


def present_confirmed(campaign: Campaign, occasion: Occasion) -> Message:
    """Thanks; for this version and no other."""
    told = occasion.wording.say("campaign.thanks", version=campaign.version)
    return Message(told, (Paragraph(told),), occasion.language)


def present_ended(campaign: Campaign, count: int, occasion: Occasion) -> Message:
    """To the desk: how many confirmed."""
    told = occasion.wording.count("campaign.ended", count, version=campaign.version)
    return Message(told, (Paragraph(told),), occasion.language)
