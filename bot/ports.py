"""What Magdat needs from the world around it."""

import typing
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.matching.decision import Finding
from knowledge.protocol import Language, SocialMediaProtocol


class Matcher(typing.Protocol):
    """Finds the clause that answers a question in one version of the protocol."""

    def find(self, question: str, *, otherwise: Language | None = None) -> Finding:
        """All that was made of ``question``; any text will do.

        Args:
            question: As it was asked.
            otherwise: The language to answer in where the question gives no hold; the protocol's first when not given.
        """


@dataclass(frozen=True, slots=True)
class LiveProtocol:
    """The version that answers, and the matcher made from it: one value, so that an answer comes from one version."""

    protocol: SocialMediaProtocol
    matcher: Matcher


class Publications(typing.Protocol):
    """Knows which version of the protocol is live."""

    def live(self) -> LiveProtocol:
        """The live version at this moment."""


class Clock(typing.Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""

    def today(self) -> date:
        """The day on the calendar where the organisation is."""
