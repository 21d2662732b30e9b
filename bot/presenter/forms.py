"""What stands on a screen of the person's own, such as a dialog, before anything was decided."""

from dataclasses import dataclass

from bot.case import LONGEST_TEXT
from bot.message import Message, Paragraph
from bot.wording import wording_in
from knowledge.protocol import Language


@dataclass(frozen=True, slots=True)
class Form:
    """A screen on which a text is typed.

    Attributes:
        label: What is asked for.
        send: On the button that sends it.
        cancel: On the button that leaves it.
        longest: In characters.
    """

    label: str
    send: str
    cancel: str
    longest: int = LONGEST_TEXT


def present_form(label: str, language: Language) -> Form:
    """The screen for an ``Input`` with this label."""
    wording = wording_in(language)
    return Form(label, wording.say("form.send"), wording.say("form.cancel"))


def present_waiting(language: Language) -> Message:
    """What a screen shows until there is something to show."""
    told = wording_in(language).say("form.waiting")
    return Message(told, (Paragraph(told),), language)


def answered_privately(language: Language) -> str:
    """Where everyone could read the question: where the answer to it is."""
    return wording_in(language).say("form.answered-privately")


def answer_comes(language: Language) -> str:
    """Where the answer to a question will be that was just taken in, and what to do where it is not."""
    return wording_in(language).say("form.answer-comes")


def not_reached_privately(language: Language) -> str:
    """Where everyone could read the question: that the answer cannot be said to the one who asked, and what to do."""
    return wording_in(language).say("form.not-reached-privately")


def taken(language: Language) -> str:
    """That what was pressed has come in; what comes of it follows."""
    return wording_in(language).say("form.taken")


def working(language: Language) -> str:
    """What Magdat is doing while a question is looked up, after its name."""
    return wording_in(language).say("form.working")
