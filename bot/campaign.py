"""A campaign: employees are asked to confirm that they read one version of the protocol, before a day.

Who confirmed is kept as a keyed fingerprint, so that confirming twice counts once. Names are not kept.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.address import Address


class Nudge(StrEnum):
    """What was said of a campaign."""

    STARTED = "started"
    REMINDED = "reminded"
    """A few days before the deadline."""
    LAST_DAY = "last-day"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign.

    Attributes:
        version: The version that is to be confirmed; it stays this one, whatever goes live later.
        sha256: Of its file.
        deadline: The last day.
        where: Where people are asked.
        nudged: What was said last.
    """

    id: str
    version: str
    sha256: str
    deadline: date
    where: Address
    started_at: datetime
    nudged: Nudge = Nudge.STARTED
