"""The protocol that answers: one version for as long as the program runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.ports import Examined, LiveProtocol

FindProblems = Callable[[bytes, str], Examined]
"""Checks the bytes of a file under its name."""


@dataclass(frozen=True, slots=True)
class OneVersion:
    """The port ``Publications`` for a protocol that is live for as long as the program runs."""

    version: LiveProtocol
    find_problems: FindProblems

    def live(self) -> LiveProtocol:
        """The one version there is."""
        return self.version

    def examine(self, content: bytes, file: str) -> Examined:
        """What the file turns out to be."""
        return self.find_problems(content, file)

    def refresh(self) -> None:
        """Nothing else can be live."""

    def wait_for_others(self) -> None:
        """There are none."""

    def held_on(self, day: date) -> LiveProtocol | None:
        """The one version, from the day on from which it says to be in force."""
        begins = self.version.protocol.effective_from
        return None if begins is not None and day < begins else self.version


@dataclass(frozen=True, slots=True)
class OneDay(OneVersion):
    """The same for who asks what held on one day.

    Attributes:
        then: The version that held on it; ``None`` where none did.
    """

    then: LiveProtocol | None

    def held_on(self, day: date) -> LiveProtocol | None:  # noqa: ARG002 -- there is no other day
        """What held on the day."""
        return self.then
