"""Everyone on a platform where ``magdat serve`` is killed: they ask, take some to HR, claim, answer, close, and read.

What is the same wherever that is. They press again when nothing happens, as people do.
"""

import abc
import contextlib
import time
import typing
from collections.abc import Callable
from dataclasses import dataclass, field

QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
ANSWERED_BY = "als je met hen werkt"
NEXT_QUESTION = "Kan ik mijn baan verliezen door een bericht?"
NEXT_ANSWERED_BY = "aantoonbaar schaadt"
QUESTIONS_PER_CASE = 10
STEPS = ("claim", "type/reply", "close-one-off")
"""What an officer does with a card, in this order."""
_PRESS_AGAIN_SECONDS = 4.0


class Sent(typing.Protocol):
    """Something on its way to Magdat."""

    @property
    def acked(self) -> bool:
        """Whether Magdat took it."""


@dataclass
class Crowd(abc.ABC):
    """They.

    Attributes:
        asked: Who asked something.
        to_hr: Those whose question goes to HR.
        in_haste: Those who ask something else as soon as their question was taken, before they are answered; and that
            question, until then.
    """

    asked: list[str] = field(default_factory=list)
    to_hr: set[str] = field(default_factory=set)
    in_haste: dict[str, Sent | None] = field(default_factory=dict)
    _pressed: dict[tuple[str, str], float] = field(default_factory=dict)

    def ask(self) -> None:
        """One more person asks."""
        person = self.come(f"piet{len(self.asked)}")
        number = len(self.asked) % QUESTIONS_PER_CASE
        if number == 0:
            self.to_hr.add(person)
        self.asked.append(person)
        sent = self.say(person, QUESTION)
        if number % 2:
            self.in_haste[person] = sent

    def ask_on(self) -> None:
        """Who is in haste and whose question was taken asks something else."""
        for person, sent in list(self.in_haste.items()):
            if sent is not None and sent.acked:
                self.in_haste[person] = None
                self.say(person, NEXT_QUESTION)

    @abc.abstractmethod
    def come(self, name: str) -> str:
        """Someone new; their id."""

    @abc.abstractmethod
    def say(self, person: str, text: str) -> Sent:
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
        return self.unanswered() + sum(not self.closed(each) for each in self.to_hr)

    def unanswered(self) -> int:
        """How many questions nothing came to."""
        first = sum(not self.read(each) for each in self.asked)
        return first + sum(self._came(each, NEXT_ANSWERED_BY) is None for each in self.in_haste)

    def out_of_order(self) -> int:
        """How many were answered first what they asked last; both had been taken in the order in which they asked."""
        came = [(self._came(each, ANSWERED_BY), self._came(each, NEXT_ANSWERED_BY)) for each in self.in_haste]
        return sum(last is not None and (first is None or last < first) for first, last in came)

    def _came(self, person: str, text: str) -> int | None:
        """As which message this came; ``None`` where it did not."""
        return next((number for number, read in enumerate(self.read(person)) if text in read), None)

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
