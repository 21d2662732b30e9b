"""How patient the relay is with what it delivers, and with the platforms."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the relay is.

    Attributes:
        lease: How long a delivery is kept from others; kept up while it is being sent. A process that dies lets go of
            its deliveries after so long.
        patience: How long one try may take; then it counts as without a verdict.
        at_once: How many deliveries, each of another lane, go out at the same time on one channel.
        first_wait: Before the second try; each further wait is twice as long.
        longest_wait: No wait of ours is longer; a platform may ask for more.
        longest_asked: The same where the platform said how long to wait: in a channel that takes a message a second,
            what came too early a few times must not stand back for all that comes after it.
        most_tries: After so many the delivery is parked. With the waits above these are three days at the least, so
            that a platform may be away for a weekend.
        most_faults: After so many one that breaks its messenger is parked: within hours, for others wait behind it.
        most_unended: After so many in a row that never came to an end, because their process did, it is set aside: it
            may be what ends them. A process may be killed for any reason, so once or twice says nothing.
        longest_hold: From the third of those on it is kept from everyone twice as long each time, up to so long, so
            that the others get on in between.
        idle: How long to sleep at most when nothing is announced: work that another process left behind is found then.
        farewell: How long a relay that is stopped waits for what is being sent.
    """

    lease: timedelta = timedelta(seconds=4)
    patience: timedelta = timedelta(seconds=30)
    at_once: int = 16
    first_wait: timedelta = timedelta(seconds=1)
    longest_wait: timedelta = timedelta(minutes=10)
    longest_asked: timedelta = timedelta(seconds=30)
    most_tries: int = 900
    most_faults: int = 45
    most_unended: int = 10
    longest_hold: timedelta = timedelta(seconds=15)
    idle: timedelta = timedelta(seconds=2)
    farewell: timedelta = timedelta(seconds=5)
