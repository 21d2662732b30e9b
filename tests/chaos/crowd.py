"""Everyone on a platform where ``magdat serve`` is killed: they ask, take some to HR, claim, answer, close, and read.

What is the same wherever that is. They press again when nothing happens, as people do.
"""

import abc
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
QUESTIONS_PER_CASE = 10
STEPS = ("claim", "type/reply", "close-one-off")
"""What an officer does with a card, in this order."""
_PRESS_AGAIN_SECONDS = 4.0


@dataclass
class Crowd(abc.ABC):
    """They.

    Attributes:
        asked: Who asked something.
        to_hr: Those whose question goes to HR.
    """

    asked: list[str] = field(default_factory=list)
    to_hr: set[str] = field(default_factory=set)
    _pressed: dict[tuple[str, str], float] = field(default_factory=dict)

    def ask(self) -> None:
        """One more person asks."""
        person = self.come(f"piet{len(self.asked)}")
        if len(self.asked) % QUESTIONS_PER_CASE == 0:
            self.to_hr.add(person)
        self.asked.append(person)
        self.say(person, QUESTION)

    @abc.abstractmethod
    def come(self, name: str) -> str:
        """Someone new; their id."""

    @abc.abstractmethod
    def say(self, person: str, text: str) -> None:
        """They say this to Magdat."""

    @abc.abstractmethod
    def act(self) -> None:
        """Do what comes next, wherever something can be done."""

    @abc.abstractmethod
    def read(self, person: str) -> list[str]:
        """What the person got to read, in order."""

    @abc.abstractmethod
    def posts(self) -> int:
        """How many messages there are."""

    @abc.abstractmethod
    def repeated(self) -> int:
        """How many messages came more often than once."""

    def repeated_decisions(self) -> int:
        """How many of those were HR's; where a platform can be asked, none is allowed and they are among the others."""
        return 0

    def repeated_at_desk(self) -> int:
        """How many messages came again at the desk, where they are counted apart from answers."""
        return 0

    def set_aside(self) -> int:
        """How many people had to look their question up, for HR was told that nobody knows whether they were told."""
        return 0

    def lost(self) -> int:
        """How many wait for something that did not come."""
        return sum(not self.read(each) for each in self.asked) + sum(not self.closed(each) for each in self.to_hr)

    def at_hr(self, person: str) -> bool:
        """Whether they know that their question is at HR."""
        return any("Je vraag ligt bij HR" in text for text in self.read(person))

    def closed(self, person: str) -> bool:
        """Whether they know how it ended."""
        return any("gesloten" in text for text in self.read(person))

    def once(self, whose: str, step: str, act: Callable[[], object], *, again: bool = True) -> None:
        """Do it, and again only when nothing came of it for a while; what is said is not said again."""
        last = self._pressed.get((whose, step))
        patience = _PRESS_AGAIN_SECONDS if again else float("inf")
        if last is None or time.monotonic() - last > patience:
            self._pressed[whose, step] = time.monotonic()
            with contextlib.suppress(AssertionError):  # it changed under their hand: they look again
                act()
