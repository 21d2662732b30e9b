"""A process of Magdat as it runs on a platform: takes events in, handles them, delivers; until it is killed."""

import asyncio
import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.chance import RandomIds, SystemChance
from adapters.clock import SystemClock
from adapters.storage.opening import open_kept
from bot import case
from bot.action import Act, Action
from bot.address import Address, Person
from bot.desk import Desk
from bot.events import IncomingEvent, Origin
from bot.handlers.reception import Command, Hear, PressButton
from bot.hours import WorkingHours
from bot.intake import Intake, Patience
from bot.pace import Pace
from bot.ports import Ports
from bot.relay import Relay
from bot.retention import Retention
from knowledge.protocol import Language
from tests.bakery import published
from tests.chaos.platform import CHANNEL, DESK, POISON, Line, Platform, PlatformMessenger
from tests.chaos.points import MortalStorage, Reaper

LEASE = max(Pace().lease, Patience().lease)
"""As shipped: after so long, what a killed process left is taken up."""

VAULT_KEY = "bWFnZGF0LWNoYW9zLXRlc3Qta2V5LTMyLWJ5dGVzISE="


@dataclass(frozen=True, slots=True)
class Doom:
    """How a worker will end: at a named point for the so many-th time, or when its parent kills it."""

    point: str | None = None
    times: int = 1


class DeskRoster:
    """Everyone who is called an officer is one."""

    def is_officer(self, person: Person, line: case.Line) -> bool:
        """Whether the person's id says so."""
        return line is case.Line.FIRST and person.id.startswith("officer")

    def is_admin(self, person: Person) -> bool:
        """Nobody loads a protocol here."""
        del person
        return False

    def officer_called(self, text: str, line: case.Line) -> Person | None:
        """Nobody is called by a name here."""
        del text, line
        return None


def work(url: str, folder: Path, doom: Doom) -> None:
    """Be a worker until killed."""
    asyncio.run(_work(url, folder, Reaper(doom.point, doom.times)))


async def _work(url: str, folder: Path, reaper: Reaper) -> None:
    kept = open_kept(url, VAULT_KEY)
    storage, clock, ids = MortalStorage(kept.storage, reaper.reach), SystemClock(), RandomIds()
    relay = Relay(
        storage,
        {CHANNEL: PlatformMessenger(folder, reaper.reach)},
        kept.vault,
        clock=clock,
        ids=ids,
        chance=SystemChance(),
    )
    hours = WorkingHours(ZoneInfo("Europe/Amsterdam"))
    ports = Ports(
        storage=storage,
        publications=published(),
        clock=clock,
        ids=ids,
        vault=kept.vault,
        roster=DeskRoster(),
        announcer=relay,
        desk=Desk(DESK, Language.NL, hours),
        retention=Retention(),
    )
    intake = Intake(ports, {CHANNEL: PlatformReader()})
    listening = asyncio.to_thread(_listen, folder, ports, intake, reaper)
    tasks = [asyncio.ensure_future(each) for each in (relay.run(), intake.run(), listening)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


class PlatformReader:
    """Knows how to read the platform's events."""

    def read(self, event: IncomingEvent) -> Command:
        """The command in it."""
        line = json.loads(event.payload)
        if line["text"] == POISON:
            os.kill(os.getpid(), signal.SIGKILL)
        where = Address(CHANNEL, "", line["conversation"], line["thread"])
        origin = Origin(event.id, Person(CHANNEL, "", line["person"], line["person"]), where, Language.NL)
        if line["act"] is None:
            return Hear(origin, line["text"])
        return PressButton(origin, Action(Act(line["act"]), line["subject"]), line["text"] or None)


def _listen(folder: Path, ports: Ports, intake: Intake, reaper: Reaper) -> None:
    """Store what comes in before acknowledging it, until the parent is gone."""
    parent, platform = os.getppid(), Platform(folder)
    waiting = {line["id"]: line for line in platform.events.fresh()}
    for ack in platform.acks.fresh():
        waiting.pop(ack["id"], None)
    while os.getppid() == parent:
        for line in waiting.values():
            _take_in(line, platform, ports, reaper)
            intake.announce()
        waiting = {line["id"]: line for line in platform.events.fresh()}
        if not waiting:
            time.sleep(0.01)


def _take_in(line: Line, platform: Platform, ports: Ports, reaper: Reaper) -> None:
    event = IncomingEvent(line["id"], CHANNEL, json.dumps(line).encode(), ports.clock.now())
    with ports.storage.begin() as uow:
        uow.inbox.store(event)
        uow.commit()
    reaper.reach("acknowledge:before")
    platform.acks.add({"id": line["id"]})
    reaper.reach("acknowledge:after")
