"""The desk, as the organisation has set it up."""

from dataclasses import dataclass
from datetime import timedelta

from bot.address import Address
from bot.case import Line
from bot.hours import WorkingHours
from knowledge.protocol import Language


@dataclass(frozen=True, slots=True)
class Desk:
    """Where cases are handled, in which language, and how soon.

    Attributes:
        second_line: Where the specialists are; ``None`` when there are none.
        reply_within: Working time in which an answer is promised; then the desk is reminded.
        second_line_after: Working time after that reminder until the second line is told.
        close_after: Time after the last word until an answered case is closed by itself.
    """

    address: Address
    language: Language
    hours: WorkingHours
    second_line: Address | None = None
    reply_within: timedelta = timedelta(hours=8)
    second_line_after: timedelta = timedelta(hours=8)
    close_after: timedelta = timedelta(days=30)

    def at(self, line: Line) -> Address:
        """Where cases of this line are handled."""
        return self.second_line if line is Line.SECOND and self.second_line is not None else self.address

    def is_at(self, address: Address) -> bool:
        """Whether the address is in a conversation of the desk."""
        places = (self.address, *((self.second_line,) if self.second_line is not None else ()))
        return any(address.shares_conversation(place) for place in places)
