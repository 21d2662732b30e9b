"""What one channel brings waits for no other."""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.routing import BaseRoute

from adapters.bootstrap import open_publications
from adapters.channel import Entrance
from adapters.observability.metrics import Metrics
from adapters.office import open_office
from adapters.serving.branch import Branch
from adapters.serving.house import House
from adapters.settings import EncoderName, Settings
from bot.address import Address, Person
from bot.events import IncomingEvent, Origin
from bot.handlers.reception import Hear
from tests.fakes import FakeMessenger, FakeRoster

SOON_SECONDS = 20.0


@dataclass
class OneChannel:
    """A channel that reads what came in, once it is allowed to."""

    name: str
    may_read: threading.Event = field(default_factory=threading.Event)
    tenant: str = ""
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    roster: FakeRoster = field(default_factory=lambda: FakeRoster(set(), set()))
    entrances: list[Entrance] = field(default_factory=list)
    routes: Sequence[BaseRoute] = ()

    @property
    def reader(self) -> "OneChannel":
        return self

    def read(self, event: IncomingEvent) -> Hear:
        assert self.may_read.wait(SOON_SECONDS)
        return Hear(Origin(event.id, Person(self.name, "", "sanne"), Address(self.name, "", "chat")), "mag dat?")

    def complete(self, address: Address) -> Address:
        return address

    def listen(self, entrance: Entrance) -> "OneChannel":
        self.entrances.append(entrance)
        return self

    def is_for(self, _: Mapping[str, str], __: bytes) -> bool:
        return True

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_channel_whose_platform_does_not_answer_holds_up_no_other(tmp_path: Path, learned: Path) -> None:
    slow, quick = OneChannel("slow"), OneChannel("quick")
    quick.may_read.set()
    settings = Settings(
        encoder=EncoderName.NONE,
        cache_dir=learned,
        database_url=f"sqlite:///{tmp_path / 'magdat.sqlite3'}",
    )
    with open_office(settings, open_publications(settings), (slow, quick)) as office:
        branch = Branch(office, (slow, quick), House(Metrics(), asyncio.Event()))
        branch.begin()
        for channel in (slow, quick):
            for number in range(20):
                await channel.entrances[0].door.take(channel.name, f"{channel.name}-{number}", b"")

        await asyncio.wait_for(quick.messenger.arrived.wait(), SOON_SECONDS / 2)

        assert not slow.messenger.got
        slow.may_read.set()
        await asyncio.wait_for(slow.messenger.arrived.wait(), SOON_SECONDS)
        await branch.take_nothing_in()
        await branch.end()
