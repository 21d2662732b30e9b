"""What Magdat needs from the world around it."""

import typing
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.address import Address, Person
from bot.case import Line
from bot.desk import Desk
from bot.outbox import Delivery, Receipt
from bot.publication import PublishingPolicy
from bot.recollection import Recollection
from bot.repositories import SealedAddress, Storage, UnitOfWork
from bot.retention import Retention
from bot.turnstile import Turnstile
from knowledge.matching.decision import Finding
from knowledge.problems import Problem, Severity
from knowledge.protocol import Language, SocialMediaProtocol

if typing.TYPE_CHECKING:
    from knowledge.checks import Forecast

__all__ = [
    "Announcer",
    "Chance",
    "Clock",
    "Examined",
    "IdSource",
    "LiveProtocol",
    "Matcher",
    "Messenger",
    "Ports",
    "Publications",
    "Roster",
    "SealedAddress",
    "Storage",
    "UnitOfWork",
    "Vault",
]


class Matcher(typing.Protocol):
    """Finds the clause that answers a question in one version of the protocol."""

    def find(self, question: str, *, otherwise: Language | None = None) -> Finding:
        """All that was made of ``question``; any text will do.

        Args:
            question: As it was asked.
            otherwise: The language to answer in where the question gives no hold; the protocol's first when not given.
        """

    def find_all(self, questions: Sequence[str]) -> Sequence[Finding]:
        """All that was made of each of the questions; many together take a fraction of the time."""


@dataclass(frozen=True, slots=True)
class LiveProtocol:
    """The version that answers, and the matcher made from it: one value, so that an answer comes from one version."""

    protocol: SocialMediaProtocol
    matcher: Matcher


@dataclass(frozen=True, slots=True)
class Examined:
    """What a protocol file turned out to be.

    Attributes:
        problems: All that is wrong with it, errors and warnings, in the order of the file.
        version: Ready to answer; ``None`` when the file cannot be read as a protocol.
        forecast: What questions like its own examples will meet; ``None`` when it has too few to tell.
    """

    problems: tuple[Problem, ...]
    version: LiveProtocol | None
    forecast: "Forecast | None" = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps it from going live."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def failing(self) -> tuple[Problem, ...]:
        """Its own tests that fail, which an admin can overrule; all other errors leave no version."""
        return self.errors if self.version is not None else ()


class Publications(typing.Protocol):
    """Knows which version of the protocol is live, and makes files ready to be."""

    def live(self) -> LiveProtocol:
        """The live version at this moment; costs nothing."""

    def examine(self, content: bytes, file: str) -> Examined:
        """What a protocol file turns out to be; takes up to seconds.

        Args:
            content: Its bytes.
            file: What its author calls it, for the problems.
        """

    def refresh(self) -> None:
        """Take in at once what was published; otherwise it is taken in within 2 seconds.

        Raises:
            StorageUnavailableError: it cannot be looked up at this moment.
        """

    def wait_for_others(self) -> None:
        """Give the other processes time to make ready what was just kept as a draft: seconds, and never without end.

        Raises:
            StorageUnavailableError: as above.
        """

    def held_on(self, day: date) -> LiveProtocol | None:
        """The version that held on that day; ``None`` when none did, or it cannot be read any more.

        Raises:
            StorageUnavailableError: it cannot be looked up at this moment.
        """


class Clock(typing.Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""

    def today(self) -> date:
        """The day on the calendar where the organisation is."""


class IdSource(typing.Protocol):
    """Gives out ids."""

    def new_id(self) -> str:
        """26 characters of a-z and 2-7, random from the first on (at least 128 bits); never given out before."""


class Chance(typing.Protocol):
    """Gives out chance."""

    def fraction(self) -> float:
        """A number from 0 up to, not including, 1; every one is as likely."""


class Vault(typing.Protocol):
    """Keeps apart who asked and what was asked. Its own key is kept outside the database."""

    def seal(self, case_id: str, address: Address) -> SealedAddress:
        """The address, readable only through ``unseal``; with another key each time."""

    def unseal(self, sealed: SealedAddress) -> Address:
        """The address.

        Raises:
            SealBrokenError: it was sealed with another key, for another case, or was changed.
        """

    def mark(self, key: str) -> str:
        """A keyed fingerprint of the key of a person or an address.

        The same key gives the same mark; without the vault's own key nobody can find the one from the other.
        """


class Roster(typing.Protocol):
    """Knows who is an officer or an admin at this moment; may remember a yes or a no for at most 60 seconds."""

    def is_officer(self, person: Person, line: Line) -> bool:
        """Whether the person handles cases of this line; guests never do.

        Raises:
            RightsUnknownError: it cannot be found out just now; the person gets no right from it.
        """

    def is_admin(self, person: Person) -> bool:
        """Whether the person may load a protocol and let it go live; guests never may.

        Raises:
            RightsUnknownError: it cannot be found out just now; the person gets no right from it.
        """

    def officer_called(self, text: str, line: Line) -> Person | None:
        """The one officer of this line who is meant by ``text``: an id, a mention or a name.

        ``None`` when nobody is, or more than one.

        Raises:
            RightsUnknownError: it cannot be found out just now.
        """


class Messenger(typing.Protocol):
    """Delivers messages on one channel."""

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Deliver the message of ``delivery`` at ``to``, once, without trying again by itself.

        Raises:
            DeliveryDelayedError: not now; it was certainly not delivered.
            DeliveryRefusedError: trying again will not help; it was certainly not delivered.
            DeliveryUncertainError: it may have been delivered.
        """

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        """Deliver the message of ``delivery`` and the file that it encloses, in a conversation with one person.

        A platform that puts a file only where the person lets it asks the person first; the answer comes in as
        ``AnswerOffer``, and then this is called again with the place in ``delivery.enclosed``.

        Args:
            to: Where; nobody else is there.
            delivery: What is said with the file, and what the file is called.
            content: The file, byte for byte.

        Raises:
            NoFilesHereError: this channel has no files; nothing was delivered.
            DeliveryDelayedError: as with ``deliver``; and the other two.
        """

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """What the platform said when it took this delivery; ``None`` when it never did.

        Raises:
            CannotTellError: the platform has no way to tell.
            DeliveryDelayedError: not now.
        """


class Announcer(typing.Protocol):
    """Tells the relay that something waits in the outbox; returns at once, from whatever thread."""

    def announce(self) -> None:
        """Something was committed."""


@dataclass(frozen=True, slots=True)
class Ports:
    """All that a handler can need, put together once at start.

    Attributes:
        pages: Where the pages in the browser are, without a slash at the end; ``None`` where there are none.
    """

    storage: Storage
    publications: Publications
    clock: Clock
    ids: IdSource
    vault: Vault
    roster: Roster
    announcer: Announcer
    desk: Desk
    retention: Retention
    recollection: Recollection = field(default_factory=Recollection)
    turnstile: Turnstile = field(default_factory=Turnstile)
    publishing: PublishingPolicy = field(default_factory=PublishingPolicy)
    pages: str | None = None
