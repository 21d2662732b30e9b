"""Magdat in one process, as the load tests run it: a relay, and a platform that only notes what came."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from adapters.chance import RandomIds, SystemChance
from adapters.clock import SystemClock
from adapters.storage.opening import Kept, open_kept
from bot.address import Address, Person
from bot.desk import Desk
from bot.events import Origin
from bot.handlers.reception import Hear, receive
from bot.hours import WorkingHours
from bot.outbox import Delivery, Receipt
from bot.pace import Pace
from bot.ports import Ports, Publications
from bot.relay import Relay
from bot.retention import Retention
from knowledge.protocol import Language
from tests.chaos.platform import CHANNEL, DESK
from tests.chaos.worker import VAULT_KEY, DeskRoster

QUESTION = "Mag ik klanten toevoegen op LinkedIn?"


@dataclass
class Mailbox:
    """The port ``Messenger``: notes when each delivery came, by conversation."""

    came: dict[str, float] = field(default_factory=dict)

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Note it."""
        self.came[to.conversation] = time.perf_counter()
        return Receipt(to.in_thread(to.thread or delivery.id))

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        """Nobody asks for a file here."""
        raise AssertionError(delivery.id, to, len(content))

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """Nothing here is ever uncertain."""
        del to, delivery_id
        return None


@dataclass(frozen=True, slots=True)
class Running:
    """A process of Magdat."""

    kept: Kept
    ports: Ports
    mailbox: Mailbox


@contextmanager
def opened(url: str, publications: Publications) -> Iterator[tuple[Running, Relay]]:
    """A process of Magdat whose relay is not at work yet."""
    kept, mailbox, clock, ids = open_kept(url, VAULT_KEY), Mailbox(), SystemClock(), RandomIds()
    pace = Pace(idle=timedelta(milliseconds=50))
    relay = Relay(kept.storage, {CHANNEL: mailbox}, kept.vault, clock=clock, ids=ids, chance=SystemChance(), pace=pace)
    desk = Desk(DESK, Language.NL, WorkingHours(ZoneInfo("Europe/Amsterdam")))
    ports = Ports(kept.storage, publications, clock, ids, kept.vault, DeskRoster(), relay, desk, Retention())
    try:
        yield Running(kept, ports, mailbox), relay
    finally:
        kept.close()


@contextmanager
def running(url: str, publications: Publications) -> Iterator[Running]:
    """A process of Magdat with its relay at work."""
    with opened(url, publications) as (magdat, relay):
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        work = asyncio.run_coroutine_threadsafe(relay.run(), loop)
        try:
            yield magdat
        finally:
            work.cancel()
            time.sleep(0.2)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


def ask(number: int, ports: Ports) -> bool:
    """Someone asks something in a conversation of their own."""
    return receive(question_of(number, f"ask/{number}"), ports)


def question_of(number: int, event_id: str, text: str = QUESTION) -> Hear:
    """What this person asks."""
    who = Person(CHANNEL, "", f"person-{number}", f"Person {number}")
    return Hear(Origin(event_id, who, Address(CHANNEL, "", f"chat-{number}"), Language.NL), text)
