"""Stand-ins for the world around the bot: they do what their port says, and what they are told to."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.address import Address, Person
from bot.case import Line
from bot.errors import CannotTellError, DeliveryRefusedError, RightsUnknownError, SealBrokenError
from bot.message import Message
from bot.outbox import Delivery, Receipt, ToCard
from bot.ports import Examined, LiveProtocol, SealedAddress
from knowledge.loader import load_protocol
from knowledge.matching.decision import (
    Abstention,
    Answer,
    Clarification,
    Decision,
    Doubt,
    Finding,
    Match,
    Referral,
)
from knowledge.problems import Problem, ProtocolRejectedError
from knowledge.protocol import Language, SocialMediaProtocol


@dataclass
class FakeClock:
    """A clock that stands still until it is set."""

    day: date = date(2026, 11, 23)

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), UTC)

    def today(self) -> date:
        return self.day


@dataclass
class FakeMatcher:
    """A matcher that knows beforehand what it will find; for any other question it finds nothing near.

    Attributes:
        findings: By question.
        asked: The questions it got, in their order.
    """

    findings: Mapping[str, Finding] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def find(self, question: str, *, otherwise: Language | None = None) -> Finding:
        self.asked.append(question)
        nothing = Finding(question, otherwise or Language.NL, (), Abstention(Doubt.NOTHING_NEAR))
        return self.findings.get(question, nothing)

    def find_all(self, questions: Sequence[str]) -> Sequence[Finding]:
        return [self.find(question) for question in questions]


@dataclass
class FakePublications:
    """One live version, which a test can swap.

    Attributes:
        findings: What every version finds, by question.
        held: The version of a day.
        failing: What is wrong with every file that is examined, beside what keeps it from being read.
        refreshed: How often it was told to look.
        waited: How often the others were waited for.
        meanwhile: What happens while they are.
    """

    version: LiveProtocol
    findings: Mapping[str, Finding] = field(default_factory=dict)
    held: dict[date, LiveProtocol] = field(default_factory=dict)
    failing: tuple[Problem, ...] = ()
    refreshed: int = 0
    waited: int = 0
    meanwhile: Callable[[], None] = lambda: None

    def live(self) -> LiveProtocol:
        return self.version

    def examine(self, content: bytes, file: str) -> Examined:
        try:
            loaded = load_protocol(content, file)
        except ProtocolRejectedError as error:
            return Examined(error.problems, None)
        version = LiveProtocol(loaded.protocol, FakeMatcher(self.findings))
        return Examined((*loaded.warnings, *self.failing), version)

    def refresh(self) -> None:
        self.refreshed += 1

    def wait_for_others(self) -> None:
        self.waited += 1
        self.meanwhile()

    def held_on(self, day: date) -> LiveProtocol | None:
        return self.held.get(day)


def found(question: str, decision: Decision, *clause_ids: str, language: Language = Language.NL) -> Finding:
    """A finding with these clauses as its matches, the first the most confident."""
    matches = tuple(Match(clause_id, 0.9 - 0.1 * place) for place, clause_id in enumerate(clause_ids))
    return Finding(question, language, matches, decision)


def answered(question: str, clause_id: str, language: Language = Language.NL) -> Finding:
    """The clause answers the question."""
    return found(question, Answer(Match(clause_id, 0.9)), clause_id, language=language)


def clarified(question: str, *clause_ids: str, language: Language = Language.NL) -> Finding:
    """These clauses are about equally near."""
    options = tuple(Match(clause_id, 0.5) for clause_id in clause_ids)
    return found(question, Clarification(options, Doubt.SEVERAL_NEAR), *clause_ids, language=language)


def referred(question: str, protocol: SocialMediaProtocol, language: Language = Language.NL) -> Finding:
    """The first entry under ``elsewhere`` answers the question."""
    return found(question, Referral(protocol.elsewhere[0], 0.8), language=language)


def abstained(question: str, doubt: Doubt, *clause_ids: str, language: Language = Language.NL) -> Finding:
    """There is this doubt."""
    return found(question, Abstention(doubt), *clause_ids, language=language)


@dataclass
class MovingClock:
    """A clock in UTC that a test moves."""

    at: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()

    def move(self, by: timedelta) -> None:
        self.at += by


@dataclass
class FakeIds:
    """Ids that can be told apart at a glance: the number, then the same letters each time."""

    given: int = 0

    def new_id(self) -> str:
        self.given += 1
        return f"{self.given:06d}".translate(str.maketrans("0123456789", "abcdefghij")) + "x" * 20


@dataclass
class FakeChance:
    """Chance that always falls the same way."""

    number: float = 0.5

    def fraction(self) -> float:
        return self.number


class FakeVault:
    """A vault whose boxes can be read by nobody else because nobody else has the objects in it."""

    def __init__(self) -> None:
        self._sealed: dict[bytes, tuple[str, Address]] = {}

    def seal(self, case_id: str, address: Address) -> SealedAddress:
        box = f"box-{len(self._sealed)}".encode()
        self._sealed[box] = (case_id, address)
        return SealedAddress(case_id, b"key", box)

    def unseal(self, sealed: SealedAddress) -> Address:
        case_id, address = self._sealed.get(sealed.box, ("", None))
        if address is None or case_id != sealed.case_id:
            raise SealBrokenError
        return address

    def mark(self, key: str) -> str:
        return hashlib.sha256(b"a secret" + key.encode()).hexdigest()


@dataclass
class FakeRoster:
    """Officers by line; a test can take one off, or have the answer stay away.

    Attributes:
        admins: Who may load a protocol.
        away: Whether nothing can be found out.
    """

    first: set[Person] = field(default_factory=set)
    second: set[Person] = field(default_factory=set)
    away: bool = False
    admins: set[Person] = field(default_factory=set)

    def is_officer(self, person: Person, line: Line) -> bool:
        return person in self._of(line)

    def is_admin(self, person: Person) -> bool:
        if self.away:
            raise RightsUnknownError
        return person in self.admins

    def officer_called(self, text: str, line: Line) -> Person | None:
        found = [person for person in self._of(line) if text in (person.id, person.name)]
        return found[0] if len(found) == 1 else None

    def _of(self, line: Line) -> set[Person]:
        if self.away:
            raise RightsUnknownError
        return self.first if line is Line.FIRST else self.second


@dataclass
class FakeAnnouncer:
    """Counts the announcements."""

    heard: int = 0

    def announce(self) -> None:
        self.heard += 1


@dataclass
class FakeMessenger:
    """A channel that keeps what it got, and fails as it is told to.

    Attributes:
        got: Every message that became visible, in order, with its place.
        files: Every file that became visible, in order, with its place and its name.
        cards: What cards at the desk were replaced by, in order; they are not among ``got``.
        failures: What to raise at the next deliveries, one each; ``None`` for nothing.
        visible_before_failing: Whether the message becomes visible although the delivery fails.
        can_tell: Whether it knows afterwards what was delivered.
        asked: What it was asked whether it was delivered.
        hangs: Whether it never answers.
        refuses: A conversation in which it takes nothing.
        hangs_at: A conversation in which it never answers, while it does elsewhere.
        arrived: Set each time that something becomes visible.
    """

    got: list[tuple[Address, Delivery]] = field(default_factory=list)
    files: list[tuple[Address, str, bytes]] = field(default_factory=list)
    cards: list[tuple[Address, Delivery]] = field(default_factory=list)
    failures: list[Exception | None] = field(default_factory=list)
    visible_before_failing: bool = False
    can_tell: bool = True
    asked: list[str] = field(default_factory=list)
    hangs: bool = False
    hangs_at: Address | None = None
    refuses: Address | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        if self.hangs or (self.hangs_at is not None and to.shares_conversation(self.hangs_at)):
            await asyncio.Event().wait()
        if self.refuses is not None and to.shares_conversation(self.refuses):
            raise DeliveryRefusedError("not_here")
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or self.visible_before_failing:
            (self.cards if isinstance(delivery.to, ToCard) and to.thread else self.got).append((to, delivery))
            self.arrived.set()
        if failure is not None:
            raise failure
        return self._receipt(to, delivery.id)

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        assert delivery.enclosed is not None
        before = len(self.got)
        try:
            return await self.deliver(to, delivery)
        finally:
            if len(self.got) > before:
                self.files.append((to, delivery.enclosed.name, content))

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        self.asked.append(delivery_id)
        if not self.can_tell:
            raise CannotTellError
        known = any(delivery.id == delivery_id for _, delivery in self.got)
        return self._receipt(to, delivery_id) if known else None

    def at(self, place: Address) -> list[Message]:
        """What was said in this conversation, in order, for whomever."""
        return [delivery.message for to, delivery in self.got if to.shares_conversation(place)]

    def _receipt(self, to: Address, delivery_id: str) -> Receipt:
        return Receipt(to if to.thread else to.in_thread(f"under-{delivery_id}"))
