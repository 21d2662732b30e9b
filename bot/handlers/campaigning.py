"""Campaigns: asking employees to confirm a version, reminding them, and counting."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.address import Address, Person
from bot.campaign import Campaign, Nudge
from bot.errors import PublishRefusal, PublishRefusedError
from bot.events import Happening, Origin
from bot.handlers import learning
from bot.handlers.turn import Turn
from bot.permissions import mark_of
from bot.ports import Ports
from bot.presenter import campaigning as to_people
from bot.publication import live_at

_REMIND_BEFORE = timedelta(days=3)


def _subject(campaign: Campaign) -> str:
    return f"campaign:{campaign.id}"


def _due(campaign: Campaign, today: date) -> Nudge:
    """What was to be said of it last, on this day."""
    if today > campaign.deadline:
        return Nudge.ENDED
    if today == campaign.deadline:
        return Nudge.LAST_DAY
    return Nudge.REMINDED if today >= campaign.deadline - _REMIND_BEFORE else Nudge.STARTED


def _remind(campaign: Campaign, turn: Turn) -> None:
    """Remind the room, and each of those who were asked one by one and did not confirm yet."""
    confirmed = turn.uow.campaigns.confirmed(campaign.id)
    reminder = to_people.present_campaign(campaign, turn.occasion(None), count=len(confirmed))
    turn.tell(campaign.where, reminder)
    for follower in turn.uow.followers.of(_subject(campaign)):
        if follower.mark not in confirmed and (chat := learning.address_of(follower, turn)) is not None:
            turn.tell(chat, reminder)


def start_campaign(
    deadline: date, where: Address, person: Person, turn: Turn, asked: Mapping[Person, Address] | None = None
) -> Campaign:
    """Ask everyone there to confirm the live version.

    Args:
        deadline: The last day.
        where: A room that everyone reads.
        person: Who wants this.
        turn: The unit of work.
        asked: Who is asked in a conversation of their own as well, and where that is; they are reminded there until
            they confirm. Where they are is kept sealed, and deleted when the campaign ends.

    Raises:
        PublishRefusedError: nothing is published, or everyone there is asked to confirm the same version already.
    """
    live = live_at(turn.uow.publications.every(), turn.ports.clock.now())
    if live is None:
        raise PublishRefusedError(PublishRefusal.NO_SUCH_VERSION, version="")
    today = turn.ports.clock.today()
    for running in turn.uow.campaigns.every():
        if (running.sha256, running.where) == (live.sha256, where) and today <= running.deadline:
            refusal = PublishRefusal.CAMPAIGN_RUNS
            raise PublishRefusedError(refusal, version=live.version, day=running.deadline)
    campaign = Campaign(turn.ports.ids.new_id(), live.version, live.sha256, deadline, where, turn.ports.clock.now())
    turn.uow.campaigns.add(campaign)
    turn.note(Happening.CAMPAIGN_STARTED, campaign.id, actor=person, remark=live.version)
    message = to_people.present_campaign(campaign, turn.occasion(None))
    turn.tell(where, message)
    for employee, chat in (asked or {}).items():
        learning.follow(_subject(campaign), employee, chat, turn)
        turn.tell(chat.only(employee), message)
    return campaign


def confirm(campaign_id: str, origin: Origin, turn: Turn) -> None:
    """The person read it; a second time changes nothing.

    Raises:
        DraftNotFoundError: there is no such campaign.
    """
    campaign = turn.uow.campaigns.get(campaign_id)
    turn.uow.campaigns.confirm(campaign.id, mark_of(origin.person, turn.ports.vault), turn.ports.clock.now())
    turn.answer(origin, to_people.present_confirmed(campaign, turn.occasion(origin.language)))


def see_to_campaigns(ports: Ports) -> bool:
    """Remind of campaigns that end soon, and tell the desk the count of those that ended; whether there were any.

    Raises:
        StorageUnavailableError: it is to be done still.
    """
    today = ports.clock.today()
    with ports.storage.begin() as uow:
        turn = Turn(uow, ports, ports.publications.live())
        changed = False
        for campaign in uow.campaigns.every():
            nudge = _due(campaign, today)
            if nudge is campaign.nudged:
                continue
            if nudge is Nudge.ENDED:
                count = uow.campaigns.count(campaign.id)
                turn.tell(ports.desk.address, to_people.present_ended(campaign, count, turn.at_desk()))
                uow.followers.remove(_subject(campaign))
            else:
                _remind(campaign, turn)
            uow.campaigns.save(replace(campaign, nudged=nudge))
            changed = True
        if changed:
            uow.commit()
    if changed:
        ports.announcer.announce()
    return changed
