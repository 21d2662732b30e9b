"""What comes in from outside, as every channel says it: the commands."""

from dataclasses import dataclass

from bot.action import Action
from bot.events import Origin


@dataclass(frozen=True, slots=True)
class Hear:
    """Someone typed something to Magdat, or in a thread of the desk.

    Attributes:
        addressed: It was said to Magdat on purpose; in a thread of the desk much is not.
        with_file: Beside a file, which goes nowhere.
    """

    origin: Origin
    text: str
    addressed: bool = True
    with_file: bool = False


@dataclass(frozen=True, slots=True)
class PressButton:
    """Someone pressed a button, chose an option, or filled in a text.

    Attributes:
        text: What was filled in; ``None`` where nothing could be.
    """

    origin: Origin
    action: Action
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ReportEdit:
    """Someone edited or deleted a message in a thread of the desk."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class ShareFile:
    """Someone gave Magdat a file: a protocol, if the person is an admin.

    Attributes:
        name: Of the file, as the person has it.
        content: At most one byte more than a protocol may have; the adapter need not fetch more. ``None`` where it
            could not be fetched.
    """

    origin: Origin
    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """Someone lets a file be put that was offered, or does not; on platforms that ask first.

    Attributes:
        edition_id: Whose file it is.
        accepted: Whether it may be put.
        place: Where, in the platform's own words; empty where that is no place for it.
    """

    origin: Origin
    edition_id: str
    accepted: bool
    place: str = ""


Command = Hear | PressButton | ReportEdit | ShareFile | AnswerOffer
