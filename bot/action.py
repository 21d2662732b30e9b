"""What pressing a button or choosing an option does."""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What an action does; the value is the name a platform hands back."""

    SHOW_CLAUSE = "show-clause"
    """Shows the clause with this id."""
    ASK_HR = "ask-hr"
    """Takes the question to HR."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do by pressing.

    It comes back from a platform that anyone may have forged a value on. So it names what it is about and nothing
    more: what may be done with it is decided anew at each press.

    Attributes:
        subject: The opaque id of what it is about; empty when the act needs none.
    """

    act: Act
    subject: str = ""
