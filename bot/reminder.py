"""Something to be done about a case at a set time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReminderKind(StrEnum):
    """What is due."""

    DESK = "desk"
    """The desk is reminded of a case that was not answered in time."""
    SECOND_LINE = "second-line"
    """The second line is told of a case that stayed unanswered after that."""
    CLOSE = "close"
    """An answered case about which nothing was said any more is closed."""
    FORGET_ASKER = "forget-asker"
    """The sealed address of a case that is over is deleted: the last message has had its time to arrive."""
    NOT_ARRIVED = "not-arrived"
    """The desk is told that a message to the asker was given up; due at once, and whatever the case does meanwhile."""


BY_TIME = tuple(kind for kind in ReminderKind if kind is not ReminderKind.NOT_ARRIVED)
"""What is due because time passes, and not any more when the case goes on."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that is due for a case; a case has at most one of each kind.

    Attributes:
        due_at: Aware, UTC.
    """

    case_id: str
    kind: ReminderKind
    due_at: datetime
