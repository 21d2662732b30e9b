"""Campaigns: asking employees to confirm a version, reminding them, and counting."""

from dataclasses import replace
from datetime import date, timedelta

from bot.address import Address, Person
from bot.campaign import Campaign, Nudge
from bot.errors import PublishRefusal, PublishRefusedError
from bot.events import Happening, Origin
from bot.handlers.turn import Turn
from bot.permissions import mark_of
from bot.ports import Ports
from bot.presenter import campaigning as to_people
from bot.publication import live_at

_REMIND_BEFORE = timedelta(days=3)


def start_campaign(deadline: date, where: Address, person: Person, turn: Turn) -> Campaign:
    """Ask everyone there to confirm the live version.

    Raises:
        PublishRefusedError: nothing is published.
    """
    live = live_at(turn.uow.publications.every(), turn.ports.clock.now())
    if live is None:
        raise PublishRefusedError(PublishRefusal.NO_SUCH_VERSION, version="")
    campaign = Campaign(turn.ports.ids.new_id(), live.version, live.sha256, deadline, where, turn.ports.clock.now())
    turn.uow.campaigns.add(campaign)
    turn.note(Happening.CAMPAIGN_STARTED, campaign.id, actor=person, remark=live.version)
    turn.tell(where, to_people.present_campaign(campaign, turn.occasion(None)))
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
            count = uow.campaigns.count(campaign.id)
            if today > campaign.deadline and campaign.nudged is not Nudge.ENDED:
                turn.tell(ports.desk.address, to_people.present_ended(campaign, count, turn.at_desk()))
                uow.campaigns.save(replace(campaign, nudged=Nudge.ENDED))
                changed = True
            elif campaign.nudged is Nudge.STARTED and today >= campaign.deadline - _REMIND_BEFORE:
                turn.tell(campaign.where, to_people.present_campaign(campaign, turn.occasion(None), count=count))
                uow.campaigns.save(replace(campaign, nudged=Nudge.REMINDED))
                changed = True
        if changed:
            uow.commit()
    if changed:
        ports.announcer.announce()
    return changed
