"""A small office on fakes: two employees, two officers, a specialist, a desk, and a chat that can be read back."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.action import Act, Action
from bot.address import Address, Person
from bot.case import Case
from bot.desk import Desk
from bot.events import Happening, Origin
from bot.handlers.reception import Hear, PressButton, receive
from bot.handlers.reminders import do_what_is_due
from bot.hours import WorkingHours
from bot.message import (
    Badge,
    Block,
    Buttons,
    Choices,
    Field,
    Fields,
    Footnote,
    Heading,
    Input,
    Item,
    Link,
    Listing,
    Message,
    Notice,
    Paragraph,
    Quote,
    Said,
    Suggestions,
)
from bot.pace import Pace
from bot.ports import Ports, Storage
from bot.relay import Relay
from bot.retention import Retention
from knowledge.matching.decision import Finding
from knowledge.protocol import Language, SocialMediaProtocol
from tests import one_loop
from tests.bakery import published
from tests.fake_storage import FakeStorage
from tests.fakes import (
    FakeAnnouncer,
    FakeChance,
    FakeIds,
    FakeMessenger,
    FakeRoster,
    FakeVault,
    MovingClock,
    answered,
    clarified,
)

QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
UNSURE = "Mag ik iets over de bakkerij zeggen?"
ENGLISH = "May I add clients on LinkedIn?"

SANNE = Person("chat", "kruim", "U-sanne", "Sanne Bakker")
PIET = Person("chat", "kruim", "U-piet", "Piet Meel")
OMAR = Person("chat", "kruim", "U-omar", "Omar")
INA = Person("chat", "kruim", "U-ina", "Ina")
VERA = Person("chat", "kruim", "U-vera", "Vera")
"""Sanne and Piet ask, Omar and Ina are officers, Vera is the specialist."""

DESK = Address("chat", "kruim", "C-desk")
SECOND_LINE = Address("chat", "kruim", "C-specialists")
ROOM = Address("chat", "kruim", "C-everyone")


def chat_with(person: Person) -> Address:
    """The direct chat between Magdat and the person."""
    return Address("chat", "kruim", f"D-{person.id}")


FINDINGS: tuple[Finding, ...] = (
    answered(QUESTION, "clients-on-linkedin"),
    answered(ENGLISH, "clients-on-linkedin", Language.EN),
    clarified(UNSURE, "company-name", "recipes"),
)


@dataclass
class Office:
    """Everything that takes part, and what was done in it so far."""

    kept: Storage = field(default_factory=FakeStorage)
    clock: MovingClock = field(default_factory=MovingClock)
    vault: FakeVault = field(default_factory=FakeVault)
    roster: FakeRoster = field(default_factory=lambda: FakeRoster({OMAR, INA}, {VERA}))
    announcer: FakeAnnouncer = field(default_factory=FakeAnnouncer)
    chat: FakeMessenger = field(default_factory=FakeMessenger)
    chance: FakeChance = field(default_factory=FakeChance)
    ids: FakeIds = field(default_factory=FakeIds)
    second_line: Address | None = SECOND_LINE
    findings: tuple[Finding, ...] = FINDINGS
    protocol: SocialMediaProtocol | None = None

    def __post_init__(self) -> None:
        hours = WorkingHours(ZoneInfo("Europe/Amsterdam"))
        self.ports = Ports(
            self.kept,
            published(*self.findings, protocol=self.protocol),
            self.clock,
            self.ids,
            self.vault,
            self.roster,
            self.announcer,
            Desk(DESK, Language.NL, hours, self.second_line),
            Retention(),
        )
        self.pace = Pace()
        self._events = (f"event-{number}" for number in itertools.count(1))

    @property
    def storage(self) -> FakeStorage:
        """The storage, to be looked into; only where it is the fake."""
        assert isinstance(self.kept, FakeStorage)
        return self.kept

    def origin(self, person: Person, where: Address | None = None, event_id: str | None = None) -> Origin:
        """Something that the person does, in their own chat unless told otherwise."""
        return Origin(event_id or next(self._events), person, where or chat_with(person))

    def say(self, person: Person, text: str, where: Address | None = None) -> None:
        """The person types something, and everything is delivered."""
        receive(Hear(self.origin(person, where), text), self.ports)
        self.deliver()

    def press(
        self, person: Person, act: Act, subject: str = "", text: str | None = None, where: Address | None = None
    ) -> None:
        """The person presses something, and everything is delivered."""
        receive(PressButton(self.origin(person, where), Action(act, subject), text), self.ports)
        self.deliver()

    def press_at(self, origin: Origin, act: Act, subject: str = "") -> None:
        """Something is pressed there, and everything is delivered."""
        receive(PressButton(origin, Action(act, subject)), self.ports)
        self.deliver()

    def at_desk(self, officer: Person, act: Act, subject: str = "", text: str | None = None) -> None:
        """The officer presses something at the desk."""
        self.press(officer, act, subject, text, where=SECOND_LINE if officer is VERA else DESK)

    def ask(self, person: Person = SANNE, text: str = QUESTION) -> str:
        """The person asks; the id under which the question is kept."""
        self.say(person, text)
        return list(self.storage.tables.questions)[-1]

    def open_case(self, person: Person = SANNE, *, anonymous: bool = False, text: str = QUESTION) -> str:
        """The person asks and takes it to HR; the id of the case."""
        question_id = self.ask(person, text)
        self.press(person, Act.OPEN_ANONYMOUS if anonymous else Act.OPEN_NAMED, question_id)
        return question_id

    def case(self, case_id: str) -> Case:
        """The case as it is kept."""
        return self.storage.tables.cases[case_id]

    def thread(self, case_id: str) -> Address:
        """The thread of the case at the desk."""
        return self.storage.tables.threads[case_id]

    def relay(self) -> Relay:
        """A relay for this office."""
        return Relay(
            self.kept,
            {"chat": self.chat},
            self.vault,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
            pace=self.pace,
        )

    def deliver(self) -> None:
        """Deliver all that can be delivered now."""

        async def until_nothing_is_left() -> None:
            relay = self.relay()
            while await relay.deliver_due():
                pass

        one_loop.run(until_nothing_is_left())

    def wait(self, time: timedelta) -> None:
        """Let time pass, do what became due, and deliver it."""
        self.clock.move(time)
        while do_what_is_due(self.ports):
            pass
        self.deliver()

    def told(self, place: Person | Address) -> list[str]:
        """The gist of every message there, in order."""
        return [message.summary for message in self.messages(place)]

    def messages(self, place: Person | Address) -> list[Message]:
        """Every message there, in order."""
        return self.chat.at(place if isinstance(place, Address) else chat_with(place))

    def last(self, place: Person | Address) -> Message:
        """The last message there."""
        return self.messages(place)[-1]

    def happened(self, subject: str) -> list[Happening]:
        """What the audit says of it, in order."""
        return [entry.happening for entry in self.storage.tables.audit if entry.subject == subject]


def texts(message: Message) -> Iterator[str]:
    """Every text in the message."""
    yield message.summary
    for block in message.blocks:
        yield from _texts(block)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Badge(word=text) | Heading(text) | Paragraph(text) | Quote(text) | Notice(text) | Footnote(text):
            yield text
        case Said(by, text) | Link(by, text):
            yield from (by, text)
        case Listing(items=items, title=title):
            yield title or ""
            for item in items:
                yield from _item(item)
        case Fields(fields):
            for each in fields:
                yield from _field(each)
        case Choices(prompt=label, options=buttons) | Buttons(buttons=buttons, instead=label):
            yield label
            yield from (button.label for button in buttons)
        case Suggestions(title=title, questions=questions):
            yield from (title, *questions)
        case Input(label=label, instead=instead):
            yield from (label, instead)


def _item(item: Item) -> tuple[str, ...]:
    return (item.text, *item.details)


def _field(each: Field) -> tuple[str, str]:
    return (each.label, each.value)
