"""What is to be delivered: written with the change that it tells of, and delivered after the commit by the relay."""

import typing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.address import Address
from bot.message import Message


@dataclass(frozen=True, slots=True)
class ToAsker:
    """To whoever asked for the case, wherever that is; the sealed address is opened at the moment of delivery.

    Attributes:
        channel: Where that was when this was said; empty when nobody knows. Any process takes it then, and finds out.
    """

    case_id: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class ToDesk:
    """To the thread of the case at the desk; where there is no thread yet, this message begins it.

    Attributes:
        channel: As with ``ToAsker``.
    """

    case_id: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class ToCard:
    """In the place of the message with which the case's thread at the desk began, so that it shows how things stand.

    Where there is no thread yet, this message begins it. A channel that cannot change what it said leaves it out: all
    that it tells is said in the thread as well.

    Attributes:
        channel: As with ``ToAsker``.
    """

    case_id: str
    channel: str = ""


Destination = Address | ToAsker | ToDesk | ToCard


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The file of a version, which goes along with a message; its bytes are read at the moment of delivery.

    Attributes:
        edition_id: Whose file it is.
        name: What the file is called.
        instead: What is said when the file cannot be given: where else to find it.
        place: Where the person lets it be put, in the platform's own words; empty where nobody was asked.
    """

    edition_id: str
    name: str
    instead: Message
    place: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to deliver once.

    Attributes:
        id: Opaque; goes along to the platform where it keeps such a mark, so that the message can be looked up.
        repeatable: Whether saying it twice does no harm, where the platform cannot tell whether it was said.
        replaces: The handle of the message, as in ``Origin.message``, whose place this one takes; empty for none. Where
            that is not possible (any more), the message is said anew.
        pressed: The handle of the message that was pressed on, whether this one takes its place or not; empty where
            nothing was pressed, or where that message cannot be replaced.
        person_mark: A keyed fingerprint of the person whom it answers, by which it is found when they are forgotten;
            empty for what belongs to a case or answers nobody.
        enclosed: The file that goes along; ``None`` where none does. It may arrive twice, which does no harm.
    """

    id: str
    to: Destination
    message: Message
    repeatable: bool = True
    replaces: str = ""
    pressed: str = ""
    person_mark: str = ""
    enclosed: Enclosed | None = None

    @property
    def lane(self) -> str:
        """Deliveries with the same lane keep their order. The lane of an asker says nothing about who that is."""
        match self.to:
            case Address():
                return f"at/{self.to.key}"
            case ToAsker():
                return f"asker/{self.to.case_id}"
            case ToDesk() | ToCard():
                return f"desk/{self.to.case_id}"
            case _:
                typing.assert_never(self.to)


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery that this process alone may deliver until the lease ends.

    Attributes:
        tries: How often it was leased, this time included; at least 1.
        uncertain: An earlier try ended without a verdict, by a crash or a lost connection: it may have arrived.
        unended: How many tries just before this one never came to an end, because their process did.
    """

    delivery: Delivery
    tries: int
    uncertain: bool
    unended: int = 0


class ParkReason(StrEnum):
    """Why a delivery was set aside for the operator."""

    REFUSED = "refused"
    TOO_MANY_TRIES = "too-many-tries"
    ENDS_PROCESSES = "ends-processes"
    """Each of several tries in a row ended with the process that made it."""
    AMBIGUOUS = "ambiguous"
    """It may have arrived, the platform cannot tell, and it must not be said twice."""
    NO_ADDRESS = "no-address"
    """Nobody is there any more: the case or the asker's address was deleted."""
    UNREADABLE = "unreadable"
    """Another version of Magdat wrote it, and this one cannot read it."""
    NO_CHANNEL = "no-channel"
    """No messenger delivers on this channel, or none did for so long that it is waited for no more."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A delivery that was set aside, as the operator sees it: without its text.

    Attributes:
        case_id: The case it belongs to; ``None`` when it belongs to none.
        code: The platform's own word for the reason; may be empty.
    """

    delivery_id: str
    case_id: str | None
    channel: str
    reason: ParkReason
    code: str
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform said when it took a message.

    Attributes:
        at: Where the message stands; its thread is the one in which answers to the message are given.
    """

    at: Address
